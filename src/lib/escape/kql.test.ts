import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { kqlString } from './kql.ts';

/** Reads a double-quoted KQL literal to its end: its value, and what is left of the query after it. */
function readKql(query: string): { value: string; rest: string } {
  const literal = /^"((?:[^"\\\n\r\u2028\u2029]|\\(?:["\\]|u[0-9a-f]{4}))*)"/.exec(query);
  if (literal?.[1] === undefined) throw new Error(`no literal: ${query}`);
  const value = literal[1].replace(/\\(?:u([0-9a-f]{4})|(.))/g, (_, code: string | undefined, plain: string) =>
    code === undefined ? plain : String.fromCharCode(Number.parseInt(code, 16)),
  );
  return { value, rest: query.slice(literal[0].length) };
}

/** Texts with many of the characters that matter here, among any others, halves of surrogate pairs included. */
const texts = fc.string({
  unit: fc.oneof(
    fc.constantFrom('"', "'", '\\', '\n', '\r', '\u2028', 'u'),
    fc.nat(0xffff).map((unit) => String.fromCharCode(unit)),
  ),
});

describe('kqlString', () => {
  it.each([
    ['web-01', '"web-01"'],
    ['" or 1==1 //', String.raw`"\" or 1==1 //"`],
    ['C:\\', String.raw`"C:\\"`],
    ["it's", `"it's"`],
    ['a\nb\u2028c', String.raw`"a\u000ab\u2028c"`],
    ['', '""'],
  ])('writes %j as %s', (text, literal) => {
    expect(kqlString(text)).toBe(literal);
  });

  it('reads back as it was, whatever the query goes on with', () => {
    fc.assert(
      fc.property(texts, fc.string(), (text, rest) => {
        expect(readKql(kqlString(text) + rest)).toEqual({ value: text, rest });
      }),
    );
  });
});
