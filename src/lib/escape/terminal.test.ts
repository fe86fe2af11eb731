import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { terminalJson, terminalText } from './terminal.ts';

const ESC = '\u{1b}';
const HOSTILE: readonly [string, string, string][] = [
  ['a colour', `${ESC}[31mred`, ' [31mred'],
  ['the one-byte form of an escape', '\u{9b}2Jgone', ' 2Jgone'],
  ['a title', `${ESC}]0;title\u{7}`, ' ]0;title '],
  ['a line break', 'one\r\ntwo', 'one  two'],
  ['a backspace', 'ab\bc', 'ab c'],
  ['a text that runs backwards', 'abc\u{202e}txt.exe', 'abc txt.exe'],
  ['an isolated one', '\u{2067}a\u{2069}', ' a '],
  ['an invisible letter', 'a\u{200b}b', 'a b'],
  ['a tag character beyond the basic plane', 'a\u{e0041}b', 'a b'],
  ['a line separator', 'a\u{2028}b', 'a b'],
  ['half a letter', 'a\u{d800}b', 'a b'],
];

/** Texts with many of the characters that matter here. */
const texts = fc.string({
  unit: fc.oneof(
    fc.constantFrom(ESC, '\u{9b}', '\n', '\t', '\u{202e}', '\u{e0041}', 'a', '"', '\\', 'ä'),
    fc.nat(0xffff).map((unit) => String.fromCharCode(unit)),
  ),
});

const UNPRINTABLE = /[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}]/u;

describe('terminalText', () => {
  it.each(HOSTILE)('takes the sting out of %s', (_what, text, printed) => {
    expect(terminalText(text)).toBe(printed);
  });

  it.each(['web-01', 'Zoë', '生产环境', '👩 says "hi"', ''])('leaves %j as it is', (text) => {
    expect(terminalText(text)).toBe(text);
  });

  it('leaves nothing that a terminal takes for an order', () => {
    fc.assert(
      fc.property(texts, (text) => {
        expect(terminalText(text)).not.toMatch(UNPRINTABLE);
      }),
    );
  });
});

describe('terminalJson', () => {
  it('is JSON as people read it', () => {
    expect(terminalJson({ a: [1, 'ä'] })).toBe('{\n  "a": [\n    1,\n    "ä"\n  ]\n}');
  });

  it('reads back as it was, and holds no order but the line breaks', () => {
    fc.assert(
      fc.property(texts, texts, (key, value) => {
        const printed = terminalJson([{ key, value }]);

        expect(JSON.parse(printed)).toEqual([{ key, value }]);
        expect(printed.replaceAll('\n', '')).not.toMatch(UNPRINTABLE);
      }),
    );
  });
});
