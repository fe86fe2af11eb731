import { describe, expect, it } from 'vitest';
import {
  type AccessWorld,
  ANOTHER,
  aBinding,
  aGroup,
  aSelectableMachine,
  foreign,
  INSTALLATION,
  machineId,
  own,
  PROD,
  planFor,
  SUB,
  TWIN_APP,
  WEB,
} from '../../../../test/builders/accessWorld.ts';
import { aDenial } from '../../../../test/builders/denial.ts';
import { NOON } from '../../../../test/builders/evidence.ts';
import type { ListedById } from './listed.ts';
import { PLAN_WARNINGS, type PlanWarning } from './planWarning.ts';

type Code = PlanWarning['code'];
type DeniedIn = ReadonlyMap<string, readonly string[]>;

const staff = aBinding();
const group = aBinding({ assign: 'group' });
const annAndBob = aGroup('staff', ['ann', 'bob']);
const selecting = aBinding({ machines: { name: 'web-1' } });
const asGroup = { principalType: 'Group' };
const exempt = (until: string, principal = 'ann') => [{ principal, owner: 'cto', reason: 'on call', until }];

/** What the directory says of ids that a policy lists. */
const listed: ListedById = new Map([
  ['ghost', { kind: 'absent' }],
  ['ops', { kind: 'group', name: 'sg-ops' }],
  ['staff', { kind: 'group', name: 'sg-staff' }],
  ['bot', { kind: 'servicePrincipal' }],
  ['eve', { kind: 'user', name: 'eve@contoso.com' }],
]);

const warningsIn = async (world: AccessWorld, deniedIn: DeniedIn = new Map()): Promise<readonly PlanWarning[]> =>
  (await planFor(world, { deniedIn, listed })).warnings;

const OLD = ['a', 'b', 'c', 'd', 'e', 'f', 'g'];

/** One world a code, and what is said in it. */
const rows: Readonly<Record<Code, readonly [world: AccessWorld, message: string, binding?: string]>> = {
  GroupRenamed: [
    { bindings: [aBinding({ called: 'sg-staff' })], groups: [annAndBob] },
    'The policy calls group staff "sg-staff", and the directory "staff". The id decides.',
    'staff',
  ],
  BindingExpired: [
    { bindings: [aBinding({ expires: '2026-11-21' })], groups: [annAndBob] },
    'The binding ended with 2026-11-21 (UTC).',
    'staff',
  ],
  BindingExpiresSoon: [
    { bindings: [aBinding({ expires: '2026-12-05' })], groups: [annAndBob] },
    'The binding ends with 2026-12-05 (UTC).',
    'staff',
  ],
  ExemptionExpired: [{ exempt: exempt('2026-11-21') }, 'The exemption of ann (cto) ended with 2026-11-21 (UTC).'],
  DenyBeatsExemption: [{ exempt: exempt('2026-11-22'), deny: ['ann'] }, 'ann is exempt and denied; the denial wins.'],
  DenyIneffective: [
    { there: [foreign('ann')], deny: ['ann'] },
    `ann is denied, and still gets in: assignment foreign-user-ann at ${SUB} is not of this app.`,
  ],
  DenyUnknown: [{ deny: ['ghost'] }, 'deny lists ghost, which the directory does not know: it keeps nobody out.'],
  DenyNoUser: [
    { deny: ['ops'] },
    'deny lists sg-ops (ops), which is a group: it keeps nobody out, for only users can be denied.',
  ],
  ExemptionUnknown: [
    { exempt: exempt('2027-01-01', 'ghost') },
    'The exemption of ghost (cto) keeps nothing: the directory does not know this id.',
  ],
  ExemptionNoUser: [
    { exempt: exempt('2027-01-01', 'ops') },
    'The exemption of sg-ops (ops) (cto) keeps nothing: it is of a group, and its members are not exempt.',
  ],
  NotRoleAssignable: [
    { bindings: [staff], groups: [annAndBob], blocked: ['staff'] },
    'Anybody may change its members.',
    'staff',
  ],
  JoinersPassNoGuard: [
    { bindings: [group], groups: [annAndBob] },
    'The group itself gets the role: whoever joins it later signs in without passing a guard of this app.',
    'staff',
  ],
  ExternalMember: [
    { bindings: [staff], groups: [aGroup('staff', ['ann', 'bob'], { external: ['bob'] })] },
    'External accounts (#EXT#) with userType Member in group staff get access: bob.',
    'staff',
  ],
  UserTypeMissing: [
    { bindings: [staff], groups: [aGroup('staff', OLD, { untyped: OLD })] },
    'Accounts without userType in group staff count as members of the tenant: a, b, c, d, e and 2 more.',
    'staff',
  ],
  SelectorChoosesNothing: [
    { bindings: [aBinding({ machines: { name: 'x' } })], groups: [annAndBob], machines: [aSelectableMachine('web-1')] },
    'The selector chooses no machine.',
    'staff',
  ],
  ScopeWithoutMachines: [
    {
      bindings: [selecting, aBinding({ group: 'ops', at: [WEB, machineId('web-9'), `${SUB}/resourceGroups/nope`] })],
      groups: [annAndBob, aGroup('ops', [])],
      machines: [aSelectableMachine('web-1')],
    },
    `The inventory has no machine in ${SUB}/resourceGroups/nope, ${machineId('web-9')}.`,
    'ops',
  ],
  OtherInstallation: [
    { there: [own('ann', 'user', SUB, { by: ANOTHER }), own('bob', 'user', SUB, { by: ANOTHER })] },
    `2 assignments are of installation ${ANOTHER}.`,
  ],
  SharedInstallation: [
    { bindings: [staff], groups: [annAndBob], there: [own('ann', 'user', SUB, { appId: TWIN_APP })] },
    `App ${TWIN_APP} works under the same INSTALLATION_ID. All removals are held.`,
  ],
  QuotaNearlyFull: [
    {
      bindings: [staff],
      groups: [annAndBob],
      used: 3998,
      history: { 'subscription-11111111-1111-4111-8111-111111111111': [{ at: NOON - 864e5, used: 3997 }] },
    },
    '/subscriptions/11111111-1111-4111-8111-111111111111 has 3998 of 4000 role assignments, and 4000 after this plan; as it grows, it is full on 2026-11-24.',
  ],
  QuotaExceeded: [
    { bindings: [staff], groups: [annAndBob], used: 3999 },
    '/subscriptions/11111111-1111-4111-8111-111111111111 has 3999 of 4000 role assignments, and 4001 after this plan.',
  ],
  ActivationsUnreadable: [
    { alsoRead: [SUB, PROD], activations: null },
    'Privileged Identity Management does not tell of 2 places what it has activated there; such assignments count as lasting.',
  ],
  DenyAssignment: [
    { alsoRead: [SUB, PROD], denials: [aDenial()] },
    'The deny assignment "stack lock" at /subscriptions/11111111-1111-4111-8111-111111111111 keeps everybody but ann from signing in, whatever role they have.',
  ],
};

