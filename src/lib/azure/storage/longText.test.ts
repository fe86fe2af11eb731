import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { columnsOf, textIn } from './longText.ts';

describe('columnsOf', () => {
  it('keeps a short text in the one column of its name', () => {
    expect(columnsOf('record', '{}')).toEqual({ record: '{}' });
  });

  it('keeps an empty text', () => {
    expect(textIn(columnsOf('record', ''), 'record')).toBe('');
  });

  it.each([
    { what: 'letters of one unit', text: `${'a'.repeat(16_000)}b`, pieces: ['a'.repeat(16_000), 'b'] },
    { what: 'letters of two units', text: `${'😀'.repeat(16_000)}b`, pieces: ['😀'.repeat(16_000), 'b'] },
    { what: 'a whole piece', text: 'a'.repeat(16_000), pieces: ['a'.repeat(16_000)] },
    { what: 'lines', text: `${'\n'.repeat(16_000)}\r\n`, pieces: ['\n'.repeat(16_000), '\r\n'] },
  ])('goes on in further columns, with $what', ({ text, pieces }) => {
    expect(Object.values(columnsOf('record', text))).toEqual(pieces);
  });

  it('numbers the further columns', () => {
    expect(Object.keys(columnsOf('record', 'x'.repeat(40_000)))).toEqual(['record', 'record1', 'record2']);
  });
});

describe('textIn', () => {
  it.each([
    { what: 'no such column', row: {} },
    { what: 'something else in it', row: { record: 7 } },
    { what: 'only a further column', row: { record1: 'x' } },
  ])('finds no text in a row with $what', ({ row }) => {
    expect(textIn(row, 'record')).toBeUndefined();
  });

  it('reads back every text, each column within what the service takes', () => {
    const anyText = fc.tuple(fc.string({ unit: 'binary' }), fc.integer({ min: 1, max: 20_000 }));
    fc.assert(
      fc.property(anyText, ([unit, times]) => {
        const text = unit.repeat(times).slice(0, 100_000);

        const columns = columnsOf('record', text);

        expect(textIn(columns, 'record')).toBe(text);
        expect(Math.max(...Object.values(columns).map((piece) => piece.length))).toBeLessThanOrEqual(32_768);
      }),
    );
  });
});
