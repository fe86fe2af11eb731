import { describe, expect, it } from 'vitest';
import { NOON } from '../../../test/builders/evidence.ts';
import type { RolloutStanding } from '../onboarding/control.ts';
import type { Swept } from '../onboarding/lastSweep.ts';
import { NO_PAUSES, type Pauses, pause } from '../onboarding/pause.ts';
import { onboardingChecks } from './onboardingChecks.ts';

const HOUR = 3_600_000;
const FLOWING: RolloutStanding = { inFlight: 3, most: 50, finished: 12, failed: 1, failing: [] };

interface World {
  readonly rollout?: RolloutStanding;
  readonly pauses?: Pauses | 'unreadable';
  readonly swept?: Swept;
  readonly since?: number;
  /** Milliseconds from one sweep to the next; undefined when nobody can tell. */
  readonly every?: number | undefined;
}

function checked({ rollout = FLOWING, pauses = NO_PAUSES, swept, since = NOON, ...rest }: World) {
  const every = 'every' in rest ? rest.every : 15 * 60_000;
  return onboardingChecks({
    rollout: { read: async () => rollout },
    pauses: { read: async () => pauses },
    lastSweep: { read: async () => swept },
    sweepDue: (after) => (every === undefined ? undefined : after + every),
    since,
    clock: { now: () => NOON },
  });
}

const sweepOf = async (world: World) => (await checked(world)).find(({ check }) => check === 'sweep');

describe('the checks of onboarding', () => {
  it('are fine when nothing holds it back', async () => {
    expect(await checked({ swept: { at: NOON - 60_000, machines: 7 } })).toEqual([
      { check: 'rollout', status: 'ok', message: '3 of at most 50 installations are under way.' },
      {
        check: 'sweep',
        status: 'ok',
        message: 'The last sweep began at 2026-11-22 11:59 UTC and compared 7 machines.',
      },
    ]);
  });

  it('show a halted rollout as a problem, with the way out', async () => {
    const halted = { at: NOON - HOUR, why: '12 of the last 50 installations failed.' };

    expect(await checked({ rollout: { ...FLOWING, halted } })).toContainEqual({
      check: 'rollout',
      status: 'problem',
      message: 'No new installation begins since 2026-11-22 11:00 UTC. 12 of the last 50 installations failed.',
      fix: expect.stringContaining('POST /api/resume (master key'),
    });
  });

  it('show a pause that a person made, which is no problem', async () => {
    const pauses = pause(NO_PAUSES, 'all', { until: NOON + HOUR, reason: 'change freeze', by: 'ada', at: NOON - HOUR });

    expect(await checked({ pauses })).toContainEqual({
      check: 'pause of all',
      status: 'ok',
      message: 'Paused by ada at 2026-11-22 11:00 UTC, until 2026-11-22 13:00 UTC: change freeze',
      fix: expect.stringContaining('{"what":"all"'),
    });
  });

  it('show no pause that is over', async () => {
    const pauses = pause(NO_PAUSES, 'all', { until: NOON, reason: 'r', by: 'ada', at: NOON - HOUR });

    expect((await checked({ pauses })).map(({ check }) => check)).toEqual(['rollout', 'sweep']);
  });

  it('show pauses that cannot be read as a problem', async () => {
    expect(await checked({ pauses: 'unreadable' })).toContainEqual(
      expect.objectContaining({ check: 'pauses', status: 'problem', fix: expect.stringContaining('POST /api/resume') }),
    );
  });
});

describe('the check of the sweep', () => {
  it.each<[string, World, string]>([
    ['broke off', { swept: { at: NOON, brokeOff: 'ServerError' } }, 'broke off (ServerError)'],
    ['was incomplete', { swept: { at: NOON, machines: 1, incomplete: 'a page failed' } }, 'incomplete: a page failed.'],
    [
      'is overdue by more than an hour',
      { swept: { at: NOON - 76 * 60_000, machines: 1 } },
      'began at 2026-11-22 10:44 UTC, and one was due at 2026-11-22 10:59 UTC',
    ],
    ['has never come', { since: NOON - 2 * HOUR }, 'No sweep has ended yet, and one was due at 2026-11-22 10:15 UTC'],
  ])('is a problem when it %s', async (_what, world, text) => {
    expect(await sweepOf(world)).toEqual({
      check: 'sweep',
      status: 'problem',
      message: expect.stringContaining(text),
      fix: expect.stringMatching(/\.$/),
    });
  });

  it.each<[string, World]>([
    ['is late by an hour at most', { swept: { at: NOON - 75 * 60_000, machines: 1 } }],
    ['rests by its schedule', { swept: { at: NOON - 20 * HOUR, machines: 1 }, every: 24 * HOUR }],
    ['cannot be late, its schedule not being understood', { swept: { at: 0, machines: 1 }, every: undefined }],
    ['has not come yet', {}],
  ])('is fine when it %s', async (_what, world) => {
    expect(await sweepOf(world)).toMatchObject({ status: 'ok' });
  });
});
