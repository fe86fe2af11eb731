import { describe, expect, it } from 'vitest';
import { NOON } from '../../../../test/builders/evidence.ts';
import { SUBSCRIPTION } from '../../../../test/builders/machine.ts';
import {
  ADMINS,
  ANN,
  BOB,
  CYD,
  idOf,
  ours,
  policyText,
  SELF,
  STAFF,
  SUB,
  theirs,
} from '../../../../test/builders/runWorld.ts';
import { hours, minutes } from '../../time.ts';
import { type Assignment, type Place, placeKey } from '../assignment.ts';
import { assignmentName, descriptionOf } from '../ownership.ts';
import { resolveBinding } from '../plan/desired.ts';
import { DEFAULT_GUARDS } from '../policy/guards.ts';
import { parsePolicy } from '../policy/parsePolicy.ts';
import type { GroupGap, GroupReading } from '../readings/groupReading.ts';
import type { PlaceReading } from '../readings/placeReading.ts';
import { type Known, whereCan, whoAt } from './who.ts';
import { gapsAnywhere, gapsAt } from './whoGaps.ts';

const GROUP = `${SUB}/resourceGroups/web`;
const MACHINE = `${GROUP}/providers/Microsoft.HybridCompute/machines/web-1`;
const PROD = '/providers/Microsoft.Management/managementGroups/prod';
const OTHERS = idOf(910);
const OTHER_SUB = idOf(77);

interface World {
  readonly bindings?: Parameters<typeof policyText>[0];
  readonly there?: readonly Assignment[];
  readonly groups?: Readonly<Record<string, readonly string[]>>;
  readonly groupGaps?: Readonly<Record<string, GroupGap>>;
  readonly activations?: Readonly<Record<string, number>>;
  readonly places?: readonly Place[];
  readonly gap?: PlaceReading['gap'];
}

const HERE: Place = { kind: 'subscription', id: SUBSCRIPTION };

function known({ bindings = [], there = [], places = [HERE], ...world }: World): Known {
  const groups = new Map(
    Object.entries(world.groups ?? {}).map(([id, eligible]) => [id, groupOf(id, eligible, world.groupGaps?.[id])]),
  );
  const read = parsePolicy(policyText(bindings), { limits: DEFAULT_GUARDS, trustedTags: [], now: NOON });
  if (!read.ok) throw new Error(JSON.stringify(read.problems));
  return {
    places: new Map(places.map((place) => [placeKey(place), placeOf(place, there, world)])),
    groups,
    bindings: read.policy.bindings.map((binding) => resolveBinding(binding, groups, undefined, NOON)),
    self: SELF,
  };
}

function groupOf(groupId: string, eligible: readonly string[], reason?: GroupGap): GroupReading {
  const gap = reason === undefined ? {} : { gap: { reason, detail: '', since: NOON } };
  const sorted = [...eligible].toSorted();
  return {
    version: 1,
    groupId,
    roleAssignable: null,
    readAt: NOON,
    eligible: sorted,
    leftOut: [],
    nested: [],
    parents: {},
    ...gap,
  };
}

function placeOf(place: Place, there: readonly Assignment[], { activations = {}, gap }: World): PlaceReading {
  const doubt = gap === undefined ? {} : { gap };
  return {
    version: 1,
    place,
    readAt: NOON,
    assignments: [...there],
    used: there.length,
    denials: [],
    activations: { ...activations },
    ...doubt,
  };
}

const byGroup = (id: string, make = ours, scope = SUB) => make(id, 'user', scope, { principalType: 'Group' });

