import { describe, expect, it } from 'vitest';
import { aMachineId } from '../../../test/builders/machine.ts';
import { createBrakes, installEnd } from './brakes.ts';
import type { PauseState, RolloutBrake } from './control.ts';
import type { Attempt } from './record.ts';

function brakes({
  paused = false,
  answer = 'reserved',
  inFlight = 0,
  halted = false,
}: {
  paused?: boolean;
  answer?: 'reserved' | 'full' | 'halted';
  inFlight?: number;
  halted?: boolean;
}) {
  const calls: string[] = [];
  const rollout: RolloutBrake = {
    reserve: async () => {
      calls.push('reserve');
      return answer;
    },
    conclude: async (_machine, how) => void calls.push(how),
    resume: async () => false,
    read: async () => ({
      inFlight,
      most: 2,
      finished: 0,
      failed: 0,
      failing: [],
      ...(halted && { halted: { at: 0, why: 'w' } }),
    }),
  };
  const unused = async () => 'unreadable' as const;
  const pauses: PauseState = { paused: async () => paused, pause: unused, resume: unused, read: unused };
  return { calls, ...createBrakes({ rollout, pauses }) };
}

describe('hold', () => {
  it.each([
    ['lets an installation go that has a place', {}, 'installExtension', undefined],
    ['holds an installation while none is free', { answer: 'full' }, 'installExtension', 'RolloutFull'],
    ['holds an installation while the rollout is halted', { answer: 'halted' }, 'installExtension', 'RolloutHalted'],
    ['holds an installation while onboarding is paused', { paused: true }, 'installExtension', 'OnboardingPaused'],
    ['holds an identity while onboarding is paused', { paused: true }, 'enableIdentity', 'OnboardingPaused'],
    ['holds an exclusion while onboarding is paused', { paused: true }, 'excludeByTag', 'OnboardingPaused'],
    ['holds a removal while onboarding is paused', { paused: true }, 'removeExtension', 'OnboardingPaused'],
    ['lets a removal go whatever the rollout says', { answer: 'halted' }, 'removeExtension', undefined],
    ['lets an identity go whatever the rollout says', { answer: 'halted' }, 'enableIdentity', undefined],
  ] as const)('%s', async (_sentence, given, what, held) => {
    expect(await brakes(given).hold(what, aMachineId())).toBe(held);
  });

  it('takes no place while onboarding is paused', async () => {
    const paused = brakes({ paused: true });

    await paused.hold('installExtension', aMachineId());

    expect(paused.calls).toEqual([]);
  });
});

describe('stillHolds', () => {
  it.each([
    ['a pause that goes on', { paused: true }, 'OnboardingPaused', true],
    ['a pause that is over', {}, 'OnboardingPaused', false],
    ['a full rollout', { inFlight: 2 }, 'RolloutFull', true],
    ['a rollout with a free place', { inFlight: 1 }, 'RolloutFull', false],
    ['a full rollout that was halted meanwhile', { halted: true }, 'RolloutFull', true],
    ['a halted rollout', { halted: true }, 'RolloutHalted', true],
    ['a rollout that was resumed, though it is full', { inFlight: 2 }, 'RolloutHalted', false],
  ] as const)('%s', async (_sentence, given, reason, holds) => {
    expect(await brakes(given).stillHolds(reason)).toBe(holds);
  });
});

it('tells the rollout how an installation ended', async () => {
  const open = brakes({});

  await open.conclude(aMachineId(), 'failed');

  expect(open.calls).toEqual(['failed']);
});

describe('installEnd', () => {
  const attempt = (at: number, outcome: Attempt['outcome'], what: Attempt['what'] = 'installExtension') => ({
    at,
    what,
    outcome,
  });

  it.each<[string, readonly Attempt[], readonly Attempt[], string | undefined]>([
    ['one that has just gone well', [attempt(1, 'accepted')], [attempt(1, 'succeeded')], 'ok'],
    ['one that has just failed', [attempt(1, 'requested')], [attempt(1, 'failed')], 'failed'],
    ['one that had gone well before', [attempt(1, 'succeeded')], [attempt(1, 'succeeded')], undefined],
    ['one that was taken on', [attempt(1, 'requested')], [attempt(1, 'accepted')], undefined],
    ['one that is not the same', [attempt(1, 'accepted')], [attempt(2, 'succeeded')], undefined],
    [
      'one that an exclusion has overtaken',
      [attempt(1, 'accepted'), attempt(2, 'accepted', 'excludeByTag')],
      [attempt(1, 'failed'), attempt(2, 'succeeded', 'excludeByTag')],
      'failed',
    ],
    [
      'one that failed for its operating system',
      [attempt(1, 'accepted')],
      [{ ...attempt(1, 'failed'), code: '51' }],
      'failedInMachine',
    ],
    [
      'one that failed for its host name, which another device has',
      [attempt(1, 'accepted')],
      [{ ...attempt(1, 'failed'), code: '-2145648509' }],
      'failedInMachine',
    ],
    [
      'one that did not reach the service',
      [attempt(1, 'accepted')],
      [{ ...attempt(1, 'failed'), code: '-2145648607' }],
      'failed',
    ],
    ['none', [attempt(1, 'accepted', 'removeExtension')], [attempt(1, 'succeeded', 'removeExtension')], undefined],
  ])('of %s', (_what, before, after, end) => {
    expect(installEnd(before, after)).toBe(end);
  });

  it.each([
    ['The extension is not on the allowlist of the agent.', 'failedInMachine'],
    ['AADLoginForWindows is on the block list.', 'failedInMachine'],
    ['The agent is in monitor mode.', 'failedInMachine'],
    ['The endpoint did not answer.', 'failed'],
  ])('of one whose failure says: %s', (message, end) => {
    expect(installEnd([attempt(1, 'accepted')], [attempt(1, 'failed')], message)).toBe(end);
  });
});
