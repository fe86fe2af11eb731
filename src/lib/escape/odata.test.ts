import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { odataString } from './odata.ts';

/** Reads an OData literal to its end: its value, and what is left of the filter after it. */
function readOdata(filter: string): { value: string; rest: string } {
  const literal = /^'((?:[^']|'')*)'/.exec(filter);
  if (literal?.[1] === undefined) throw new Error(`no literal: ${filter}`);
  return { value: literal[1].replaceAll("''", "'"), rest: filter.slice(literal[0].length) };
}

/** Texts with many of the characters that matter here, among any others, halves of surrogate pairs included. */
const texts = fc.string({
  unit: fc.oneof(
    fc.constantFrom("'", '"', '%'),
    fc.nat(0xffff).map((unit) => String.fromCharCode(unit)),
  ),
});

describe('odataString', () => {
  it.each([
    ['sg-admins', "'sg-admins'"],
    ["O'Brien", "'O''Brien'"],
    ["x' or accountEnabled eq true or '", "'x'' or accountEnabled eq true or '''"],
    ['', "''"],
  ])('writes %j as %s', (text, literal) => {
    expect(odataString(text)).toBe(literal);
  });

  it('reads back as it was, and the filter goes on after it', () => {
    fc.assert(
      fc.property(texts, (text) => {
        expect(readOdata(`${odataString(text)} and x eq 'y'`)).toEqual({ value: text, rest: " and x eq 'y'" });
      }),
    );
  });
});
