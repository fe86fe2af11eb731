import { describe, expect, it } from 'vitest';
import { at, machinePath, virtualCloud } from '../../testing/virtualCloud.ts';
import {
  ADMINISTRATOR_LOGIN,
  codeOf,
  guid,
  IN_DEMO,
  IN_SUBSCRIPTION,
  roleId,
  rolesIn,
} from '../../testing/virtualRoles.ts';

const one = (scope: string, name: string) =>
  virtualCloud().call(
    'GET',
    `${scope}/providers/Microsoft.Authorization/roleDefinitions/${name}?api-version=2022-04-01`,
  );

const namesListed = (filter?: string) => {
  const value = at(rolesIn(virtualCloud()).listed(IN_DEMO, filter, 'roleDefinitions').body, 'value');
  return Array.isArray(value) ? value.map((role) => at(role, 'properties', 'roleName')) : [];
};

describe('role definitions', () => {
  it('tell what the role of an administrator at a machine may do', () => {
    expect(one(machinePath('web-1'), ADMINISTRATOR_LOGIN.toUpperCase()).body).toMatchObject({
      id: roleId(ADMINISTRATOR_LOGIN, IN_SUBSCRIPTION),
      name: ADMINISTRATOR_LOGIN,
      properties: {
        roleName: 'Virtual Machine Administrator Login',
        type: 'BuiltInRole',
        permissions: [
          {
            dataActions: expect.arrayContaining([
              'Microsoft.HybridCompute/machines/login/action',
              'Microsoft.HybridCompute/machines/loginAsAdmin/action',
            ]),
          },
        ],
      },
    });
  });

  it('are 404 when they are none', () => {
    expect(codeOf(one(IN_DEMO, guid(1)))).toBe('404 RoleDefinitionDoesNotExist');
  });

  it.each([
    [undefined, 6],
    ['atScopeAndBelow()', 6],
    ["type eq 'BuiltInRole'", 6],
    ["type eq 'CustomRole'", 0],
    ["roleName eq 'virtual machine user login'", 1],
  ])('listed with the filter %s are %i', (filter, count) => {
    expect(namesListed(filter).length).toBe(count);
  });

  it('refuse a filter that they do not know', () => {
    expect(codeOf(rolesIn(virtualCloud()).listed(IN_DEMO, 'x', 'roleDefinitions'))).toBe('400 BadRequestFormat');
  });
});
