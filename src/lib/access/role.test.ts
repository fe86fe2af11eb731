import { describe, expect, it } from 'vitest';
import { LOGIN_ROLES, loginRoleOf, suffices } from './role.ts';

describe('loginRoleOf', () => {
  it.each([
    ['a bare id', LOGIN_ROLES.user, 'user'],
    ['one without a subscription', `/providers/Microsoft.Authorization/roleDefinitions/${LOGIN_ROLES.user}`, 'user'],
    [
      'one in a subscription, in any case',
      `/SUBSCRIPTIONS/S1/providers/Microsoft.Authorization/roleDefinitions/${LOGIN_ROLES.administrator.toUpperCase()}`,
      'administrator',
    ],
    [
      'another role',
      '/providers/Microsoft.Authorization/roleDefinitions/acdd72a7-3385-48ef-bd42-f606fba81ae7',
      undefined,
    ],
    ['nothing', '', undefined],
  ])('%s', (_what, id, role) => {
    expect(loginRoleOf(id)).toBe(role);
  });
});

describe('suffices', () => {
  it.each([
    ['administrator', 'administrator', true],
    ['administrator', 'user', true],
    ['user', 'user', true],
    ['user', 'administrator', false],
  ] as const)('%s for %s: %s', (held, wanted, expected) => {
    expect(suffices(held, wanted)).toBe(expected);
  });
});
