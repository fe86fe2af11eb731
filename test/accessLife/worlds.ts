/** Worlds as fast-check makes them: mostly small and kind, and full of what can meet. */
import * as fc from 'fast-check';
import type { LoginRole } from '../../src/lib/access/role.ts';
import { readingEvents } from './readingEvents.ts';
import { SCOPES } from './scopes.ts';
import {
  type BindingChange,
  type BindingPlan,
  type Expiry,
  FAULTS,
  FAULTY_CALLS,
  GROUP_ACTS,
  GROUPS,
  type Happening,
  MACHINES,
  type Maker,
  MISHAPS,
  type Mishap,
  PEOPLE,
  PERSON_ACTS,
  type PersonPlan,
  PLAIN_ACTS,
  type Standing,
  TABLES,
  type Tag,
  type Target,
  type Who,
  type World,
} from './world.ts';

/** `rarely` other than the first. */
const mostly = <T>(usual: T, other: fc.Arbitrary<T>, weight = 4) =>
  fc.oneof({ weight, arbitrary: fc.constant(usual) }, { weight: 1, arbitrary: other });

const person = fc.nat({ max: PEOPLE - 1 });
const people = fc.uniqueArray(person, { minLength: 1, maxLength: 4 });
const group = fc.nat({ max: GROUPS - 1 });
const machine = fc.nat({ max: MACHINES - 1 });
const role = mostly<LoginRole>('user', fc.constant('administrator'), 2);
/** Most of it meets at one scope: elsewhere there is little to decide. */
const scope = fc.oneof(
  { weight: 3, arbitrary: fc.constant(0) },
  { weight: 2, arbitrary: fc.nat({ max: SCOPES.length - 1 }) },
);
const tag = fc.constantFrom<Tag>('web', 'db');
const who: fc.Arbitrary<Who> = fc.oneof(
  { weight: 3, arbitrary: fc.record({ person }) },
  { weight: 1, arbitrary: fc.record({ group }) },
);
const expires = mostly<Expiry>('never', fc.constantFrom('over', 'soon'), 9);
const selecting: fc.Arbitrary<Target> = fc.oneof(
  fc.record({ tag }),
  fc.record({ names: fc.oneof(machine, fc.constant('all' as const)) }),
);
const target: fc.Arbitrary<Target> = fc.oneof(
  { weight: 3, arbitrary: fc.record({ scopes: fc.uniqueArray(scope, { minLength: 1, maxLength: 2 }) }) },
  { weight: 2, arbitrary: selecting },
);

const binding: fc.Arbitrary<BindingPlan> = fc.record({
  group,
  role,
  target,
  assign: mostly<'members' | 'group'>('members', fc.constant('group'), 2),
  adopt: mostly(false, fc.constant(true), 5),
  expires,
});

const groupPlan = fc.record({
  members: fc.uniqueArray(person, { maxLength: 6 }),
  nested: mostly<number[]>([], fc.uniqueArray(group, { maxLength: 2 }), 2),
  roleAssignable: mostly(true, fc.constant(false)),
});

const standing: fc.Arbitrary<Standing> = fc.record({
  who,
  role,
  scope,
  maker: fc.oneof(
    { weight: 5, arbitrary: fc.constant<Maker>('own') },
    { weight: 2, arbitrary: fc.constantFrom<Maker>('foreign', 'former', 'other') },
  ),
  recorded: fc.oneof(
    { weight: 5, arbitrary: fc.nat({ max: 3 }) },
    { weight: 1, arbitrary: fc.constantFrom('lost' as const, 'unattributed' as const) },
  ),
});

const change: fc.Arbitrary<BindingChange> = fc.oneof(
  fc.record({
    to: fc.constantFrom('dropped', 'back', 'otherMode', 'otherMode', 'otherRole', 'adopting', 'notAdopting'),
  }),
  fc.record({ to: fc.constant('expires'), expires: fc.constantFrom<Expiry>('never', 'over', 'soon') }),
  fc.record({ to: fc.constant('target'), target }),
  fc.record({ to: fc.constant('group'), group }),
);

/** Runs come every ten minutes; beyond half an hour the app is away. */
const after = fc.oneof(
  { weight: 6, arbitrary: fc.constantFrom(0, 1, 5, 10, 10, 20, 30) },
  { weight: 1, arbitrary: fc.constantFrom(45, 70, 700, 1430, 1500, 4 * 1440, 8 * 1440) },
);
const length = fc.constantFrom(1, 5, 12, 25);
const nth = fc.nat({ max: 9 });
const doubt = fc.constantFrom('checks' as const, 'all' as const);
const pausable = fc.constantFrom('removals' as const, 'access' as const, 'all' as const);

