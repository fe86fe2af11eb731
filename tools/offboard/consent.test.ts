import { PassThrough } from 'node:stream';
import { text } from 'node:stream/consumers';
import { describe, expect, it } from 'vitest';
import { askerAt } from './ask.ts';
import { consentTo } from './consent.ts';

/** Somebody at a terminal who types this, or ends the input. */
function typing(line: string | undefined) {
  const input = Object.assign(new PassThrough(), { isTTY: true });
  input.end(line === undefined ? undefined : `${line}\n`);
  const output = new PassThrough();
  return { ask: askerAt({ input, output }), output };
}

describe('the consent to remove assignments', () => {
  it.each(['12', ' 12 '])('is the number, typed: %j', async (line) => {
    const { ask, output } = typing(line);

    expect(await consentTo(12, { ask })).toEqual({ kind: 'given' });
    output.end();
    expect(await text(output)).toBe('Type the number of assignments (12) to remove them: ');
  });

  it.each(['', 'yes', '1', '012', '12.0', '12 13', undefined])('is nothing else: %j', async (line) => {
    expect(await consentTo(12, { ask: typing(line).ask })).toMatchObject({ kind: 'notGiven' });
  });

  it('is not asked for where nobody can answer', async () => {
    const ask = askerAt({ input: new PassThrough(), output: new PassThrough() });

    expect(ask).toBeUndefined();
    expect(await consentTo(12, { ask })).toEqual({
      kind: 'notGiven',
      why: expect.stringContaining('say --yes 12'),
    });
  });

  it('may be given beforehand, for exactly what is found', async () => {
    const { ask, output } = typing('12');

    expect(await consentTo(12, { yes: 12, ask })).toEqual({ kind: 'given' });
    expect(await consentTo(12, { yes: 11, ask })).toMatchObject({ kind: 'notGiven' });
    expect(await consentTo(0, { yes: 11 })).toMatchObject({ kind: 'notGiven' });
    expect(output.read()).toBeNull();
  });
});
