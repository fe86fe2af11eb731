import { describe, expect, it } from 'vitest';
import { createMemoryControl } from '../../../../local/memory/control.ts';
import { aClock } from '../../../../test/builders/clock.ts';
import type { Change } from '../../access/plan/change.ts';
import type { PauseTarget } from '../../onboarding/pause.ts';
import { createPauseState } from '../../onboarding/pauseState.ts';
import { hours } from '../../time.ts';
import { type HeldBackDeps, heldBack } from './heldBack.ts';

const ADD: Change = {
  action: 'add',
  scope: '/subscriptions/s',
  role: 'user',
  principalId: 'p',
  principalType: 'User',
  binding: 'b',
  reason: 'member',
};
const REMOVE: Change = { ...ADD, action: 'remove', reason: 'leftGroup' };
const DENY: Change = { ...REMOVE, reason: 'deny' };

async function held(changes: readonly Change[], paused: readonly PauseTarget[], more: Partial<HeldBackDeps> = {}) {
  const clock = aClock();
  const pauses = createPauseState({
    clock,
    store: createMemoryControl(),
    sleep: async () => undefined,
    random: () => 0.5,
  });
  for (const what of paused) await pauses.pause(what, clock.now() + hours(2), 'Freeze.', 'ben');
  return heldBack(changes, { pauses, clock, accessSettings: { mode: 'enforce' }, ...more });
}

describe('what holds approved changes back', () => {
  it.each<[string, Change, PauseTarget, readonly string[]]>([
    ['additions', ADD, 'access', ['Paused']],
    ['additions', ADD, 'all', ['Paused']],
    ['additions', ADD, 'removals', []],
    ['additions', ADD, 'onboarding', []],
    ['removals', REMOVE, 'removals', ['Paused']],
    ['removals', REMOVE, 'access', ['Paused']],
    ['removals', REMOVE, 'onboarding', []],
    ['what is taken from whoever is denied', DENY, 'all', []],
  ])('is, for %s, a pause or not', async (_which, change, paused, codes) => {
    expect((await held([change], [paused])).map(({ code }) => code)).toEqual(codes);
  });

  it('is told with its end', async () => {
    expect(await held([DENY, REMOVE], ['removals', 'all'])).toEqual([
      {
        code: 'Paused',
        message:
          'What takes access away is paused: removals until 2026-11-22T14:00:00.000Z, all until 2026-11-22T14:00:00.000Z. POST /api/resume ends that. The approval runs out all the same; decision.until says when.',
      },
    ]);
  });

  it('is ACCESS_MODE, when that is observe, beside what is paused', async () => {
    const accessSettings = { mode: 'observe' as const };

    expect(await held([ADD], [], { accessSettings })).toEqual([
      {
        code: 'ObserveMode',
        message:
          'ACCESS_MODE is observe: nothing is made until it is enforce. The approval runs out all the same; decision.until says when.',
      },
    ]);
    expect(await held([ADD], ['all'], { accessSettings })).toMatchObject([{ code: 'ObserveMode' }, { code: 'Paused' }]);
  });

  it('is everything when nobody can tell what is paused', async () => {
    const pauses = { read: () => Promise.reject(new Error('timeout')) };

    expect(await held([ADD], [], { pauses })).toMatchObject([
      { code: 'Paused', message: expect.stringContaining('cannot be read') },
    ]);
  });

  it('is nothing otherwise', async () => {
    expect(await held([ADD], [])).toEqual([]);
    expect(await held([], ['all'])).toEqual([]);
  });
});
