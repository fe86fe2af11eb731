import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { powershellString } from './powershell.ts';

/** Reads one operand as PowerShell's tokenizer does: a single-quoted string (ended by any of five quotes) or [char]. */
function readOperand(script: string): { value: string; rest: string } {
  const character = /^\[char\]0x([0-9a-f]+)/.exec(script);
  if (character?.[1] !== undefined) {
    return { value: String.fromCharCode(Number.parseInt(character[1], 16)), rest: script.slice(character[0].length) };
  }
  const literal = /^['‘’‚‛]((?:[^'‘’‚‛]|['‘’‚‛]{2})*)['‘’‚‛]/.exec(script);
  if (literal?.[1] === undefined) throw new Error(`no operand: ${script}`);
  return { value: literal[1].replace(/['‘’‚‛](['‘’‚‛])/g, '$1'), rest: script.slice(literal[0].length) };
}

/** Evaluates a literal, or a sum in parentheses, and returns what follows it. */
function evaluate(script: string): { value: string; rest: string } {
  if (!script.startsWith('(')) return readOperand(script);
  let { value, rest } = readOperand(script.slice(1));
  while (rest.startsWith('+')) {
    const next = readOperand(rest.slice(1));
    value += next.value;
    rest = next.rest;
  }
  if (!rest.startsWith(')')) throw new Error(`not closed: ${script}`);
  return { value, rest: rest.slice(1) };
}

/** Texts with many of the characters that matter here, among any others, halves of surrogate pairs included. */
const texts = fc.string({
  unit: fc.oneof(
    fc.constantFrom("'", '‘', '’', '‚', '‛', '$', '`', '\n', ';', 'Ñ'),
    fc.nat(0xffff).map((unit) => String.fromCharCode(unit)),
  ),
});

describe('powershellString', () => {
  it.each([
    ['web-01', "'web-01'"],
    ["it's", "'it''s'"],
    ["'; Remove-Item C:\\ #", "'''; Remove-Item C:\\ #'"],
    ['$(calc) `n "x"', `'$(calc) \`n "x"'`],
    ['', "''"],
    ['’; calc #', "(''+[char]0x2019+'; calc #')"],
    ['AÑ; calc #', "(''+'A'+[char]0xd1+'; calc #')"],
    ['a\r\nb', "(''+'a'+[char]0xd+[char]0xa+'b')"],
    ['😀', "(''+[char]0xd83d+[char]0xde00)"],
  ])('writes %j as %s', (text, expression) => {
    expect(powershellString(text)).toBe(expression);
  });

  it('evaluates to the text, and is one line of ASCII, so that no code page can turn it into something else', () => {
    fc.assert(
      fc.property(texts, (text) => {
        const expression = powershellString(text);

        expect(evaluate(`${expression}; 'next'`)).toEqual({ value: text, rest: "; 'next'" });
        expect(expression).toMatch(/^[ -~]*$/);
      }),
    );
  });
});
