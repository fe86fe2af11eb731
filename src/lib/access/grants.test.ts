import { describe, expect, it } from 'vitest';
import { grantName, readGrant } from './grants.ts';

const NAME = '0c3f9a70-0000-5000-8000-000000000001';
const STORED = { scope: '/subscriptions/s', role: 'user', principalId: 'ann', binding: 'staff', at: 5, how: 'written' };

describe('readGrant', () => {
  it('reads what was stored, and leaves out what a later version adds', () => {
    expect(readGrant(NAME, { ...STORED, mood: 'good' })).toStrictEqual({ name: NAME, ...STORED });
  });

  it('is of the name that it is kept under, whatever it says', () => {
    expect(readGrant(NAME, { ...STORED, name: 'other' })?.name).toBe(NAME);
  });

  it.each<[string, unknown]>([
    ['nothing', undefined],
    ['a text', 'grant'],
    ['no scope', { ...STORED, scope: undefined }],
    ['an unknown role', { ...STORED, role: 'owner' }],
    ['nobody', { ...STORED, principalId: null }],
    ['no word on the binding', { ...STORED, binding: undefined }],
    ['a time that is none', { ...STORED, at: 'noon' }],
    ['an unknown way', { ...STORED, how: 'guessed' }],
    ['a quarantine that is none', { ...STORED, quarantine: 1 }],
  ])('reads nothing from %s', (_what, stored) => {
    expect(readGrant(NAME, stored)).toBeUndefined();
  });
});

describe('the name of a grant', () => {
  it('is a GUID in lower case', () => {
    expect(grantName(NAME)).toBe(NAME);
  });

  it.each(['', 'a/b', 'x', `${NAME}\n`, `{${NAME}}`, '0C3F9A70-0000-5000-8000-000000000001'])(
    'is not any other text: %j',
    (text) => {
      expect(() => grantName(text)).toThrow(expect.objectContaining({ kind: 'bug', code: 'GrantName' }));
      expect(readGrant(text, STORED)).toBeUndefined();
    },
  );
});