describe('each warning', () => {
  it.each(PLAN_WARNINGS)('%s says what is the matter, and what to do', async (code) => {
    const [world, message, binding] = rows[code];
    const found = (await warningsIn(world)).filter((warning) => warning.code === code);

    expect(found).toEqual([
      { code, message, fix: expect.stringMatching(/\.$/), ...(binding !== undefined && { binding }) },
    ]);
  });

  it('is not given where everything is in order', async () => {
    const world = {
      bindings: [aBinding({ called: 'staff', expires: '2026-12-06' })],
      groups: [annAndBob],
      there: [own('ann'), foreign('liz')],
      exempt: exempt('2026-11-22'),
      deny: ['eve'],
      used: 3198,
    };

    expect(await warningsIn(world)).toEqual([]);
  });
});

describe('an expired binding', () => {
  it('is warned of for that alone', async () => {
    const over = { expires: '2026-11-21', machines: { name: 'x' } };
    const bindings = [aBinding({ ...over, assign: 'group' })];

    const codes = (await warningsIn({ bindings, groups: [annAndBob], machines: [], blocked: ['staff'] })).map(
      ({ code }) => code,
    );
    expect(codes).toEqual(['BindingExpired']);
  });
});

describe('an app that may be another one', () => {
  it('is told of as that while our own object id is unknown', async () => {
    const there = [own('ann', 'user', SUB, { appId: TWIN_APP })];
    const self = { installationId: INSTALLATION, formerInstallationIds: [] };

    expect(await warningsIn({ bindings: [staff], groups: [annAndBob], there, self })).toMatchObject([
      {
        code: 'SharedInstallation',
        message: `This app does not know its own object id, and cannot tell whether app ${TWIN_APP} is another one under the same INSTALLATION_ID. All removals are held.`,
      },
    ]);
  });
});

