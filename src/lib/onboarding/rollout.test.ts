import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { NOON } from '../../../test/builders/evidence.ts';
import { hours, minutes } from '../time.ts';
import { conclude, NEW_ROLLOUT, type RolloutRow, readRollout, reserve, resume, standing } from './rollout.ts';

const MOST = { most: 2 };

/** A row with these outcomes, `.` for well and `x` for failed, and these machines in flight. */
function aRow(outcomes: string, ...inFlight: readonly string[]): RolloutRow {
  return {
    version: 1,
    inFlight: inFlight.map((machine) => ({ machine, since: NOON })),
    outcomes: Array.from(outcomes, (one) => ({ ok: one === '.', at: NOON })),
  };
}

const halted = (row: RolloutRow): RolloutRow => ({ ...row, halted: { at: NOON, why: 'Too many.' } });

describe('reserve', () => {
  it.each<{ what: string; row: RolloutRow; after?: number; answer: string }>([
    { what: 'has a slot for the first', row: aRow(''), answer: 'reserved' },
    { what: 'has a slot while one is free', row: aRow('', 'b'), answer: 'reserved' },
    { what: 'is full when none is', row: aRow('', 'b', 'c'), answer: 'full' },
    { what: 'leaves a machine the slot it has', row: aRow('', 'a', 'b'), answer: 'reserved' },
    { what: 'lets nobody new in when halted', row: halted(aRow('')), answer: 'halted' },
    { what: 'leaves a machine its slot when halted, too', row: halted(aRow('', 'a')), answer: 'reserved' },
    { what: 'keeps slots for an hour', row: aRow('', 'b', 'c'), after: minutes(60) - 1, answer: 'full' },
    {
      what: 'takes back slots that a clock five hours ahead has given',
      row: aRow('', 'b', 'c'),
      after: -hours(5),
      answer: 'reserved',
    },
    { what: 'takes slots back after an hour', row: aRow('', 'b', 'c'), after: minutes(60), answer: 'reserved' },
  ])('$what', ({ row, after = 0, answer }) => {
    expect(reserve(row, 'a', NOON + after, MOST).answer).toBe(answer);
  });

  it('leaves the row as it is when nothing is reserved', () => {
    const full = aRow('', 'a', 'b');

    expect(reserve(full, 'c', NOON, MOST).row).toBe(full);
  });

  it('keeps the slot of a machine whose look came back for an hour from then, since its installation begins then', () => {
    const { row } = reserve(aRow('', 'a', 'b'), 'a', NOON + minutes(50), MOST);

    expect(reserve(row, 'c', NOON + minutes(70), MOST).answer).toBe('reserved');
    expect(standing(row, NOON + minutes(110) - 1).inFlight).toBe(1);
    expect(standing(row, NOON + minutes(110)).inFlight).toBe(0);
  });

  it('is full also for a machine that was stuck, when others have the slots by then', () => {
    const fresh = ['b', 'c'].map((machine) => ({ machine, since: NOON + hours(2) }));
    const row = { ...aRow('', 'a'), inFlight: [{ machine: 'a', since: NOON }, ...fresh] };

    expect(reserve(row, 'a', NOON + hours(2), MOST)).toEqual({ row, answer: 'full' });
  });

  it('gives a machine that was stuck a new hour', () => {
    const { row } = reserve(aRow('', 'a'), 'a', NOON + hours(2), MOST);

    expect(row.inFlight).toEqual([{ machine: 'a', since: NOON + hours(2) }]);
  });

  it('forgets a stuck installation after four hours', () => {
    const kept = reserve(aRow('', 'a'), 'b', NOON + hours(4) - 1, MOST).row;
    const forgotten = reserve(aRow('', 'a'), 'b', NOON + hours(4), MOST).row;

    expect(kept.inFlight.map(({ machine }) => machine)).toEqual(['a', 'b']);
    expect(forgotten.inFlight.map(({ machine }) => machine)).toEqual(['b']);
  });
});

