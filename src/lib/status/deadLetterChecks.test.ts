import { describe, expect, it } from 'vitest';
import { createMemoryJournal } from '../../../local/memory/journal.ts';
import { aClock } from '../../../test/builders/clock.ts';
import { hours } from '../time.ts';
import { deadLetterChecks, deadLetterCount } from './deadLetterChecks.ts';

async function checksAfter(queues: readonly string[], laterMs = 0) {
  const clock = aClock();
  const journal = createMemoryJournal(clock);
  for (const queue of queues) {
    await journal.malformed({ at: clock.now(), source: 'message', why: 'five times', queue });
    await journal.count(deadLetterCount(queue));
  }
  clock.advance(laterMs);
  return deadLetterChecks({ journal, clock });
}

describe('the checks of dead letters', () => {
  it('are none while there are none', async () => {
    expect(await checksAfter([])).toEqual([]);
  });

  it.each([
    { queue: 'plan-access', fix: 'POST /api/access/reconcile' },
    { queue: 'apply-access', fix: 'POST /api/access/reconcile' },
    { queue: 'onboard-machine', fix: 'LookKeptFailing' },
  ])('of $queue say how many, since when, and what to do', async ({ queue, fix }) => {
    const [check, ...others] = await checksAfter([queue, queue]);

    expect(check).toMatchObject({ check: `queue ${queue}`, status: 'problem' });
    expect(check?.message).toMatch(
      /^2 messages could not be processed in the last seven days, the newest at .* UTC\.$/,
    );
    expect(check?.fix).toContain(fix);
    expect(others).toEqual([]);
  });

  it('are no problem a day later, and gone after a week', async () => {
    expect(await checksAfter(['plan-access'], hours(24))).toMatchObject([{ status: 'ok' }]);
    expect(await checksAfter(['plan-access'], hours(24 * 8))).toEqual([]);
  });
});
