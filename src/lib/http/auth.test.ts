import { describe, expect, it } from 'vitest';
import { type AuthMode, authLevel, mayCall, roleFor } from './auth.ts';

const key: AuthMode = { kind: 'key' };
const entra: AuthMode = { kind: 'entra', platformAuthEnabled: true };
const entraOff: AuthMode = { kind: 'entra', platformAuthEnabled: false };

function principal(...roles: string[]): string {
  return btoa(
    JSON.stringify({ claims: [{ typ: 'oid', val: '1111' }, ...roles.map((val) => ({ typ: 'roles', val }))] }),
  );
}

describe('authLevel', () => {
  it.each([
    ['anyone', 'anonymous'],
    ['read', 'function'],
    ['operate', 'function'],
    ['approve', 'admin'],
  ] as const)('with keys guards %s at level %s', (who, level) => {
    expect(authLevel(who, key)).toBe(level);
  });

  it.each(['anyone', 'read', 'operate', 'approve'] as const)('with entra leaves %s to the platform', (who) => {
    expect(authLevel(who, entra)).toBe('anonymous');
  });
});

describe('mayCall', () => {
  it.each(['anyone', 'read', 'operate', 'approve'] as const)('with keys lets %s pass: the host has checked', (who) => {
    expect(mayCall(who, { principal: principal('Approver') }, key)).toEqual({ ok: true, by: undefined });
  });

  it.each([entra, entraOff])('lets anyone pass where anyone may, with %j', (mode) => {
    expect(mayCall('anyone', { principal: 'rubbish' }, mode)).toEqual({ ok: true, by: undefined });
  });

  it.each([
    ['read', 'Reader', true],
    ['read', 'Operator', true],
    ['read', 'Approver', true],
    ['operate', 'Reader', false],
    ['operate', 'Operator', true],
    ['operate', 'Approver', true],
    ['approve', 'Reader', false],
    ['approve', 'Operator', false],
    ['approve', 'Approver', true],
    ['read', 'Stranger', false],
  ] as const)('with entra, to %s as %s: %j', (who, role, ok) => {
    const verdict = mayCall(who, { principal: principal(role) }, entra);

    expect(verdict).toMatchObject(ok ? { ok, by: '1111' } : { ok, problem: { code: 'forbidden' } });
  });

  it('says which role is missing', () => {
    expect(mayCall('approve', { principal: principal() }, entra)).toMatchObject({
      problem: { status: 403, detail: 'This needs the app role Approver.' },
    });
  });

  it('asks to sign in when the platform passed nobody on', () => {
    expect(mayCall('read', { principal: undefined }, entra)).toMatchObject({ ok: false, problem: { status: 401 } });
  });

  it('believes no header while the platform does not authenticate', () => {
    expect(mayCall('read', { principal: principal('Approver') }, entraOff)).toMatchObject({
      ok: false,
      problem: { status: 401, code: 'unauthenticated' },
    });
  });

  it.each(['', '%%%', btoa('{}'), `${principal('Approver')}, ${principal('Approver')}`])(
    'forbids with the malformed header %j',
    (header) => {
      expect(mayCall('read', { principal: header }, entra)).toMatchObject({ ok: false, problem: { status: 403 } });
    },
  );
});

describe('roleFor', () => {
  it('names the weakest role that suffices', () => {
    expect([roleFor('read'), roleFor('operate'), roleFor('approve')]).toEqual(['Reader', 'Operator', 'Approver']);
  });
});