describe('a selector without machines', () => {
  it.each([
    ['when the inventory is incomplete', { machines: [], machinesGap: 'a page is missing' }],
    ['when there is none', {}],
  ])('is not blamed %s', async (_what, parts) => {
    const bindings = [aBinding({ machines: { name: 'x' } })];

    expect(await warningsIn({ bindings, groups: [annAndBob], ...parts })).toEqual([]);
  });
});

describe('an exemption of who is denied', () => {
  it('that is over is only over', async () => {
    const codes = (await warningsIn({ exempt: exempt('2026-11-21'), deny: ['ann'] })).map(({ code }) => code);

    expect(codes).toEqual(['ExemptionExpired']);
  });
});

describe('an exemption of no user', () => {
  const ofStaff = exempt('2027-01-01', 'staff');

  it.each<[string, AccessWorld]>([
    ['has the role itself', { bindings: [group], groups: [annAndBob], exempt: ofStaff }],
    ['had the role itself', { there: [own('staff', 'user', SUB, asGroup)], exempt: ofStaff }],
  ])('is no slip where it is of a group that %s', async (_what, world) => {
    expect((await warningsIn(world)).filter(({ code }) => code === 'ExemptionNoUser')).toEqual([]);
  });

  it('is one where the group only has members', async () => {
    expect(await warningsIn({ bindings: [staff], groups: [annAndBob], exempt: ofStaff })).toMatchObject([
      { code: 'ExemptionNoUser' },
    ]);
  });

  it('is one where it is of something that no binding lets in, and none when it is over', async () => {
    const [one, ...others] = await warningsIn({ exempt: exempt('2027-01-01', 'bot') });

    expect(one?.message).toBe(
      'The exemption of bot (cto) keeps nothing: it is of a service principal, and no role of ours is given to it.',
    );
    expect(others).toEqual([]);
    expect(await warningsIn({ exempt: exempt('2026-11-21', 'bot') })).toMatchObject([{ code: 'ExemptionExpired' }]);
  });
});

describe('somebody whose name is known', () => {
  it('is called by it', async () => {
    const found = await warningsIn({ deny: ['eve'], exempt: exempt('2027-01-01', 'eve'), there: [foreign('eve')] });

    expect(found.map(({ message }) => message.replace(/[;,].*/, ''))).toEqual([
      'eve@contoso.com (eve) is exempt and denied',
      'eve@contoso.com (eve) is denied',
    ]);
  });
});

describe('how a denied person still gets in', () => {
  const ways: readonly (readonly [what: string, world: AccessWorld, deniedIn: DeniedIn, ways: readonly string[]])[] = [
    [
      'through the group of a binding',
      { bindings: [group], groups: [annAndBob], there: [own('staff', 'user', SUB, asGroup)] },
      new Map(),
      ['binding staff gives the role to group staff, of which they are a member'],
    ],
    [
      'not through the group of a binding that has nothing yet, for it gets nothing',
      { bindings: [group], groups: [annAndBob] },
      new Map(),
      [],
    ],
    [
      'not through one that is over',
      { bindings: [aBinding({ assign: 'group', expires: '2026-01-01' })], groups: [annAndBob] },
      new Map(),
      [],
    ],
    ['not through one that they are not in', { bindings: [group], groups: [aGroup('staff', ['bob'])] }, new Map(), []],
    ['not through members', { bindings: [staff], groups: [annAndBob] }, new Map(), []],
    [
      'through the assignment of a group that is to go and does not yet',
      { bindings: [staff], groups: [annAndBob], there: [own('staff', 'user', SUB, asGroup)] },
      new Map(),
      [`they are a member of group staff, whose assignment at ${SUB} still stands`],
    ],
    [
      'through a foreign group',
      { there: [foreign('ops', 'administrator', PROD, asGroup)] },
      new Map([['ops', ['eve', 'ann']]]),
      [`they are a member of group ops, which assignment foreign-administrator-ops at ${PROD} lets in`],
    ],
    ['not through one of others', { there: [foreign('ops', 'user', SUB, asGroup)] }, new Map([['ops', ['eve']]]), []],
  ];

  it.each(ways)('%s', async (_what, world, deniedIn, expected) => {
    const found = await warningsIn({ ...world, deny: ['ann', 'ann'] }, deniedIn);
    const messages = found.flatMap(({ code, message }) => (code === 'DenyIneffective' ? [message] : []));

    expect(messages).toEqual(expected.map((way) => `ann is denied, and still gets in: ${way}.`));
  });
});