const happening: fc.Arbitrary<Happening> = fc.oneof(
  { weight: 6, arbitrary: fc.record({ after, kind: fc.constantFrom('join', 'leave', 'leave'), person, group }) },
  { weight: 4, arbitrary: fc.record({ after, kind: fc.constant('leaveTogether'), people, group }) },
  { weight: 5, arbitrary: fc.record({ after, kind: fc.constantFrom(...PERSON_ACTS), person }) },
  { weight: 2, arbitrary: fc.record({ after, kind: fc.constantFrom(...GROUP_ACTS), group }) },
  { weight: 2, arbitrary: fc.record({ after, kind: fc.constantFrom('nest', 'unnest'), group, into: group }) },
  { weight: 6, arbitrary: fc.record({ after, kind: fc.constant('bind'), binding: fc.nat({ max: 3 }), change }) },
  { weight: 1, arbitrary: fc.record({ after, kind: fc.constantFrom(...PLAIN_ACTS) }) },
  { weight: 2, arbitrary: fc.record({ after, kind: fc.constantFrom('deny', 'lift', 'exempt'), person }) },
  { weight: 2, arbitrary: fc.record({ after, kind: fc.constant('retag'), machine, tag }) },
  { weight: 1, arbitrary: fc.record({ after, kind: fc.constant('machineGone'), machine }) },
  { weight: 2, arbitrary: fc.record({ after, kind: fc.constantFrom('report', 'unreport', 'unreport'), machine }) },
  { weight: 1, arbitrary: fc.record({ after, kind: fc.constant('full') }) },
  { weight: 2, arbitrary: fc.record({ after, kind: fc.constant('unknown'), people, to: doubt, minutes: length }) },
  { weight: 2, arbitrary: fc.record({ after, kind: fc.constant('assign'), who, role, scope }) },
  {
    weight: 2,
    arbitrary: fc.record({
      after,
      kind: fc.constant('plant'),
      who,
      role,
      scope,
      as: fc.constantFrom('described' as const, 'described' as const, 'named' as const, 'twin' as const),
    }),
  },
  {
    weight: 2,
    arbitrary: fc.record({
      after,
      kind: fc.constant('lend'),
      who,
      role,
      scope,
      minutes: fc.constantFrom(30, 240, 4 * 1440),
      as: mostly<'open' | 'described'>('open', fc.constant('described')),
    }),
  },
  { weight: 1, arbitrary: fc.record({ after, kind: fc.constant('omit'), person, minutes: length }) },
  {
    weight: 1,
    arbitrary: fc.record({ after, kind: fc.constant('selfUnknown'), minutes: fc.constantFrom(12, 90, 1500) }),
  },
  { weight: 1, arbitrary: fc.record({ after, kind: fc.constant('unassign'), nth }) },
  { weight: 3, arbitrary: fc.record({ after, kind: fc.constantFrom('stale', 'stale', 'lag'), minutes: length }) },
  {
    weight: 4,
    arbitrary: fc.record({
      after,
      kind: fc.constant('fault'),
      call: fc.constantFrom(...FAULTY_CALLS),
      how: fc.constantFrom(...FAULTS),
      times: fc.constantFrom(1, 2, 4, 9),
    }),
  },
  { weight: 3, arbitrary: fc.record({ after, kind: fc.constant('lose'), table: fc.constantFrom(...TABLES) }) },
  { weight: 2, arbitrary: fc.record({ after, kind: fc.constant('message'), who, role, scope }) },
  { weight: 2, arbitrary: fc.record({ after, kind: fc.constant('again'), nth }) },
  {
    weight: 4,
    arbitrary: fc.record({
      after,
      kind: fc.constant('decide'),
      what: fc.constantFrom('approve', 'approve', 'reject'),
      nth: fc.nat({ max: 3 }),
      hash: mostly<'right' | 'wrong'>('right', fc.constant('wrong')),
    }),
  },
  {
    weight: 1,
    arbitrary: fc.record({ after, kind: fc.constant('pause'), target: pausable, minutes: fc.constantFrom(15, 90) }),
  },
  { weight: 1, arbitrary: fc.record({ after, kind: fc.constant('resume'), target: pausable }) },
  { weight: 2, arbitrary: fc.record({ after, kind: fc.constant('ask') }) },
  { weight: 11, arbitrary: readingEvents(after, person) },
  { weight: 6, arbitrary: fc.record({ after, kind: fc.constant('undo'), what: fc.constantFrom('truth', 'policy') }) },
);

const amid = fc.option(fc.integer({ min: 1, max: 4 }), { freq: 3, nil: undefined });
const timed: fc.Arbitrary<Happening> = fc
  .tuple(happening, amid)
  .map(([what, batches]) => (batches === undefined ? what : { ...what, amid: batches }));

/** Somebody goes, and is back right when they are about to lose something for it. */
const wavering: fc.Arbitrary<readonly Happening[]> = fc
  .tuple(
    fc.oneof(
      fc.record({ after, kind: fc.constant('leaveTogether'), people, group }),
      fc.record({ after, kind: fc.constantFrom('disable', 'turnGuest', 'delete'), person }),
      fc.record({ after, kind: fc.constant('unnest'), group, into: group }),
      fc.record({ after, kind: fc.constant('retag'), machine, tag }),
    ),
    fc.constantFrom(0, 10, 20),
    fc.integer({ min: 1, max: 2 }),
  )
  .map(([gone, after, amid]) => [gone, { after, amid, kind: 'undo', what: 'truth' }]);

