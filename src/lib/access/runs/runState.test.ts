import { describe, expect, it } from 'vitest';
import { NOON } from '../../../../test/builders/evidence.ts';
import { minutes, seconds } from '../../time.ts';
import {
  beginStep,
  type CurrentRun,
  endRun,
  endStep,
  NO_RUN,
  RUN_CAUSES,
  type RunState,
  requestRun,
  requestRunBy,
  runState,
} from './runState.ts';

const current = (parts: Partial<CurrentRun> = {}): CurrentRun => ({
  id: 'first',
  cause: 'schedule',
  startedAt: NOON,
  failures: 0,
  aliveAt: NOON,
  ...parts,
});

const NEXT = { id: 'second', cause: 'person', requestedAt: NOON } as const;

const STATES = {
  none: NO_RUN,
  'one that waits for its message': { version: 1, current: current() },
  'one at work': { version: 1, current: current({ token: 'a' }) },
  'one at work, and the next': { version: 1, current: current({ token: 'a' }), next: NEXT },
} as const satisfies Record<string, RunState>;

const SOON = NOON + seconds(5);
const SILENT = NOON + minutes(10);

describe('requests of one caller', () => {
  const ended = (state: RunState, at: number): RunState => {
    const begun = beginStep(state, state.current?.id ?? '', 'a', at);
    return typeof begun === 'string' ? state : endRun(begun, 'a', at).state;
  };
  /** The state after so many runs that somebody asked for, each over before the next. */
  const after = (count: number, caller = 'ada', from = NO_RUN, at = NOON): RunState => {
    let state = from;
    for (let n = 0; n < count; n += 1) {
      const asked = requestRunBy(caller, state, { id: `run-${n}`, cause: 'person' }, at);
      if ('notBefore' in asked) throw new Error(`refused after ${n}`);
      state = ended(asked.state, at);
    }
    return state;
  };
  const ask = (state: RunState, caller: string, at: number) =>
    requestRunBy(caller, state, { id: 'new', cause: 'person' }, at);

  it('begin 30 runs at once, and one a minute from then on', () => {
    const spent = after(30);

    expect(ask(spent, 'ada', NOON)).toEqual({ notBefore: NOON + minutes(1) });
    expect(ask(spent, 'ada', NOON + minutes(1) - 1)).toEqual({ notBefore: NOON + minutes(1) });
    expect(ask(spent, 'ada', NOON + minutes(1))).toMatchObject({ runId: 'new' });
    expect(after(30, 'ada', spent, NOON + minutes(30))).toMatchObject({ version: 1 });
  });

  it('leave those of others alone', () => {
    expect(ask(after(30), 'bob', NOON)).toMatchObject({ runId: 'new' });
  });

  it('do not count while a run is queued that does what is asked for', () => {
    const spent = after(30);
    const queued: RunState = { ...STATES['one at work, and the next'], callers: spent.callers ?? [] };

    expect(ask(queued, 'ada', NOON)).toMatchObject({ runId: 'second', state: { callers: spent.callers } });
  });

  it('are remembered of 50 callers at most, and only as long as they count', () => {
    let state = NO_RUN;
    for (let n = 0; n < 80; n += 1) state = after(1, `caller-${n}`, state);

    expect(state.callers).toHaveLength(50);
    expect(after(1, 'late', state, NOON + minutes(2)).callers).toHaveLength(1);
  });
});

