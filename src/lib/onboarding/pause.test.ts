import { describe, expect, it } from 'vitest';
import { NOON } from '../../../test/builders/evidence.ts';
import { hours } from '../time.ts';
import {
  inForce,
  isPaused,
  NO_PAUSES,
  type Pausable,
  type Pause,
  type Pauses,
  type PauseTarget,
  pause,
  readPauses,
  resume,
} from './pause.ts';

const aPause = (parts: Partial<Pause> = {}): Pause => ({
  until: NOON + hours(1),
  reason: 'Change freeze.',
  by: 'ada',
  at: NOON,
  ...parts,
});
const paused = (pauses: Pauses['pauses']): Pauses => ({ version: 1, pauses, history: [] });
const SAID = { at: NOON + 5, by: 'bob', reason: 'Over.' };

describe('isPaused', () => {
  it.each<{ what: string; pauses: Pauses | 'unreadable'; after?: number; answer: boolean }>([
    { what: 'nothing was paused', pauses: NO_PAUSES, answer: false },
    { what: 'onboarding is', pauses: paused({ onboarding: aPause() }), answer: true },
    { what: 'everything is', pauses: paused({ all: aPause() }), answer: true },
    { what: 'it is about to run out', pauses: paused({ all: aPause() }), after: hours(1) - 1, answer: true },
    { what: 'it has run out', pauses: paused({ all: aPause() }), after: hours(1), answer: false },
    {
      what: 'one of two has run out',
      pauses: paused({ all: aPause(), onboarding: aPause({ until: NOON + hours(3) }) }),
      after: hours(2),
      answer: true,
    },
    { what: 'nobody can read the pauses', pauses: 'unreadable', answer: true },
  ])('onboarding, when $what: $answer', ({ pauses, after = 0, answer }) => {
    expect(isPaused(pauses, 'onboarding', NOON + after)).toBe(answer);
  });

  it.each<{ target: PauseTarget; stops: readonly Pausable[] }>([
    { target: 'onboarding', stops: ['onboarding'] },
    { target: 'access', stops: ['access', 'removals'] },
    { target: 'removals', stops: ['removals'] },
    { target: 'all', stops: ['onboarding', 'access', 'removals'] },
  ])('a pause of $target stops $stops, and nothing else', ({ target, stops }) => {
    const pauses = pause(NO_PAUSES, target, aPause());

    const stopped = (['onboarding', 'access', 'removals'] as const).filter((what) => isPaused(pauses, what, NOON));

    expect(stopped).toEqual(stops);
  });

  it.each(['onboarding', 'access', 'removals'] as const)('%s, when nobody can read the pauses: true', (what) => {
    expect(isPaused('unreadable', what, NOON)).toBe(true);
  });
});

describe('pause', () => {
  it('takes the place of an earlier pause of the same name', () => {
    const before = paused({ onboarding: aPause(), all: aPause() });
    const longer = aPause({ until: NOON + hours(9), by: 'bob' });

    const after = pause(before, 'onboarding', longer);

    expect(inForce(after, NOON)).toEqual([
      { what: 'onboarding', ...longer },
      { what: 'all', ...aPause() },
    ]);
  });
});

describe('resume', () => {
  it('lifts the pause of this name, and no other', () => {
    const after = resume(paused({ onboarding: aPause(), all: aPause() }), 'all', SAID);

    expect(after.pauses).toEqual({ onboarding: aPause() });
  });

  it('is on record also when nothing was paused', () => {
    expect(resume(NO_PAUSES, 'onboarding', SAID)).toEqual({
      ...NO_PAUSES,
      history: [{ did: 'resumed', what: 'onboarding', ...SAID }],
    });
  });
});

describe('the history', () => {
  it('says who paused and resumed what, and why', () => {
    const after = resume(pause(NO_PAUSES, 'all', aPause()), 'all', SAID);

    expect(after.history).toEqual([
      { at: NOON, did: 'paused', what: 'all', reason: 'Change freeze.', by: 'ada' },
      { at: NOON + 5, did: 'resumed', what: 'all', reason: 'Over.', by: 'bob' },
    ]);
  });

  it('keeps the newest twenty', () => {
    let pauses = NO_PAUSES;
    for (let i = 0; i < 25; i++) pauses = resume(pauses, 'all', { ...SAID, at: i });

    expect(pauses.history.map(({ at }) => at)).toEqual(Array.from({ length: 20 }, (_, i) => i + 5));
  });
});

describe('readPauses', () => {
  it.each([NO_PAUSES, pause(NO_PAUSES, 'all', aPause())])('reads what was written: %j', (pauses) => {
    expect(readPauses(JSON.parse(JSON.stringify(pauses)))).toStrictEqual(pauses);
  });

  it.each([
    undefined,
    null,
    {},
    { ...NO_PAUSES, version: 2 },
    ...['onboarding', 'access', 'removals', 'all'].map((what) => ({ ...NO_PAUSES, pauses: { [what]: true } })),
  ])('cannot read %j', (value) => {
    expect(readPauses(value)).toBeUndefined();
  });

  it('keeps what a newer version has paused', () => {
    const newer = { ...NO_PAUSES, pauses: { quarantines: aPause() } };

    const after = pause(readPauses(newer) ?? NO_PAUSES, 'all', aPause());

    expect(after.pauses).toEqual({ quarantines: aPause(), all: aPause() });
  });
});
