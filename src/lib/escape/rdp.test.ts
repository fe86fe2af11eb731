import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { rdpValue } from './rdp.ts';

/** Texts with many of the characters that matter here, among any others, halves of surrogate pairs included. */
const texts = fc.string({
  unit: fc.oneof(
    fc.constantFrom('\r', '\n', '\0', '\u0085', '\u2028', ':'),
    fc.nat(0xffff).map((unit) => String.fromCharCode(unit)),
  ),
});

describe('rdpValue', () => {
  it.each([
    ['ada@contoso.com', 'ada@contoso.com'],
    ['AzureAD\\ada@contoso.com', 'AzureAD\\ada@contoso.com'],
    ['Zoë: ops', 'Zoë: ops'],
    ['ada\r\nalternate shell:s:cmd.exe', 'adaalternate shell:s:cmd.exe'],
    ['a\u2028b\u2029c\u0085d\0e\ufefff', 'abcdef'],
    ['', ''],
  ])('writes %j as %j', (text, value) => {
    expect(rdpValue(text)).toBe(value);
  });

  it('stays one line of one setting, and keeps every text that already is one', () => {
    fc.assert(
      fc.property(texts, (text) => {
        const value = rdpValue(text);

        expect(`username:s:${value}`.split(/[\r\n\v\f\0\u0085\u2028\u2029]/)).toHaveLength(1);
        expect(rdpValue(value)).toBe(value);
      }),
    );
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme' }), (text) => {
        expect(rdpValue(text)).toBe(text);
      }),
    );
  });
});
