import { describe, expect, it } from 'vitest';
import { at, machinePath, virtualCloud } from '../../testing/virtualCloud.ts';
import {
  codeOf,
  guid,
  IN_DEMO,
  IN_GROUP,
  IN_SUBSCRIPTION,
  roleId,
  rolesIn,
  USER_LOGIN,
} from '../../testing/virtualRoles.ts';

const WEB_1 = machinePath('web-1');

function cloudWithMachine() {
  const cloud = virtualCloud();
  cloud.call('PUT', WEB_1, { location: 'westeurope' });
  const roles = rolesIn(cloud);
  const activate = (further: object = {}) =>
    cloud.control('POST', '/activations', {
      scope: WEB_1,
      roleDefinitionId: roleId(USER_LOGIN),
      principalId: guid(1),
      minutes: 60,
      ...further,
    });
  const instances = (scope: string, filter?: string) => {
    const { body } = roles.listed(scope, filter, 'roleAssignmentScheduleInstances', '2020-10-01');
    const value = at(body, 'value');
    return Array.isArray(value) ? value : [];
  };
  return { ...cloud, ...roles, activate, instances };
}

describe('instances of schedules', () => {
  it('are Assigned without an end for what stands until somebody takes it', () => {
    const { give, instances } = cloudWithMachine();
    give(IN_GROUP, 1, 1);

    expect(instances(IN_GROUP)).toMatchObject([
      {
        name: guid(1),
        properties: {
          assignmentType: 'Assigned',
          memberType: 'Direct',
          endDateTime: null,
          originRoleAssignmentId: `${IN_GROUP}/providers/Microsoft.Authorization/roleAssignments/${guid(1)}`,
          expandedProperties: {
            scope: { displayName: 'rg-web', type: 'resourcegroup' },
            roleDefinition: { displayName: 'Virtual Machine User Login' },
          },
        },
      },
    ]);
    expect(at(instances(WEB_1), '0', 'properties', 'memberType')).toBe('Inherited');
  });

  it('are filtered as assignments are', () => {
    const { give, instances } = cloudWithMachine();
    give(WEB_1, 1, 1);
    give(IN_DEMO, 2, 2);
    give('', 3, 3);

    const namesOf = (filter?: string) => instances(IN_SUBSCRIPTION, filter).map((one) => at(one, 'name'));

    expect(namesOf()).toEqual([guid(1), guid(2), guid(3)]);
    expect(namesOf('atScope()')).toEqual([guid(2), guid(3)]);
    expect(namesOf(`principalId eq '${guid(1)}'`)).toEqual([guid(1)]);
  });
});

describe('activating a role', () => {
  it('gives it for the time that was said, as an assignment and an instance', () => {
    const { activate, instances, namesAt, seconds } = cloudWithMachine();

    const activated = activate();
    seconds(3599);
    const [before] = instances(WEB_1);
    const assignedBefore = namesAt(WEB_1).length;
    seconds(1);

    expect(activated).toMatchObject({ status: 200, body: { endDateTime: '2026-11-22T09:00:00.0000000Z' } });
    expect(at(activated.body, 'instance')).toEqual(before);
    expect(at(before, 'properties')).toMatchObject({
      assignmentType: 'Activated',
      startDateTime: '2026-11-22T08:00:00.0000000Z',
      endDateTime: '2026-11-22T09:00:00.0000000Z',
      linkedRoleEligibilityScheduleId: expect.stringContaining(`${WEB_1}/providers/Microsoft.Authorization/role`),
    });
    expect(assignedBefore).toBe(1);
    expect([instances(WEB_1), namesAt(WEB_1)]).toEqual([[], []]);
  });

  it('tells of its beginning and of its end', () => {
    const { activate, rules, seconds, subscriber } = cloudWithMachine();
    rules.events.subscribe('http://app/events', () => undefined);
    seconds(1);
    activate();
    seconds(3601);

    const events = subscriber.got.flatMap(({ body }) => (Array.isArray(body) ? body : []));

    expect(events.map((event) => at(event, 'data', 'operationName'))).toEqual([
      'Microsoft.Authorization/roleAssignments/write',
      'Microsoft.Authorization/roleAssignments/delete',
    ]);
  });

  it('takes nothing away at its end that was given anew in between', () => {
    const { activate, call, give, namesAt, seconds } = cloudWithMachine();
    const { body } = activate();
    seconds(60);
    call('DELETE', `${String(at(body, 'roleAssignmentId'))}?api-version=2022-04-01`);
    give(WEB_1, 1, 1);
    seconds(3600);

    expect(namesAt(WEB_1)).toEqual([1]);
  });

  it.each([
    ['a scope that is none', { scope: '/nowhere' }, '404 InvalidResourceType'],
    ['a role without a path', { roleDefinitionId: USER_LOGIN }, '400 InvalidRoleDefinitionId'],
    ['a role that is none', { roleDefinitionId: roleId(guid(1)) }, '400 RoleDefinitionDoesNotExist'],
  ])('is refused for %s', (_what, further, code) => {
    expect(codeOf(cloudWithMachine().activate(further))).toBe(code);
  });

  it('is refused to who has the role already, and without minutes', () => {
    const { activate, give } = cloudWithMachine();
    give(WEB_1, 1, 1);

    expect(codeOf(activate())).toBe('409 RoleAssignmentExists');
    expect(activate({ minutes: 0 })).toMatchObject({ status: 400, body: { errors: [{ field: 'minutes' }] } });
  });
});
