import { describe, expect, it } from 'vitest';
import { aClock } from '../../../../test/builders/clock.ts';
import { Failure, Throttled } from '../../errors.ts';
import { seconds } from '../../time.ts';
import { patiently } from './patiently.ts';

const outage = new Failure('transient', 'ServiceUnavailable', 'Later.');

/** Does work whose attempts end like this, in turn; the last for good. */
async function doing(...ends: readonly (Error | 'done')[]) {
  const clock = aClock();
  const pauses: number[] = [];
  const attempts: { readonly mayRetry: boolean; readonly slot: number | undefined }[] = [];
  const lines: string[] = [];
  const work = async (mayRetry: boolean, slot?: number): Promise<string> => {
    const end = ends[Math.min(attempts.push({ mayRetry, slot }), ends.length) - 1];
    if (end instanceof Error) throw end;
    return 'done';
  };
  const sleep = async (ms: number): Promise<void> => void pauses.push(ms);
  const progress = (line: string): void => void lines.push(line);
  const outcome = await patiently(work, 'the work', { clock, sleep, progress }).catch((error: unknown) => error);
  return { outcome, attempts, pauses, lines, now: clock.now() };
}

describe('patience with a service', () => {
  it('tries three times what fails in passing, and tells the work when the last has come', async () => {
    const { outcome, attempts, pauses, lines } = await doing(outage);

    expect(outcome).toBe(outage);
    expect(attempts.map(({ mayRetry }) => mayRetry)).toEqual([true, true, false]);
    expect(pauses).toEqual([seconds(2), seconds(2)]);
    expect(lines).toEqual(Array(2).fill('the work: once more (ServiceUnavailable)'));
  });

  it('waits for a slot as often as it is told, and hands it to the work', async () => {
    const { now } = await doing('done');
    const wait = new Throttled('TooManyRequests', 'Later.', now + seconds(7));

    const { outcome, attempts, pauses } = await doing(wait, wait, wait, wait, 'done');

    expect(outcome).toBe('done');
    expect(attempts.map(({ slot }) => slot)).toEqual([undefined, ...Array(4).fill(wait.slot)]);
    expect(pauses).toEqual(Array(4).fill(seconds(7)));
  });

  it('uses no slot twice: after a failure the work asks for another', async () => {
    const { now } = await doing('done');

    const { attempts } = await doing(new Throttled('TooManyRequests', 'Later.', now), outage, 'done');

    expect(attempts.map(({ slot }) => slot)).toEqual([undefined, now, undefined]);
  });

  it.each([new Failure('denied', 'AuthorizationFailed', 'No.'), new TypeError('a mistake of ours')])(
    'has none with what trying again does not mend: %s',
    async (error) => {
      expect(await doing(error)).toMatchObject({ outcome: error, attempts: { length: 1 }, pauses: [] });
    },
  );
});
