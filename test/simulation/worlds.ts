/** Worlds as fast-check makes them: mostly small and kind, and now and then everything at once. */
import * as fc from 'fast-check';
import {
  type Act,
  CONTROL_ROWS,
  DISTORTIONS,
  type Fault,
  type MachinePlan,
  MISHAPS,
  type Mishap,
  PLAIN_ARM_ACTS,
  PLAIN_OWN_ACTS,
  REPORT_NAMES,
  type Report,
  TAGGED,
  type Tagged,
  type World,
} from './world.ts';

/** What may not happen in a world. */
export interface Without {
  /** What only a sweep finds: events that are lost, changes that make no event, rows that are gone. */
  readonly unseen?: boolean;
}

/** What a row knew is gone. */
const LOST_ROWS: ReadonlySet<Act['kind']> = new Set(['lostRow', 'damagedRow']);

const seconds = fc.oneof(
  { weight: 3, arbitrary: fc.nat({ max: 10 }) },
  { weight: 3, arbitrary: fc.nat({ max: 120 }) },
  { weight: 1, arbitrary: fc.nat({ max: 3600 }) },
);

const tagged = fc.constantFrom<Tagged>(...TAGGED);

/** `rarely` other than the first. */
const mostly = <T>(usual: T, other: fc.Arbitrary<T>) =>
  fc.oneof({ weight: 4, arbitrary: fc.constant(usual) }, { weight: 1, arbitrary: other });

const plan = ({ unseen = false }: Without): fc.Arbitrary<MachinePlan> =>
  fc.record({
    at: seconds,
    identity: fc.constantFrom<MachinePlan['identity']>('system', 'system', 'none', 'none', 'user'),
    os: mostly<MachinePlan['os']>('supported', fc.constant('old')),
    // An agent that comes back makes no event.
    report: mostly<Report>('usual', fc.constantFrom(...REPORT_NAMES)),
    offline: unseen ? fc.constant(false) : mostly(false, fc.boolean()),
    tagged,
    reportAfterSeconds: fc.constantFrom(0, 0, 3, 40, 600),
    installSeconds: fc.constantFrom(5, 1, 30, 200, 5000),
    failures: mostly(0, fc.nat({ max: 2 })),
    failsIn: fc.constantFrom<MachinePlan['failsIn']>('network', 'machine'),
  });

const fault: fc.Arbitrary<Fault> = fc.record({
  call: fc.constantFrom('read', 'poll', 'patch', 'put'),
  how: fc.constantFrom('throttled', 'throttledForADay', 'ill', 'busy', 'lostAnswer', 'lostRequest', 'denied'),
  times: fc.integer({ min: 1, max: 6 }),
});

function act(machines: number, { unseen = false }: Without): fc.Arbitrary<Act> {
  const somewhere = { at: seconds, machine: fc.nat({ max: machines - 1 }) };
  // Also when machines are ready.
  const late = { ...somewhere, at: fc.oneof(seconds, fc.nat({ max: 3600 })) };
  const minutes = fc.constantFrom(1, 10, 100);
  const how = fc.constantFrom(...DISTORTIONS);
  const times = fc.integer({ min: 1, max: 6 });
  const row = fc.constantFrom(...CONTROL_ROWS);
  const status = fc.constantFrom('Connected' as const, 'Disconnected' as const, 'Expired' as const);
  const first = fc.constantFrom('new' as const, 'old' as const);
  // Who is answered 404 at first sight has nothing on record to come back to.
  const arm = PLAIN_ARM_ACTS.filter((kind) => !(unseen && kind === 'absentOnce'));
  const own = PLAIN_OWN_ACTS.filter((kind) => !(unseen && (LOST_ROWS.has(kind) || kind === 'aheadRow')));
  return fc.oneof(
    { weight: 3, arbitrary: fc.record({ ...somewhere, kind: fc.constantFrom(...arm) }) },
    { weight: 2, arbitrary: fc.record({ ...somewhere, kind: fc.constantFrom(...own) }) },
    { weight: 2, arbitrary: fc.record({ ...somewhere, kind: fc.constant('tag'), tagged }) },
    { weight: 3, arbitrary: fc.record({ ...somewhere, kind: fc.constant('fault'), fault }) },
    { weight: 1, arbitrary: fc.record({ ...somewhere, kind: fc.constant('otherHangs'), minutes }) },
    { weight: unseen ? 0 : 2, arbitrary: fc.record({ ...late, kind: fc.constant('distort'), how, times }) },
    {
      weight: 2,
      arbitrary: fc.record({ ...somewhere, kind: fc.constant('registerAgain'), tagged, upperCase: fc.boolean() }),
    },
    {
      weight: unseen ? 0 : 1,
      arbitrary: fc.record({ ...somewhere, kind: fc.constant('move'), first, keeps: fc.boolean() }),
    },
    { weight: 1, arbitrary: fc.record({ ...somewhere, kind: fc.constant('pause'), minutes }) },
    { weight: 1, arbitrary: fc.record({ ...somewhere, kind: fc.constant('forgedIds'), ids: fc.constantFrom(1, 20) }) },
    { weight: 1, arbitrary: fc.record({ ...somewhere, kind: fc.constant('lostControl'), row }) },
    { weight: unseen ? 0 : 1, arbitrary: fc.record({ ...somewhere, kind: fc.constant('status'), status }) },
  );
}

