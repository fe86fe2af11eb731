import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { type OfficialShape, officialShapes } from '../../testing/officialShapes.ts';
import { machinePath, virtualCloud } from '../../testing/virtualCloud.ts';
import { guid, IN_GROUP, roleId, rolesIn, USER_LOGIN } from '../../testing/virtualRoles.ts';

const wrongWith = officialShapes('authorization-2022-04-01');
const WEB_1 = machinePath('web-1');

function prepared() {
  const cloud = virtualCloud({ pageSize: 1 });
  cloud.call('PUT', WEB_1, { location: 'westeurope' });
  const roles = rolesIn(cloud);
  roles.give(IN_GROUP, 1, 1);
  roles.give(WEB_1, 2, 2, { description: 'ours', condition: 'x', conditionVersion: '2.0', principalType: 'Group' });
  cloud.control('POST', '/denyAssignments', { scope: IN_GROUP });
  return { ...cloud, ...roles };
}

describe('answers have the shape of the official OpenAPI (2022-04-01)', () => {
  it.each<[string, OfficialShape, () => unknown]>([
    ['PUT of an assignment', 'RoleAssignment', () => prepared().give(WEB_1, 3, 3).body],
    ['GET of an assignment', 'RoleAssignment', () => prepared().get(WEB_1, 2).body],
    ['DELETE of an assignment', 'RoleAssignment', () => prepared().take(WEB_1, 2).body],
    ['list of assignments with a further page', 'RoleAssignmentListResult', () => prepared().listed(IN_GROUP).body],
    [
      'list of definitions',
      'RoleDefinitionListResult',
      () => prepared().listed(WEB_1, undefined, 'roleDefinitions').body,
    ],
    [
      'GET of a definition',
      'RoleDefinition',
      () => prepared().call('GET', `${roleId(USER_LOGIN, IN_GROUP)}?api-version=2022-04-01`).body,
    ],
    ['list of denials', 'DenyAssignmentListResult', () => prepared().listed(WEB_1, undefined, 'denyAssignments').body],
    ['404', 'ErrorResponse', () => prepared().get(WEB_1, 9).body],
    ['409', 'ErrorResponse', () => prepared().give(WEB_1, 9, 2).body],
    ['400', 'ErrorResponse', () => prepared().give(WEB_1, 9, 2, { principalId: 1 }).body],
  ])('%s', (_what, shape, answer) => {
    expect(wrongWith(shape, answer())).toEqual([]);
  });

  it('and the check finds a property that is not theirs, and a null where there is none', () => {
    const found = wrongWith('RoleAssignment', {
      properties: { roleDefinitionId: 'x', principalId: null, invented: 1, description: null },
    }).join('\n');

    expect(found).toContain('principalId must be string');
    expect(found).toContain('invented');
    expect(found).not.toContain('description');
  });

  it('takes the body of the official shape', () => {
    const body = {
      properties: { roleDefinitionId: roleId(USER_LOGIN), principalId: guid(4), principalType: 'User' },
    };
    const { call } = prepared();
    const path = `${WEB_1}/providers/Microsoft.Authorization/roleAssignments/${guid(4)}?api-version=2022-04-01`;

    expect(wrongWith('RoleAssignmentCreateParameters', body)).toEqual([]);
    expect(call('PUT', path, body).status).toBe(201);
  });

  it('has the excerpt of the specification that it names', () => {
    const file = new URL('../../../../test/fixtures/openapi/authorization-2022-04-01.json', import.meta.url);

    expect(readFileSync(file, 'utf8')).toContain('authorization-RoleAssignmentsCalls.json');
  });
});