describe('conclude', () => {
  it.each([
    { how: 'ok', outcomes: [{ ok: true, at: NOON + 5, machine: 'a' }] },
    { how: 'failed', outcomes: [{ ok: false, at: NOON + 5, machine: 'a' }] },
    { how: 'failedInMachine', outcomes: [{ ok: false, at: NOON + 5, machine: 'a', inMachine: true }] },
    { how: 'withdrawn', outcomes: [] },
  ] as const)('gives the slot back, with the outcome of what is $how', ({ how, outcomes }) => {
    const row = conclude(aRow('', 'a', 'b'), 'a', how, NOON + 5);

    expect(row).toEqual({ ...aRow('', 'b'), outcomes });
  });

  it('changes nothing for a machine that has asked for no slot', () => {
    const row = aRow('.', 'b');

    expect(conclude(row, 'a', 'failed', NOON)).toBe(row);
  });

  it('counts the end of an installation that was stuck', () => {
    const row = conclude(aRow('', 'a'), 'a', 'failed', NOON + hours(3));

    expect(standing(row, NOON)).toEqual({ inFlight: 0, finished: 1, failed: 1, failing: ['a'] });
  });

  it('keeps the newest 50 outcomes', () => {
    const row = conclude(aRow(`x${'.'.repeat(49)}`, 'a'), 'a', 'ok', NOON);

    expect(standing(row, NOON)).toEqual({ inFlight: 0, finished: 50, failed: 0, failing: [] });
  });

  it.each([
    { before: 'xxxxxxxx', how: 'failed', stops: false },
    { before: 'xxxxxxxxx', how: 'failed', stops: true },
    { before: '........x', how: 'failed', stops: true },
    { before: '.........', how: 'failed', stops: false },
    { before: 'xx.......', how: 'ok', stops: true },
    { before: 'xx........', how: 'ok', stops: false },
    { before: 'xx........', how: 'withdrawn', stops: false },
    { before: `${'x'.repeat(9)}${'.'.repeat(40)}`, how: 'ok', stops: false },
    { before: `${'x'.repeat(9)}${'.'.repeat(40)}`, how: 'failed', stops: true },
    { before: `${'x'.repeat(10)}${'.'.repeat(40)}`, how: 'failed', stops: true },
    { before: `${'x'.repeat(10)}${'.'.repeat(40)}`, how: 'ok', stops: false },
  ] as const)('after $before, $how: stops new installations is $stops', ({ before, how, stops }) => {
    const row = conclude(aRow(before, 'a'), 'a', how, NOON);

    expect(row.halted !== undefined).toBe(stops);
  });

  it('says when and why it stopped, and sticks to it', () => {
    const stopped = conclude(aRow('.......xx', 'a', 'b'), 'a', 'failed', NOON + 1);
    const later = conclude(stopped, 'b', 'ok', NOON + 2);

    expect(stopped.halted).toEqual({ at: NOON + 1, why: 'Installation failed on 3 of the last 10 machines: a.' });
    expect(later.halted).toEqual(stopped.halted);
    expect(standing(later, NOON)).toMatchObject({ finished: 11, failed: 3, halted: stopped.halted });
  });
});

describe('the vote of a machine', () => {
  /** These machines finish, one after the other: a name for well, with ! for failed, with ? for a cause in the machine. */
  function after(...finished: readonly string[]): RolloutRow {
    return finished.reduce((row, said, n) => {
      const machine = said.replace(/[!?]$/, '');
      const how = said.endsWith('!') ? 'failed' : said.endsWith('?') ? 'failedInMachine' : 'ok';
      return conclude(reserve(row, machine, NOON + n, { most: 100 }).row, machine, how, NOON + n);
    }, NEW_ROLLOUT);
  }
  const named = (count: number, mark = '') => Array.from({ length: count }, (_, n) => `m${n}${mark}`);

  it.each([
    { what: 'one machine that fails ten times', finished: named(10).map(() => 'a!'), stops: false },
    { what: 'ten machines that fail', finished: named(10, '!'), stops: true },
    { what: 'ten machines that fail for a cause of their own', finished: named(10, '?'), stops: false },
    { what: 'fifty machines that fail for a cause of their own', finished: named(50, '?'), stops: false },
    { what: 'such failures beside others', finished: [...named(10, '?'), 'x!', 'y!'], stops: true },
    { what: 'a few of each beside many that go well', finished: [...named(20), ...named(9, '?'), 'x!'], stops: false },
  ])('$what: halts is $stops', ({ finished, stops }) => {
    expect(after(...finished).halted !== undefined).toBe(stops);
  });

  it('is its newest outcome', () => {
    const row = after('a!', 'b!', 'a');

    expect(standing(row, NOON)).toMatchObject({ finished: 2, failed: 1, failing: ['b'] });
  });

  it('is told by name when the rollout halts: the newest five, and how many more', () => {
    const row = after(...named(10).map((name) => `sub/rg|${name}!`));

    expect(row.halted?.why).toBe('Installation failed on 10 of the last 10 machines: m5, m6, m7, m8, m9 and 5 more.');
    expect(standing(row, NOON).failing).toHaveLength(10);
  });
});