/** Most calls of a small world come among the first few hundred. */
const mishap: fc.Arbitrary<Mishap> = fc.record({
  call: fc.oneof(fc.nat({ max: 40 }), fc.nat({ max: 300 })),
  how: fc.constantFrom(...MISHAPS),
});

const events = ({ unseen = false }: Without): fc.Arbitrary<World['events']> =>
  fc.record({
    delayMs: mostly(0, fc.constantFrom(1000, 60_000)),
    duplicate: mostly(0, fc.nat({ max: 2 })),
    reorder: fc.boolean(),
    dropRate: unseen ? fc.constant(0) : mostly(0, fc.constantFrom(0.3, 1)),
    schema: fc.constantFrom('EventGridSchema', 'CloudEventSchemaV1_0'),
  });

/** Worlds of one to four machines, now and then of many at once, or of one whose extension goes again and again. */
export function worlds(without: Without = {}): fc.Arbitrary<World> {
  const few = fc.oneof(...[1, 1, 2, 3, 4].map((machines) => worldsOf(machines, without)));
  return fc.oneof(
    { weight: 36, arbitrary: few },
    { weight: 2, arbitrary: crowds(without) },
    { weight: without.unseen === true ? 0 : 1, arbitrary: fights(without) },
    { weight: without.unseen === true ? 0 : 3, arbitrary: returns(without) },
    { weight: 1, arbitrary: overtaken(without) },
  );
}

function worldsOf(machines: number, without: Without): fc.Arbitrary<World> {
  return fc
    .record({
      seed: fc.nat(),
      mode: mostly<World['mode']>('enforce', fc.constant('observe')),
      onboard: mostly<World['onboard']>('all', fc.constant('tag')),
      settleMinutes: mostly(0, fc.constant(10)),
      lockSeconds: fc.constantFrom(30, 600),
      pace: mostly<World['pace']>('quick', fc.constant('slow')),
      // What ARM shows late, no event tells of again: that is the sweep's to find.
      lagSeconds: without.unseen === true ? fc.constant(0) : mostly(0, fc.constantFrom(5, 90)),
      indexLagSeconds: mostly(0, fc.constantFrom(60, 600, 1800)),
      sweepAt: fc.nat({ max: 900 }),
      most: mostly(50, fc.integer({ min: 1, max: 3 })),
      events: events(without),
      machines: fc.array(plan(without), { minLength: machines, maxLength: machines }),
      acts: fc.array(act(machines, without), { maxLength: 8 }),
      mishaps: fc.array(mishap, { maxLength: 6 }),
    })
    .map(believable);
}

/** Whoever has lost its record and is shown what was before cannot know better: the two do not go together. */
function believable(world: World): World {
  if (world.lagSeconds === 0) return world;
  return { ...world, acts: world.acts.filter(({ kind }) => !LOST_ROWS.has(kind)) };
}

/** Nothing is in the way of this machine. */
function willing(plan: MachinePlan): MachinePlan {
  return {
    ...plan,
    identity: plan.identity === 'user' ? 'none' : plan.identity,
    os: 'supported',
    offline: false,
    report: 'usual',
    tagged: 'opted-in',
  };
}

