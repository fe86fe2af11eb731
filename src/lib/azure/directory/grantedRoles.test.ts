import { describe, expect, it } from 'vitest';
import { grantedRoles } from './grantedRoles.ts';

const token = (payload: string) => `eyJhbGciOiJub25lIn0.${Buffer.from(payload).toString('base64url')}.signature`;

describe('grantedRoles', () => {
  it('reads the roles of a token', () => {
    expect(grantedRoles(token('{"aud":"ü","roles":["User.Read.All"]}'))).toEqual(['User.Read.All']);
  });

  it.each([
    '',
    'opaque',
    'a.b.c',
    token('{}'),
    token('null'),
    token('{"roles":"Member.Read.Hidden"}'),
    token('{"roles":[7]}'),
    token('{"scp":"Member.Read.Hidden"}'),
  ])('reads none in %s', (text) => {
    expect(grantedRoles(text)).toEqual([]);
  });
});
