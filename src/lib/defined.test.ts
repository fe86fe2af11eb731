import { describe, expect, expectTypeOf, it } from 'vitest';
import { defined } from './defined.ts';

describe('defined', () => {
  it('leaves out what is undefined, and only that', () => {
    const shown = defined({ a: undefined, b: null, c: 0, d: '', e: false });

    expect(Object.entries(shown)).toEqual([
      ['b', null],
      ['c', 0],
      ['d', ''],
      ['e', false],
    ]);
  });

  it('makes a key optional exactly where it may be missing', () => {
    const text: string | undefined = ['x'].at(0);

    const shown = defined({ sure: 1, text });

    expectTypeOf(shown.sure).toEqualTypeOf<number>();
    expectTypeOf<{ sure: number; text?: string }>().toExtend<typeof shown>();
    expect(shown).toEqual({ sure: 1, text: 'x' });
  });
});