describe('resume', () => {
  it('lets installations begin again, with a new window and the slots as they are', () => {
    const row = resume(halted(aRow('xxxxxxxxxx', 'b')));

    expect(row).toEqual(aRow('', 'b'));
    expect(reserve(row, 'a', NOON, MOST).answer).toBe('reserved');
  });

  it('leaves the window of a rollout that is not halted', () => {
    expect(resume(aRow('.x', 'a'))).toEqual(aRow('.x', 'a'));
  });
});

describe('readRollout', () => {
  it.each([NEW_ROLLOUT, halted(aRow('.x', 'a')), conclude(aRow('.x', 'a'), 'a', 'failedInMachine', NOON)])(
    'reads what was written, by this version or an earlier one: %j',
    (row) => {
      expect(readRollout(JSON.parse(JSON.stringify(row)))).toStrictEqual(row);
    },
  );

  it.each([undefined, null, {}, { ...NEW_ROLLOUT, version: 2 }, { ...NEW_ROLLOUT, outcomes: 'none' }])(
    'cannot read %j',
    (value) => {
      expect(readRollout(value)).toBeUndefined();
    },
  );
});

const machine = fc.constantFrom('a', 'b', 'c', 'd', 'e', 'f');
const event = fc.oneof(
  fc.record({ kind: fc.constant('reserve'), machine }),
  fc.record({ kind: fc.constant('conclude'), machine, how: fc.constantFrom('ok', 'failed', 'withdrawn') }),
  fc.record({ kind: fc.constant('resume') }),
  fc.record({ kind: fc.constant('pass'), ms: fc.constantFrom(minutes(1), minutes(29), minutes(60), hours(5)) }),
);
type Event = typeof event extends fc.Arbitrary<infer E> ? E : never;

/** Plays a story; `each` sees every step. */
function play(
  story: readonly Event[],
  each: (row: RolloutRow, next: RolloutRow, event: Event, now: number) => void,
  start = NEW_ROLLOUT,
) {
  let row = start;
  let now = NOON;
  for (const event of story) {
    if (event.kind === 'pass') now += event.ms;
    const next = step(row, event, now);
    each(row, next, event, now);
    row = next;
  }
  return { row, now };
}

function step(row: RolloutRow, event: Event, now: number): RolloutRow {
  switch (event.kind) {
    case 'reserve':
      return reserve(row, event.machine, now, { most: 3 }).row;
    case 'conclude':
      return conclude(row, event.machine, event.how, now);
    case 'resume':
      return resume(row);
    case 'pass':
      return row;
  }
}

describe('whatever happens in whatever order', () => {
  const story = fc.array(event, { maxLength: 120 });

  it('never lets more in than there are slots, and no machine twice', () => {
    fc.assert(
      fc.property(story, (events) => {
        play(events, (_row, next, _event, now) => {
          const machines = next.inFlight.map((entry) => entry.machine);

          expect(standing(next, now).inFlight).toBeLessThanOrEqual(3);
          expect(new Set(machines).size).toBe(machines.length);
        });
      }),
    );
  });

  it('does the same thing said twice once', () => {
    fc.assert(
      fc.property(story, (events) => {
        play(events, (_row, next, event, now) => {
          expect(step(next, event, now)).toEqual(next);
        });
      }),
    );
  });

  it('lets no new machine in while it is halted', () => {
    fc.assert(
      fc.property(story, (events) => {
        play(
          events,
          (row, next, _event, now) => {
            if (row.halted === undefined) return;

            expect(standing(next, now).inFlight).toBeLessThanOrEqual(standing(row, now).inFlight);
          },
          halted(aRow('xxxxxxxxxx', 'a')),
        );
      }),
    );
  });

  it('has every slot free an hour later, whatever was never concluded', () => {
    fc.assert(
      fc.property(story, (events) => {
        const { row, now } = play(events, () => undefined);

        expect(standing(row, now + minutes(60)).inFlight).toBe(0);
      }),
    );
  });

  it('has at least ten outcomes, a fifth of them failed, whenever it halts', () => {
    const failing = fc.array(fc.tuple(machine, fc.constantFrom('ok', 'failed', 'failed')), { maxLength: 60 });
    fc.assert(
      fc.property(failing, (installs) => {
        const events = installs.flatMap(([machine, how]): Event[] => [
          { kind: 'reserve', machine },
          { kind: 'conclude', machine, how },
        ]);
        play(events, (row, next) => {
          if (row.halted !== undefined || next.halted === undefined) return;
          const failed = next.outcomes.filter(({ ok }) => !ok).length;

          expect(next.outcomes.length).toBeGreaterThanOrEqual(10);
          expect(failed / next.outcomes.length).toBeGreaterThanOrEqual(0.2);
        });
      }),
    );
  });
});
