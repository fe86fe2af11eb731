import { describe, expect, it } from 'vitest';
import { saidBy, saidReason } from './approver.ts';

const WRONG =
  'contains control characters, marks that reorder text, or unpaired surrogates; give one line of plain text';

describe('what people say with a change', () => {
  it.each([
    ['plain text', 'Sold to Contoso, ticket #4711.', 'Sold to Contoso, ticket #4711.'],
    ['other scripts and signs', '销售 · Zoë 🧑‍💻 ‏עברית', '销售 · Zoë 🧑‍💻 ‏עברית'],
    ['blanks and lines around it, taken away', '\n  Sold.\t', 'Sold.'],
  ])('may be %s', (_, text, expected) => {
    expect(saidReason.parse(text)).toBe(expected);
    expect(saidBy.parse(text)).toBe(expected);
  });

  it.each([
    ['NUL', 'a\u0000b'],
    ['an order to a terminal', 'a\u001b[2Jb'],
    ['a line end', 'a\nb'],
    ['a separator of lines', 'a\u2028b'],
    ['a control character above ASCII', 'a\u0085b'],
    ['a mark that turns the direction of what follows', 'a\u202eb'],
    ['an embedding of the other direction', 'a\u202ab'],
    ['an isolate of the other direction', 'a\u2066b'],
    ['the end of an isolate', 'a\u2069b'],
    ['half of a surrogate pair', 'a\ud83db'],
    ['the other half', '\ude00'],
  ])('may not contain %s', (_, text) => {
    const messages = (read: { readonly error?: { readonly issues: readonly { readonly message: string }[] } }) =>
      read.error?.issues.map(({ message }) => message);

    expect(messages(saidReason.safeParse(text))).toEqual([WRONG]);
    expect(messages(saidBy.safeParse(text))).toEqual([WRONG]);
  });
});
