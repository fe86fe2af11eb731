import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { matchesGlob } from './glob.ts';

describe('matchesGlob', () => {
  it.each([
    ['rg-web', 'rg-web', true],
    ['RG-Web', 'rg-wEB', true],
    ['rg-web', 'rg-web-1', false],
    ['rg', 'my-rg', false],
    ['*', '', true],
    ['*', 'anything', true],
    ['rg-*', 'rg-', true],
    ['rg-*', 'rg', false],
    ['*-web', 'rg-web', true],
    ['*-web', 'rg-web-1', false],
    ['rg-*-web', 'rg-a-web-b-web', true],
    ['*a*b*', 'xxaxxbxx', true],
    ['*a*b*', 'xxbxxaxx', false],
    ['r?', 'rg', true],
    ['r?', 'r', false],
    ['?', '', false],
    ['??*', 'a', false],
    ['**', 'a', true],
    ['rg.web', 'rgxweb', false],
    ['rg(1)', 'rg(1)', true],
    ['', '', true],
    ['', 'a', false],
  ])('%j against %j is %j', (glob, text, expected) => {
    expect(matchesGlob(glob, text)).toBe(expected);
  });

  it('agrees with the plain definition', () => {
    const unit = fc.constantFrom('a', 'b', 'B');
    const globUnit = fc.constantFrom('a', 'b', 'B', '*', '?');

    fc.assert(
      fc.property(fc.string({ unit: globUnit, maxLength: 8 }), fc.string({ unit, maxLength: 10 }), (glob, text) => {
        expect(matchesGlob(glob, text)).toBe(byDefinition(glob.split(''), text.split('')));
      }),
      { numRuns: 500 },
    );
  });

  it('ends soon, however many stars there are', () => {
    const glob = `${'*a'.repeat(200)}*b`;
    const text = 'a'.repeat(5000);

    // A matcher that tries every split would not end before the sun does; the test run's own limit tells.
    expect(matchesGlob(glob, text)).toBe(false);
  });
});

/** What a glob means, in the fewest words and without a thought for time. */
function byDefinition([first, ...rest]: readonly string[], text: readonly string[]): boolean {
  if (first === undefined) return text.length === 0;
  if (first === '*')
    return byDefinition(rest, text) || (text.length > 0 && byDefinition(['*', ...rest], text.slice(1)));
  const [letter, ...others] = text;
  if (letter === undefined) return false;
  return (first === '?' || first.toUpperCase() === letter.toUpperCase()) && byDefinition(rest, others);
}
