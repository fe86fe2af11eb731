import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { csvField } from './csv.ts';

/** Reads one line of quoted fields (RFC 4180); a line break inside quotes belongs to the field. */
function readCsv(line: string): string[] {
  const fields = line.match(/"(?:[^"]|"")*"(?:,|$)/g) ?? [];
  if (fields.join('') !== line) throw new Error(`not quoted fields: ${line}`);
  return fields.map((field) => field.replace(/,$/, '').slice(1, -1).replaceAll('""', '"'));
}

/** Texts with many of the characters that matter here, among any others, halves of surrogate pairs included. */
const texts = fc.string({
  unit: fc.oneof(
    fc.constantFrom('=', '+', '-', '@', '＝', '\t', '\r', '\n', '\0', ' ', '"', ',', "'"),
    fc.nat(0xffff).map((unit) => String.fromCharCode(unit)),
  ),
});

describe('csvField', () => {
  it.each([
    ['web-01', '"web-01"'],
    ['a "quoted", word', '"a ""quoted"", word"'],
    ['two\r\nlines', '"two\r\nlines"'],
    ['', '""'],
  ])('writes %j as %j', (text, field) => {
    expect(csvField(text)).toBe(field);
  });

  it.each(['=1+1', '+1', '-1', '@SUM(A1)', '\tx', '\rx', '\nx', '\0=1', '  =1', '＝1', '＋1', '－1', '＠x'])(
    'marks %j as text, because a spreadsheet would run it',
    (text) => {
      expect(csvField(text)).toBe(`"'${text}"`);
    },
  );

  it('reads back as it was, or with the apostrophe in front, and never begins a formula or a further field', () => {
    fc.assert(
      fc.property(texts, (text) => {
        const [read, ...rest] = readCsv(`${csvField(text)},"next"`);

        expect([text, `'${text}`]).toContain(read);
        expect(read).not.toMatch(/^\s*[=+\-@]/);
        expect(rest).toEqual(['next']);
      }),
    );
  });
});
