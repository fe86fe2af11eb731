import { PassThrough } from 'node:stream';
import { stripVTControlCharacters } from 'node:util';
import { describe, expect, it } from 'vitest';
import { fitted, paintFor } from './page.ts';

const LONG = '  + ann@contoso.com (0491e4f4-6562-50df-b0f5-6c3c70e86b05) at resource group rg-web: member';

describe('a text at a terminal', () => {
  it('breaks between words, further in, and loses none', () => {
    const text = fitted(LONG, { columns: 60 });

    expect(text.split('\n').map((line) => line.length <= 60)).not.toContain(false);
    expect(text.split('\n')[1]).toMatch(/^ {6}\S/);
    expect(text.replaceAll(/\s+/g, ' ')).toBe(LONG.replaceAll(/\s+/g, ' '));
  });

  it('counts signs that take two columns as two', () => {
    expect(fitted('张'.repeat(60), { columns: 60 }).split('\n').length).toBeGreaterThan(1);
  });

  it.each([
    ['a pipe', {}],
    ['a terminal that is hardly one', { columns: 10 }],
  ])('stays in its lines for %s', (_, stream) => {
    expect(fitted(`${LONG}\n${LONG}`, stream)).toBe(`${LONG}\n${LONG}`);
  });
});

describe('colours', () => {
  const terminal = Object.assign(new PassThrough(), { isTTY: true, columns: 80, getColorDepth: () => 8 });

  it('are for terminals, and break no words', () => {
    const painted = `  ${paintFor(terminal)(LONG.trim(), 'add')}`;

    expect(painted.startsWith('  \u001b[32m')).toBe(true);
    expect(stripVTControlCharacters(fitted(painted, { columns: 60 })).replaceAll(/\s+/g, ' ')).toBe(
      LONG.replaceAll(/\s+/g, ' '),
    );
  });

  it('are not for pipes', () => {
    expect(paintFor(new PassThrough())(LONG, 'add')).toBe(LONG);
  });
});
