/** Worlds as fast-check makes them: mostly small and kind, and now and then everything at once. */
import * as fc from 'fast-check';
import {
  type Act,
  type Fault,
  type MachinePlan,
  MISHAPS,
  type Mishap,
  OWN_ACTS,
  PLAIN_ARM_ACTS,
  type Tagged,
  type World,
} from './world.ts';

/** What may not happen in a world. */
export interface Without {
  /** What only a sweep finds: events that are lost, changes that make no event, rows that are gone. */
  readonly unseen?: boolean;
}

const seconds = fc.oneof(
  { weight: 3, arbitrary: fc.nat({ max: 10 }) },
  { weight: 3, arbitrary: fc.nat({ max: 120 }) },
  { weight: 1, arbitrary: fc.nat({ max: 3600 }) },
);

const tagged = fc.constantFrom<Tagged>('none', 'opted-in', 'excluded', 'both');

/** `rarely` other than the first. */
const mostly = <T>(usual: T, other: fc.Arbitrary<T>) =>
  fc.oneof({ weight: 4, arbitrary: fc.constant(usual) }, { weight: 1, arbitrary: other });

const plan = ({ unseen = false }: Without): fc.Arbitrary<MachinePlan> =>
  fc.record({
    at: seconds,
    identity: fc.boolean(),
    os: mostly<MachinePlan['os']>('supported', fc.constant('old')),
    // An agent that comes back makes no event.
    offline: unseen ? fc.constant(false) : mostly(false, fc.boolean()),
    tagged,
    reportAfterSeconds: fc.constantFrom(0, 0, 3, 40, 600),
    installSeconds: fc.constantFrom(5, 1, 30, 200, 5000),
    failures: mostly(0, fc.nat({ max: 2 })),
  });

const fault: fc.Arbitrary<Fault> = fc.record({
  call: fc.constantFrom('read', 'poll', 'patch', 'put'),
  how: fc.constantFrom('throttled', 'ill', 'busy', 'lostAnswer', 'lostRequest', 'denied'),
  times: fc.integer({ min: 1, max: 6 }),
});

function act(machines: number, { unseen = false }: Without): fc.Arbitrary<Act> {
  const somewhere = { at: seconds, machine: fc.nat({ max: machines - 1 }) };
  const status = fc.constantFrom('Connected' as const, 'Disconnected' as const, 'Expired' as const);
  const own = OWN_ACTS.filter((kind) => !(unseen && kind === 'lostRow'));
  return fc.oneof(
    { weight: 3, arbitrary: fc.record({ ...somewhere, kind: fc.constantFrom(...PLAIN_ARM_ACTS) }) },
    { weight: 2, arbitrary: fc.record({ ...somewhere, kind: fc.constantFrom(...own) }) },
    { weight: 2, arbitrary: fc.record({ ...somewhere, kind: fc.constant('tag'), tagged }) },
    { weight: 3, arbitrary: fc.record({ ...somewhere, kind: fc.constant('fault'), fault }) },
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

/** Worlds of one to four machines. */
export function worlds(without: Without = {}): fc.Arbitrary<World> {
  return fc.oneof(...[1, 1, 2, 3, 4].map((machines) => worldsOf(machines, without)));
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
  return { ...world, acts: world.acts.filter(({ kind }) => kind !== 'lostRow') };
}
