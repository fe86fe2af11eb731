import { describe, expect, it } from 'vitest';
import { createSelf } from './self.ts';

const SCOPE = 'https://management.azure.com/.default';
const OID = '44444444-4444-4444-8444-444444444444';

describe('createSelf', () => {
  it('reads the object id out of our own token', async () => {
    const { credential, asked } = giving(tokenOf({ oid: OID, name: 'Zoë?>' }));

    expect(await createSelf(credential, SCOPE)()).toBe(OID);
    expect(asked).toEqual([SCOPE]);
  });

  it('asks once', async () => {
    const { credential, asked } = giving(tokenOf({ oid: OID }));
    const self = createSelf(credential, SCOPE);

    const answers = [await self(), await self(), await self()];

    expect(answers).toEqual([OID, OID, OID]);
    expect(asked).toHaveLength(1);
  });

  it.each([
    { what: 'is opaque', token: 'opaque' },
    { what: 'is empty', token: '' },
    { what: 'has no JSON inside', token: 'a.b.c' },
    { what: 'has something else inside', token: `a.${base64url('null')}.c` },
    { what: 'names no object id', token: tokenOf({ sub: OID }) },
    { what: 'has an object id that is no text', token: tokenOf({ oid: 7 }) },
  ])('does not know it when the token $what', async ({ token }) => {
    expect(await createSelf(giving(token).credential, SCOPE)()).toBeUndefined();
  });

  it('does not know it when there is no token', async () => {
    expect(await createSelf({ getToken: async () => null }, SCOPE)()).toBeUndefined();
  });

  it('asks again after it could not be told', async () => {
    let calls = 0;
    const credential = {
      getToken: async () => {
        calls += 1;
        if (calls === 1) throw new Error('No network.');
        return { token: tokenOf({ oid: OID }), expiresOnTimestamp: 0 };
      },
    };
    const self = createSelf(credential, SCOPE);

    expect(await self()).toBeUndefined();
    expect(await self()).toBe(OID);
  });
});

function giving(token: string) {
  const asked: (string | string[])[] = [];
  const getToken = async (scopes: string | string[]) => {
    asked.push(scopes);
    return { token, expiresOnTimestamp: 0 };
  };
  return { credential: { getToken }, asked };
}

function tokenOf(claims: object): string {
  return `${base64url('{"alg":"none"}')}.${base64url(JSON.stringify(claims))}.signature`;
}

function base64url(text: string): string {
  return Buffer.from(text).toString('base64url');
}