describe('who can sign in somewhere', () => {
  it('is whoever we gave a role, through which binding, and by which assignment', () => {
    const assignment = ours(ANN);
    const world = known({ bindings: [{ name: 'web' }], groups: { [STAFF]: [ANN] }, there: [assignment] });

    expect(whoAt(MACHINE, world)).toStrictEqual([
      {
        principalId: ANN,
        principalType: 'User',
        scope: SUB,
        role: 'user',
        assignment: assignment.name,
        binding: 'web',
        foreign: false,
      },
    ]);
  });

  it.each<[string, Assignment, boolean]>([
    ['the machine itself, in another case', ours(ANN, 'user', MACHINE.toUpperCase()), true],
    ['its resource group', ours(ANN, 'user', GROUP), true],
    ['a management group above', theirs(ANN, 'user', PROD), true],
    ['the root', theirs(ANN, 'user', '/'), true],
    ['another resource group', ours(ANN, 'user', `${SUB}/resourceGroups/we`), false],
    ['another machine', ours(ANN, 'user', `${MACHINE}1`), false],
  ])('with an assignment at %s', (_where, assignment, reached) => {
    expect(whoAt(MACHINE, known({ there: [assignment] })).map(({ scope }) => scope)).toEqual(
      reached ? [assignment.scope] : [],
    );
  });

  it('is everybody in the group that has the role, each with the group', () => {
    const world = known({
      bindings: [{ assign: 'group' }],
      groups: { [STAFF]: [ANN, BOB] },
      there: [byGroup(STAFF)],
    });

    expect(whoAt(MACHINE, world)).toMatchObject([
      { principalId: ANN, principalType: 'User', group: STAFF, binding: 'binding-1' },
      { principalId: BOB, principalType: 'User', group: STAFF, binding: 'binding-1' },
    ]);
  });

  it('is a group of others as a whole, where nobody has read its members', () => {
    const [way, ...more] = whoAt(MACHINE, known({ there: [byGroup(OTHERS, theirs)] }));

    expect(more).toEqual([]);
    expect(way).toMatchObject({ principalId: OTHERS, principalType: 'Group', foreign: true, binding: null });
    expect(way?.group).toBeUndefined();
  });

  it.each<[string, Assignment, boolean]>([
    ['of this installation', ours(ANN), false],
    ['of somebody', theirs(ANN), true],
    [
      'of another installation',
      {
        ...theirs(ANN),
        name: assignmentName(OTHERS, { scope: SUB, role: 'user', principalId: ANN }),
        description: descriptionOf({ installationId: OTHERS }),
      },
      true,
    ],
    ['that only claims to be ours', { ...theirs(ANN), description: descriptionOf(SELF) }, true],
  ])('tells what was made by others: an assignment %s', (_whose, assignment, foreign) => {
    expect(whoAt(MACHINE, known({ there: [assignment] }))).toMatchObject([{ foreign }]);
  });

  it.each<[string, NonNullable<World['bindings']>, string | null]>([
    ['the first that wants it', [{ name: 'one' }, { name: 'two' }], 'one'],
    ['of its role only', [{ name: 'one', role: 'administrator' }, { name: 'two' }], 'two'],
    ['of its scope only', [{ name: 'one', scopes: [GROUP] }, { name: 'two' }], 'two'],
    ['of its group only', [{ name: 'one', group: ADMINS }, { name: 'two' }], 'two'],
    ['that gives it to members', [{ name: 'one', assign: 'group' }, { name: 'two' }], 'two'],
    ['that still holds', [{ name: 'one', expires: '2020-01-01' }, { name: 'two' }], 'two'],
    ['of which there is none', [], null],
  ])('names the binding: %s', (_which, bindings, expected) => {
    const world = known({ bindings, groups: { [STAFF]: [ANN], [ADMINS]: [CYD] }, there: [ours(ANN)] });

    expect(whoAt(MACHINE, world)).toMatchObject([{ binding: expected }]);
  });

  it('names the binding of what others made only where it has adopted that', () => {
    const at = { groups: { [STAFF]: [ANN] }, there: [theirs(ANN)] };

    expect(whoAt(MACHINE, known({ ...at, bindings: [{}] }))).toMatchObject([{ binding: null, foreign: true }]);
    expect(whoAt(MACHINE, known({ ...at, bindings: [{}, { name: 'adopts', adopt: true }] }))).toMatchObject([
      { binding: 'adopts', foreign: false },
    ]);
  });

  it.each([
    ['that adopts and does not want it', { there: [theirs(BOB)] }, { binding: null, foreign: false }],
    ['that adopted and is over', { there: [theirs(ANN)], expires: '2020-01-01' }, { binding: null, foreign: true }],
    ['that adopts elsewhere', { there: [theirs(ANN, 'user', PROD)] }, { binding: null, foreign: true }],
    ['that adopts another role', { there: [theirs(ANN, 'administrator')] }, { binding: null, foreign: true }],
  ])('tells what others made by whether it is governed: by a binding %s', (_, { there, ...more }, expected) => {
    const bindings = [{ name: 'adopts', adopt: true, ...more }];

    expect(whoAt(MACHINE, known({ groups: { [STAFF]: [ANN] }, there, bindings }))).toMatchObject([expected]);
  });

  it('tells when PIM takes it away again, also of what stands above', () => {
    const [here, above] = [theirs(ANN), theirs(BOB, 'user', PROD)];
    const ends = { [here.name]: NOON + minutes(10), [above.name]: NOON + hours(1) };

    expect(whoAt(MACHINE, known({ there: [here, above, theirs(CYD)], activations: ends }))).toMatchObject([
      { principalId: ANN, endsAt: NOON + minutes(10) },
      { principalId: BOB, endsAt: NOON + hours(1) },
      { principalId: CYD },
    ]);
  });

  it('is nobody we know of in a place that was never read', () => {
    expect(whoAt(MACHINE.replace(SUBSCRIPTION, OTHER_SUB), known({ there: [ours(ANN)] }))).toEqual([]);
  });
});