describe('a request for a run', () => {
  it.each(RUN_CAUSES)('of %s begins one where none is under way, and has its message sent', (cause) => {
    const { state, runId, send } = requestRun(NO_RUN, { id: 'new', cause }, NOON);

    expect({ runId, send }).toEqual({ runId: 'new', send: 'new' });
    expect(state).toEqual({ version: 1, current: current({ id: 'new', cause }) });
  });

  it.each(['one that waits for its message', 'one at work'] as const)(
    'of a person or of events during %s makes one more, and sends nothing',
    (name) => {
      for (const cause of ['person', 'events'] as const) {
        const asked = requestRun(STATES[name], { id: 'new', cause }, SOON);

        expect(asked).toEqual({
          state: { ...STATES[name], next: { id: 'new', cause, requestedAt: SOON } },
          runId: 'new',
        });
      }
    },
  );

  it.each(['one that waits for its message', 'one at work', 'one at work, and the next'] as const)(
    'of the schedule during %s changes nothing, for the next tick comes anyway',
    (name) => {
      expect(requestRun(STATES[name], { id: 'new', cause: 'schedule' }, SOON)).toEqual({
        state: STATES[name],
        runId: 'first',
      });
    },
  );

  it('when one more has been asked for already is answered with that one', () => {
    const before = STATES['one at work, and the next'];

    expect(requestRun(before, { id: 'new', cause: 'person' }, SOON)).toEqual({ state: before, runId: 'second' });
  });

  it.each(RUN_CAUSES)('of %s wakes a run of which nothing was heard for ten minutes', (cause) => {
    const { state, send } = requestRun(STATES['one at work'], { id: 'new', cause }, SILENT);
    const early = requestRun(STATES['one at work'], { id: 'new', cause }, SILENT - 1);

    expect(send).toBe('first');
    expect(state.current?.aliveAt).toBe(SILENT);
    expect(early.send).toBeUndefined();
  });

  it('wakes a run once in ten minutes', () => {
    const woken = requestRun(STATES['one at work'], { id: 'new', cause: 'schedule' }, SILENT).state;

    expect(requestRun(woken, { id: 'new', cause: 'schedule' }, SILENT + minutes(9)).send).toBeUndefined();
    expect(requestRun(woken, { id: 'new', cause: 'schedule' }, SILENT + minutes(10)).send).toBe('first');
  });

  it('takes the work out of the hands of whoever has fallen silent: the message that wakes a run is not kept waiting', () => {
    const woken = requestRun(STATES['one at work'], { id: 'new', cause: 'schedule' }, SILENT).state;

    expect(beginStep(woken, 'first', 'b', SILENT + 1)).toMatchObject({ current: { token: 'b' } });
  });

  it.each(['person', 'events'] as const)('of %s wakes the silent run, and makes one more besides', (cause) => {
    const silent = requestRun(STATES['one at work'], { id: 'new', cause }, SILENT);
    const again = requestRun(silent.state, { id: 'newer', cause }, SILENT);

    expect(silent).toMatchObject({ runId: 'new', send: 'first', state: { next: { id: 'new' } } });
    expect(again).toEqual({ state: silent.state, runId: 'new' });
  });
});