/** Many machines at once and few places for them, and installations that fail. */
function crowds(without: Without): fc.Arbitrary<World> {
  const most = fc.integer({ min: 1, max: 3 });
  const failsIn = fc.constantFrom<MachinePlan['failsIn']>('network', 'machine');
  const failures = fc.array(fc.constantFrom(0, 0, 1), { minLength: MOST_MACHINES, maxLength: MOST_MACHINES });
  const crowd = fc.oneof(...[5, 8, MOST_MACHINES].map((machines) => worldsOf(machines, without)));
  return fc.tuple(crowd, most, failures, failsIn).map(([world, most, failures, failsIn]) => ({
    ...world,
    mode: 'enforce',
    most,
    machines: world.machines.map((plan, index) => ({ ...willing(plan), failsIn, failures: failures[index] ?? 0 })),
  }));
}

/** Enough for a fifth of ten to fail. */
const MOST_MACHINES = 14;

/** Somebody takes the extension away, again and again: each time after it has come back, or has failed. */
function fights(without: Without): fc.Arbitrary<World> {
  const late = fc.array(fc.nat({ max: 7200 }), { minLength: 1, maxLength: 4 });
  const failures = fc.constantFrom(0, 0, 9);
  return fc.tuple(worldsOf(1, without), late, failures).map(([world, late, failures]) => ({
    ...world,
    machines: world.machines.map((plan) => ({ ...willing(plan), failures })),
    acts: [
      ...world.acts,
      ...late.map((seconds, day) => ({
        kind: 'otherRemoves' as const,
        machine: 0,
        at: (day + 1) * LONGEST_LATE_SECONDS + day * DAY_SECONDS + seconds,
      })),
    ],
  }));
}

const DAY_SECONDS = 86_400;
const LONGEST_LATE_SECONDS = 7200;

/** A machine goes and comes back, again and again, tagged now and then, and somebody removes what was installed. */
function returns(without: Without): fc.Arbitrary<World> {
  const pause = fc.constantFrom(1, 5, 70, 200, 1500);
  const mostlyBare = fc.constantFrom<Tagged>('none', 'none', 'none', 'opted-in', 'excluded');
  const away = fc.constantFrom('delete' as const, 'delete' as const, 'otherRemoves' as const, 'absentOnce' as const);
  const again = { kind: fc.constant('registerAgain' as const), tagged: mostlyBare, upperCase: fc.boolean() };
  const elsewhere = { kind: fc.constant('move' as const), first: fc.constantFrom('new', 'old'), keeps: fc.boolean() };
  const step = fc.oneof(
    { weight: 4, arbitrary: fc.record({ kind: away }) },
    { weight: 4, arbitrary: fc.record(again) },
    { weight: 1, arbitrary: fc.record(elsewhere) },
    { weight: 1, arbitrary: fc.record({ kind: fc.constant('tag' as const), tagged: mostlyBare }) },
    { weight: 1, arbitrary: fc.record({ kind: fc.constantFrom('include' as const, 'person' as const) }) },
  );
  const steps = fc.array(fc.tuple(pause, step), { minLength: 3, maxLength: 10 });
  const settleMinutes = fc.constantFrom(0, 10);
  return fc
    .tuple(worldsOf(1, without), steps, settleMinutes, mostlyBare)
    .map(([world, steps, settleMinutes, tagged]) => {
      let at = 700;
      const acts = steps.map(([pause, act]) => ({ ...act, machine: 0, at: (at += pause) }));
      const machines = world.machines.map((plan) => ({ ...willing(plan), tagged, at: 0, installSeconds: 5 }));
      return { ...world, mode: 'enforce', onboard: 'all', settleMinutes, machines, acts };
    });
}

/** Writes of the app fail while somebody excludes the machine. */
function overtaken(without: Without): fc.Arbitrary<World> {
  const call = fc.constantFrom('put' as const, 'patch' as const);
  const how = fc.constantFrom('ill' as const, 'lostRequest' as const);
  return fc.tuple(worldsOf(1, without), call, how, fc.nat({ max: 8 })).map(([world, call, how, seconds]) => {
    const plans = world.machines.map((plan) => ({ ...willing(plan), at: 1, reportAfterSeconds: 0 }));
    const fault = { kind: 'fault' as const, machine: 0, at: 0, fault: { call, how, times: 4 } };
    const tag = { kind: 'tag' as const, machine: 0, at: 2 + seconds, tagged: 'excluded' as const };
    return { ...world, mode: 'enforce', machines: plans, acts: [fault, tag, ...world.acts.slice(0, 2)] };
  });
}
