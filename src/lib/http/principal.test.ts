import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { readPrincipal } from './principal.ts';

const ROLE = 'http://schemas.microsoft.com/ws/2008/06/identity/claims/role';
const OID = 'http://schemas.microsoft.com/identity/claims/objectidentifier';

function header(principal: unknown): string {
  return btoa(JSON.stringify(principal));
}

function claims(...pairs: readonly (readonly [string, string])[]) {
  return pairs.map(([typ, val]) => ({ typ, val }));
}

describe('readPrincipal', () => {
  it('reads name, object id and roles as App Service passes a v2 token on', () => {
    const read = readPrincipal(
      header({
        auth_typ: 'aad',
        name_typ: 'http://schemas.xmlsoap.org/ws/2005/05/identity/claims/emailaddress',
        role_typ: ROLE,
        claims: claims(
          ['preferred_username', 'ada@contoso.com'],
          [OID, '1111'],
          ['roles', 'Approver'],
          ['roles', 'Other'],
        ),
      }),
    );

    expect(read).toEqual({ by: 'ada@contoso.com (1111)', roles: ['Approver'] });
  });

  it('reads roles under the claim type that the header names', () => {
    const read = readPrincipal(
      header({ role_typ: ROLE, claims: claims(['oid', '1111'], [ROLE, 'Reader'], [ROLE, 'Reader']) }),
    );

    expect(read).toEqual({ by: '1111', roles: ['Reader'] });
  });

  it('takes the name from where the header says when no usual claim has one', () => {
    const read = readPrincipal(header({ name_typ: 'mail', claims: claims(['name', ''], ['mail', 'ada@contoso.com']) }));

    expect(read).toEqual({ by: 'ada@contoso.com', roles: [] });
  });

  it('gives no role for a role name of another case or another claim', () => {
    const read = readPrincipal(
      header({ role_typ: ROLE, claims: claims(['oid', '1'], ['roles', 'reader'], ['groups', 'Reader']) }),
    );

    expect(read?.roles).toEqual([]);
  });

  it.each([
    ['not base64', '%%%'],
    ['not JSON', btoa('{')],
    ['no claims', header({})],
    ['claims of another shape', header({ claims: [{ type: 'oid', value: '1' }] })],
    ['nobody', header({ claims: claims(['roles', 'Reader']) })],
    ['two headers in one', `${header({ claims: [] })}, ${header({ claims: [] })}`],
    ['empty', ''],
  ])('makes nothing of a header that is %s', (_, value) => {
    expect(readPrincipal(value)).toBeUndefined();
  });

  it('never throws', () => {
    fc.assert(
      fc.property(fc.oneof(fc.string(), fc.json().map(btoaSafe), fc.base64String()), (value) => {
        expect(() => readPrincipal(value)).not.toThrow();
      }),
    );
  });
});

function btoaSafe(text: string): string {
  return btoa(encodeURIComponent(text));
}