describe('where somebody can sign in', () => {
  it('is wherever an assignment of their own stands, by whomever', () => {
    const there = [ours(ANN), theirs(ANN, 'administrator', GROUP), ours(BOB)];

    expect(whereCan(ANN, known({ there })).map(({ scope, role, foreign }) => [scope, role, foreign])).toEqual([
      [SUB, 'user', false],
      [GROUP, 'administrator', true],
    ]);
  });

  it('is wherever a group that holds them has a role', () => {
    const world = known({ groups: { [STAFF]: [ANN], [ADMINS]: [CYD] }, there: [byGroup(STAFF), byGroup(ADMINS)] });

    expect(whereCan(ANN, world)).toMatchObject([{ principalId: ANN, principalType: 'User', group: STAFF }]);
    expect(whereCan(BOB, world)).toEqual([]);
  });

  it('names what is inherited once, though every place below shows it, and when PIM ends it', () => {
    const above = theirs(ANN, 'user', PROD);
    const places: Place[] = [HERE, { kind: 'subscription', id: OTHER_SUB }];
    const activations = { [above.name]: NOON + hours(1) };

    expect(whereCan(ANN, known({ there: [above], places, activations }))).toMatchObject([
      { scope: PROD, endsAt: NOON + hours(1) },
    ]);
  });
});

describe('what an answer does not know', () => {
  const gap = { code: 'AuthorizationFailed', message: 'No.' };

  it('is nothing when all was read', () => {
    const world = known({ groups: { [STAFF]: [ANN] }, there: [byGroup(STAFF)] });

    expect([gapsAt(MACHINE, world), gapsAnywhere(world)]).toEqual([[], []]);
  });

  it('is what stands in a place that was never read', () => {
    const elsewhere = MACHINE.replace(SUBSCRIPTION, OTHER_SUB);

    expect(gapsAt(elsewhere, known({}))).toEqual([
      { scope: `/subscriptions/${OTHER_SUB}`, message: 'The assignments there have not been read yet.' },
    ]);
  });

  it('is what has changed in a place that could not be read of late', () => {
    const world = known({ gap, there: [ours(ANN)] });
    const expected = [
      {
        scope: SUB,
        message:
          'The assignments there could not be read (AuthorizationFailed): what is said of them is old, or missing.',
      },
    ];

    expect(gapsAt(MACHINE, world)).toEqual(expected);
    expect(gapsAnywhere(world)).toEqual(expected);
  });

  it('is who is in a group that could not be read in full, each group once', () => {
    const there = [byGroup(STAFF), byGroup(STAFF, ours, GROUP), byGroup(ADMINS, ours, `${SUB}/resourceGroups/db`)];
    const world = known({
      there,
      groups: { [STAFF]: [ANN], [ADMINS]: [CYD], [OTHERS]: [] },
      groupGaps: { [STAFF]: 'PageFailed', [ADMINS]: 'ReadDenied', [OTHERS]: 'ReadDenied' },
    });

    expect(gapsAt(MACHINE, world)).toEqual([
      {
        scope: SUB,
        message: `Group ${STAFF}: A page of the members could not be read.`,
        fix: 'Nothing to do: the next run reads the group again.',
      },
    ]);
    expect(gapsAnywhere(world).map(({ message }) => message)).toEqual([
      `Group ${STAFF}: A page of the members could not be read.`,
      `Group ${ADMINS}: The directory does not let this app read the group.`,
    ]);
  });
});
