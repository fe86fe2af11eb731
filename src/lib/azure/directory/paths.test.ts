import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { equals, userPath } from './paths.ts';

describe('userPath', () => {
  it.each([
    ['ada@contoso.com', '/users/ada%40contoso.com'],
    ['eve_adatum.com#EXT#@contoso.com', '/users/eve_adatum.com%23EXT%23%40contoso.com'],
    ["o'brien@contoso.com", "/users/o'brien%40contoso.com"],
    ['$ada@contoso.com', "/users('%24ada%40contoso.com')"],
    ["$o'brien@contoso.com", "/users('%24o''brien%40contoso.com')"],
    ['\ud800@contoso.com', '/users/%EF%BF%BD%40contoso.com'],
  ])('writes %s as %s', (name, path) => {
    expect(userPath(name)).toBe(path);
  });

  it('never leads out of the users, whatever the name', () => {
    fc.assert(
      fc.property(
        fc.string({ unit: fc.constantFrom('a', '@', '.', '/', '\\', '%2f', '..', '#', '?', '&', '$', "'", ';') }),
        (name) => {
          const path = userPath(name) ?? '/users/nobody';
          const { pathname, search, hash } = new URL(`https://localhost/v1.0${path}`);
          expect([pathname.split('/').length, search, hash]).toEqual([path.startsWith('/users(') ? 3 : 4, '', '']);
          expect(pathname).toMatch(/^\/v1\.0\/users/);
        },
      ),
    );
  });
});

describe('equals', () => {
  it('keeps any text inside its quotes, and inside its value of the query', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (name) => {
        const { searchParams, hash } = new URL(`https://localhost/v1.0/groups?${equals('displayName', name)}&$top=1`);
        expect(searchParams.get('$filter')).toBe(`displayName eq '${name.replaceAll("'", "''").toWellFormed()}'`);
        expect([...searchParams.keys(), hash]).toEqual(['$filter', '$top', '']);
      }),
    );
  });
});
