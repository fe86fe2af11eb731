import { describe, expect, it } from 'vitest';
import { deniedRoles } from './deniedRoles.ts';

const LOGIN = 'Microsoft.HybridCompute/machines/login/action';
const LOGIN_AS_ADMIN = 'Microsoft.HybridCompute/machines/loginAsAdmin/action';
const BOTH = ['administrator', 'user'];
const ADMINISTRATOR = ['administrator'];

const denied = (dataActions: string[], notDataActions: string[] = []) => deniedRoles([{ dataActions, notDataActions }]);

describe('deniedRoles', () => {
  it.each<{ pattern: string; roles: readonly string[] }>([
    { pattern: LOGIN, roles: BOTH },
    { pattern: LOGIN_AS_ADMIN, roles: ADMINISTRATOR },
    { pattern: LOGIN.toUpperCase(), roles: BOTH },
    { pattern: '*', roles: BOTH },
    { pattern: '**', roles: BOTH },
    { pattern: '*/action', roles: BOTH },
    { pattern: 'Microsoft.HybridCompute/*', roles: BOTH },
    { pattern: 'Microsoft.HybridCompute/machines/*/action', roles: BOTH },
    { pattern: 'Microsoft.HybridCompute/machines/login*/action', roles: BOTH },
    { pattern: 'Microsoft.*/machines/loginAs*/action', roles: ADMINISTRATOR },
    { pattern: '*admin*', roles: ADMINISTRATOR },
    { pattern: '*login/action*', roles: BOTH },
    { pattern: '*/login/*/action', roles: [] },
    { pattern: 'Microsoft.HybridCompute/machines/login/action/action*', roles: [] },
    { pattern: 'Microsoft.HybridCompute/machines/login', roles: [] },
    { pattern: 'machines/*', roles: [] },
    { pattern: '*/machines/*/read', roles: [] },
    { pattern: 'Microsoft.Compute/*', roles: [] },
    { pattern: '', roles: [] },
  ])('takes $pattern away from $roles', ({ pattern, roles }) => {
    expect(denied([pattern])).toEqual(roles);
  });

  it('leaves what a permission excepts', () => {
    expect(denied(['*'], [LOGIN])).toEqual(ADMINISTRATOR);
    expect(denied(['*'], [LOGIN_AS_ADMIN])).toEqual(BOTH);
    expect(denied(['*'], ['Microsoft.HybridCompute/*'])).toEqual([]);
  });

  it('does not let the exceptions of one permission hold for another', () => {
    const excepted = { dataActions: ['*'], notDataActions: [LOGIN] };
    const denying = { dataActions: [LOGIN], notDataActions: [] };

    expect(deniedRoles([excepted, denying])).toEqual(BOTH);
    expect(deniedRoles([])).toEqual([]);
  });

  it('is quick about a pattern of many stars', () => {
    expect(denied([`${'*a'.repeat(5000)}*x`])).toEqual([]);
  });
});
