import { describe, expect, it } from 'vitest';
import { LOGIN_ROLES } from '../../access/role.ts';
import { fromIso } from '../../time.ts';
import { activationItem } from './activationItem.ts';

const END = '2026-12-01T18:00:00Z';

const instance = (properties: object) => ({
  name: 'instance',
  properties: {
    roleDefinitionId: `/providers/Microsoft.Authorization/roleDefinitions/${LOGIN_ROLES.administrator}`,
    assignmentType: 'Activated',
    endDateTime: END,
    originRoleAssignmentId: '/providers/Microsoft.Authorization/roleAssignments/ABC',
    ...properties,
  },
});

describe('an assignment of Privileged Identity Management', () => {
  it.each(['Activated', 'Assigned', 'SomethingNew'])(
    'ends when it says so, whatever gives it: %s',
    (assignmentType) => {
      expect(activationItem.parse(instance({ assignmentType }))).toEqual({
        assignmentName: 'abc',
        endsAt: fromIso(END),
      });
    },
  );

  it.each([
    ['without an end', { endDateTime: null }],
    ['that does not mention an end', { endDateTime: undefined }],
    ['of another role', { roleDefinitionId: '/providers/Microsoft.Authorization/roleDefinitions/owner' }],
  ])('is nothing that ends, %s', (_what, properties) => {
    expect(activationItem.parse(instance(properties))).toBeUndefined();
  });
});
