import { describe, expect, it } from 'vitest';
import { printProblems } from './printProblems.ts';

const problem = (line: number, message: string) => ({ line, column: 5, message, fix: 'Mend it.' });

describe('the problems of a policy in print', () => {
  it('come with their places and what to do, and say last that there is no plan', () => {
    expect(printProblems([problem(3, 'bindings[0].role is none.'), problem(9, 'Odd.')])).toBe(`Policy problems (2)
  3:5 bindings[0].role is none.
    to do: Mend it.
  9:5 Odd.
    to do: Mend it.

There is no plan for it: mend the policy, then ask again. Nothing is changed for a policy with problems.
`);
  });

  it('tell each fault once, with the first of its places, however many lines have it', () => {
    const lines = printProblems(Array.from({ length: 31 }, (_, i) => problem(i + 1, 'Odd.'))).split('\n');

    expect(lines.slice(0, 3)).toEqual([
      'Policy problems (31)',
      '  1:5, 2:5, 3:5, 4:5, 5:5, 6:5, 7:5, 8:5, 9:5, 10:5 and 21 more: Odd.',
      '    to do: Mend it.',
    ]);
  });

  it('give a terminal no orders', () => {
    const text = printProblems([problem(1, '\u{1b}[2J\r\nPolicy problems (0)')]);

    expect(text.replaceAll('\n', '')).not.toMatch(/\p{Cc}/u);
    expect(text.split('\n').filter((line) => line.startsWith('Policy problems'))).toHaveLength(1);
  });
});