describe('a step', () => {
  it.each<[string, RunState, string, RunState | 'stale' | 'busy']>([
    ['of no run', NO_RUN, 'first', 'stale'],
    ['of a run that is over, while another is under way', STATES['one at work'], 'zeroth', 'stale'],
    ['of the run that comes next', STATES['one at work, and the next'], 'second', 'stale'],
    ['that somebody else is at', STATES['one at work'], 'first', 'busy'],
    [
      'that waits for somebody',
      STATES['one that waits for its message'],
      'first',
      { version: 1, current: current({ token: 'b', aliveAt: SOON }) },
    ],
  ])('%s', (_what, state, id, expected) => {
    expect(beginStep(state, id, 'b', SOON)).toEqual(expected);
  });

  it('may be begun again by whoever has begun it', () => {
    expect(beginStep(STATES['one at work'], 'first', 'a', SOON)).toMatchObject({
      current: { token: 'a', aliveAt: SOON },
    });
  });

  it('is taken over from whoever has been silent for ten minutes', () => {
    expect(beginStep(STATES['one at work'], 'first', 'b', SILENT - 1)).toBe('busy');
    expect(beginStep(STATES['one at work'], 'first', 'b', SILENT)).toMatchObject({ current: { token: 'b' } });
  });

  it('leaves the run to the next message when it ends', () => {
    expect(endStep(STATES['one at work'], 'a', 'well', SOON)).toEqual({
      version: 1,
      current: current({ aliveAt: SOON }),
    });
  });

  it('counts its failures in a row', () => {
    let state = endStep(STATES['one at work'], 'a', 'failed', SOON);
    for (const how of ['failed', 'failed'] as const) {
      const begun = beginStep(state, 'first', 'b', SOON);
      if (typeof begun === 'string') throw new Error(begun);
      state = endStep(begun, 'b', how, SOON);
    }

    expect(state.current?.failures).toBe(3);
    const begun = beginStep(state, 'first', 'c', SOON);
    if (typeof begun === 'string') throw new Error(begun);
    expect(endStep(begun, 'c', 'well', SOON).current?.failures).toBe(0);
  });

  it('that waits for its slot has not fallen silent before it', () => {
    const slot = NOON + minutes(40);
    const waiting = endStep(STATES['one at work'], 'a', 'well', SOON, slot);

    expect(requestRun(waiting, { id: 'new', cause: 'schedule' }, slot + minutes(9)).send).toBeUndefined();
    expect(requestRun(waiting, { id: 'new', cause: 'schedule' }, slot + minutes(10)).send).toBe('first');
    expect(beginStep(waiting, 'first', 'b', SOON)).toMatchObject({ current: { token: 'b', aliveAt: SOON } });
  });

  it.each(['well', 'failed'] as const)('that was taken over ends %s without a trace', (how) => {
    expect(endStep(STATES['one at work'], 'not mine', how, SOON)).toBe(STATES['one at work']);
    expect(endStep(NO_RUN, 'a', how, SOON)).toBe(NO_RUN);
  });
});

describe('the end of a run', () => {
  it('leaves nothing under way', () => {
    expect(endRun(STATES['one at work'], 'a', SOON)).toEqual({ state: NO_RUN });
  });

  it('begins the one that was asked for meanwhile, exactly once', () => {
    const ended = endRun(STATES['one at work, and the next'], 'a', SOON);

    expect(ended).toEqual({
      state: {
        version: 1,
        current: current({ id: 'second', cause: 'person', startedAt: SOON, aliveAt: SOON }),
      },
      send: 'second',
    });
    expect(endRun(ended.state, 'a', SOON)).toEqual({ state: ended.state });
  });

  it.each(['none', 'one that waits for its message', 'one at work'] as const)(
    'said by somebody else changes nothing: %s',
    (name) => {
      expect(endRun(STATES[name], 'not mine', SOON)).toEqual({ state: STATES[name] });
    },
  );
});

describe('the state as it is kept', () => {
  it.each(Object.entries(STATES))('is read back: %s', (_name, state) => {
    expect(runState.parse(JSON.parse(JSON.stringify(state)))).toEqual(state);
  });
});

describe('a run that a clock five hours ahead has worked on', () => {
  const ahead = NOON + minutes(300);

  it.each([
    { title: 'is no work in progress', state: { version: 1, current: current({ token: 'a', aliveAt: ahead }) } },
    { title: 'is not waiting', state: { version: 1, current: current({ aliveAt: ahead }) } },
  ] as const)('$title: the schedule wakes it', ({ state }) => {
    expect(requestRun(state, { id: 'new', cause: 'schedule' }, NOON)).toMatchObject({ runId: 'first', send: 'first' });
    expect(beginStep(state, 'first', 'b', NOON)).toMatchObject({ current: { token: 'b', aliveAt: NOON } });
  });

  it('is left waiting when it only waits for its turn, up to an hour', () => {
    const state = { version: 1, current: current({ aliveAt: NOON + minutes(60) }) } as const;

    expect(requestRun(state, { id: 'new', cause: 'schedule' }, NOON)).not.toHaveProperty('send');
  });
});