/** Many people are in the group of a selector, and later somebody makes more of it: another role, other machines. */
const widening: fc.Arbitrary<readonly Happening[]> = fc
  .tuple(
    fc.nat({ max: 3 }),
    fc.record({ to: fc.constant('target' as const), target: mostly<Target>({ names: 0 }, selecting, 1) }),
    fc.oneof(
      fc.constant({ to: 'otherRole' as const }),
      fc.record({ to: fc.constant('target' as const), target: fc.constant<Target>({ names: 'all' }) }),
    ),
    fc.constantFrom(1, 10, 30, 1500),
  )
  .map(([binding, first, second, later]) => [
    { after: 10, kind: 'bind', binding, change: first },
    { after: later, kind: 'bind', binding, change: second },
    { after: 10, kind: 'ask' },
  ]);

/** What a binding gives is narrowed or widened, while perhaps nothing more fits, or a machine has not reported. */
const moving: fc.Arbitrary<readonly Happening[]> = fc
  .tuple(
    fc.nat({ max: 3 }),
    fc.constantFrom(0, 1, 2),
    fc.nat({ max: SCOPES.length - 1 }),
    fc.option(
      fc.oneof(
        fc.record({ after: fc.constant(0), kind: fc.constant('full') }),
        fc.record({ after: fc.constant(0), kind: fc.constant('unreport'), machine }),
      ),
      { nil: undefined },
    ),
    after,
  )
  .map(([binding, from, to, meanwhile, then]) => {
    const target = (scope: number): BindingChange => ({ to: 'target', target: { scopes: [scope] } });
    const first: Happening = { after: 10, kind: 'bind', binding, change: target(from) };
    const last: Happening = { after: then, kind: 'bind', binding, change: target(to) };
    return [first, { after: 30, kind: 'ask' }, ...(meanwhile === undefined ? [] : [meanwhile]), last];
  });

/** Somebody is in a group, and for a while neither listings nor, perhaps, all replicas know it; meanwhile the mode changes. */
const fading: fc.Arbitrary<readonly Happening[]> = fc
  .tuple(person, group, fc.nat({ max: 3 }), length, fc.boolean())
  .map(([who, group, binding, minutes, isUnknown]) => [
    { after: 0, kind: 'leave', person: who, group },
    { after: 0, kind: 'stale', minutes },
    { after: 0, kind: 'join', person: who, group },
    ...(isUnknown ? [{ after: 0, kind: 'unknown' as const, people: [who], to: 'checks' as const, minutes }] : []),
    { after: 1, kind: 'bind', binding, change: { to: 'otherMode' } },
  ]);

const fragment: fc.Arbitrary<readonly Happening[]> = fc.oneof(
  { weight: 12, arbitrary: timed.map((one) => [one]) },
  { weight: 2, arbitrary: wavering },
  { weight: 2, arbitrary: widening },
  { weight: 1, arbitrary: moving },
  { weight: 1, arbitrary: fading },
);

const mishap: fc.Arbitrary<Mishap> = fc.record({
  step: fc.oneof(fc.nat({ max: 12 }), fc.nat({ max: 60 })),
  call: fc.oneof(fc.nat({ max: 12 }), fc.nat({ max: 45 })),
  how: fc.constantFrom(...MISHAPS),
});

const few = fc.constantFrom(0, 1, 2, 3);

export const worlds: fc.Arbitrary<World> = fc.record({
  seed: fc.nat({ max: 1_000_000 }),
  approver: fc.boolean(),
  confirmMinutes: mostly(5, fc.constant(0)),
  guards: fc.record({
    maxRemovals: mostly(8, few, 1),
    maxRemovalPercent: mostly(0, fc.constant(50)),
    maxRemovalsTotal: mostly(20, few, 2),
    maxNewAdministrators: mostly(8, few, 2),
    maxNewUsers: mostly(100, few, 2),
    maxDenied: mostly(5, few, 2),
    minAdministrators: fc.constantFrom(0, 1, 2),
    requireRoleAssignable: mostly<'none' | 'groupMode'>('none', fc.constant('groupMode')),
  }),
  people: fc.array(mostly<PersonPlan>('member', fc.constantFrom('disabled', 'guest', 'untyped', 'odd'), 4), {
    minLength: PEOPLE,
    maxLength: PEOPLE,
  }),
  groups: fc.array(groupPlan, { minLength: GROUPS, maxLength: GROUPS }),
  machines: fc.array(tag, { minLength: MACHINES, maxLength: MACHINES }),
  bindings: fc.array(binding, { minLength: 1, maxLength: 4 }),
  exempt: mostly<number[]>([], fc.array(person, { maxLength: 2 })),
  deny: mostly<number[]>([], fc.array(person, { maxLength: 2 })),
  settled: fc.boolean(),
  standing: fc.array(standing, { maxLength: 8 }),
  happenings: fc.array(fragment, { maxLength: 6 }).map((fragments) => fragments.flat()),
  mishaps: fc.array(mishap, { maxLength: 4 }),
});
