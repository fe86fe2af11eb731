import { describe, expect, it } from 'vitest';
import { LARGEST_POLICY, policyTextOf } from './policyText.ts';

const bytes = (text: string) => new TextEncoder().encode(text);

describe('policyTextOf', () => {
  it('keeps the marks of the blob, and makes up none', () => {
    expect(policyTextOf(bytes('a: 1'), { etag: '"1"', versionId: 'v' })).toStrictEqual({
      kind: 'text',
      text: 'a: 1',
      etag: '"1"',
      versionId: 'v',
    });
    expect(policyTextOf(bytes(''), { etag: '"1"' })).toStrictEqual({ kind: 'text', text: '', etag: '"1"' });
  });

  it('takes one byte order mark off, and no other character', () => {
    expect(policyTextOf(bytes('\uFEFF\uFEFFa\r\n'), { etag: '' })).toMatchObject({ text: '\uFEFFa\r\n' });
  });

  it('counts bytes, not characters', () => {
    expect(policyTextOf(bytes('é'.repeat(LARGEST_POLICY / 2)), { etag: '' }).kind).toBe('text');
    expect(policyTextOf(bytes(`${'é'.repeat(LARGEST_POLICY / 2)}a`), { etag: '' })).toMatchObject({
      kind: 'unreadable',
      code: 'PolicyTooLarge',
    });
  });

  it.each([
    ['of another encoding', [0x61, 0xe4, 0x62]],
    ['of UTF-16', [0xff, 0xfe, 0x61, 0x00]],
    ['that break off inside a character', [0x61, 0xc3]],
  ])('does not guess at bytes %s', (_what, content) => {
    expect(policyTextOf(new Uint8Array(content), { etag: '' })).toMatchObject({
      kind: 'unreadable',
      code: 'PolicyNotUtf8',
    });
  });
});
