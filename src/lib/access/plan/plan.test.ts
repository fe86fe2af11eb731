import { describe, expect, it } from 'vitest';
import {
  type AccessWorld,
  ANOTHER,
  aBinding,
  aGroup,
  aSelectableMachine,
  foreign,
  machineId,
  NO_SUCH_PERSON,
  OTHER_SUB,
  own,
  PROD,
  planFor,
  SUB,
  WEB,
} from '../../../../test/builders/accessWorld.ts';
import { NOON } from '../../../../test/builders/evidence.ts';
import type { Names } from './names.ts';

const staff = aBinding();
const annAndBob = aGroup('staff', ['ann', 'bob']);
const names: Names = {
  people: new Map([['ann', { id: 'ann', displayName: 'Ann', enabled: true, userType: 'Member' }]]),
  asked: new Set(['ann', NO_SUCH_PERSON]),
  groups: new Map(),
};

describe('a plan', () => {
  it('of an empty world is empty, complete and has a hash', async () => {
    expect(await planFor({})).toEqual({
      adds: [],
      removes: [],
      withheld: [],
      kept: 0,
      leftOut: [],
      satisfied: [],
      foreign: [],
      orphans: [],
      quota: [],
      bindings: [],
      scopes: [],
      warnings: [],
      complete: true,
      incomplete: [],
      hash: 'e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855',
    });
  });

  it('names whom the directory knows, and tells assignments of nobody apart', async () => {
    const there = [foreign('ann'), foreign(NO_SUCH_PERSON), foreign('ann', 'administrator')];
    const { foreign: others, orphans } = await planFor({ there }, { names });

    expect(others).toMatchObject([
      { principalId: 'ann', role: 'administrator', principal: 'Ann' },
      { principalId: 'ann', role: 'user', principal: 'Ann' },
    ]);
    expect(orphans).toMatchObject([{ principalId: NO_SUCH_PERSON }]);
  });

  it('names people in what it changes and withholds', async () => {
    const { adds, removes, withheld } = await planFor(
      {
        bindings: [
          staff,
          aBinding({ group: 'ops', role: 'administrator' }),
          aBinding({ group: 'web', at: [OTHER_SUB] }),
        ],
        groups: [annAndBob, aGroup('ops', [], { gap: 'PageFailed' }), aGroup('web', [])],
        there: [own('ann', 'administrator'), own('ann', 'user', OTHER_SUB)],
      },
      { names },
    );

    expect(adds).toMatchObject([{ principal: 'Ann', path: ['staff'] }, { principalId: 'bob' }]);
    expect(removes).toMatchObject([{ principal: 'Ann' }]);
    expect(withheld).toMatchObject([{ principal: 'Ann' }]);
  });
});

describe('who gets nothing through a group', () => {
  it('is listed with the reason, the denied among them', async () => {
    const groups = [aGroup('staff', ['ann', 'bob'], { leftOut: [{ id: 'gus', reason: 'guest' }] })];
    const { leftOut } = await planFor({ bindings: [staff], groups, deny: ['eve', 'bob', 'bob'] });

    expect(leftOut).toEqual([
      { binding: 'staff', principalId: 'gus', reason: 'guest', message: 'Guests cannot sign in to these machines.' },
      { binding: 'staff', principalId: 'bob', reason: 'denied', message: 'The policy denies this person.' },
    ]);
  });

  it('is nobody while the group was never read', async () => {
    expect((await planFor({ bindings: [staff], deny: ['bob'] })).leftOut).toEqual([]);
  });
});

describe('a plan is incomplete', () => {
  const selector = aBinding({ machines: { name: '*' } });

  const rows: readonly (readonly [what: string, world: AccessWorld, reason: string, message: string])[] = [
    [
      'while a group was read in part',
      { bindings: [staff], groups: [aGroup('staff', [], { gap: 'PageFailed' })] },
      'PageFailed',
      'A page of the members could not be read.',
    ],
    ['while a group was never read', { bindings: [staff] }, 'NeverRead', 'The group has not been read yet.'],
    [
      'while the inventory is',
      { bindings: [selector], groups: [annAndBob], machines: [], machinesGap: 'a page is missing' },
      'MachinesIncomplete',
      'The inventory is incomplete: a page is missing.',
    ],
    [
      'while there is no inventory',
      { bindings: [selector], groups: [annAndBob] },
      'MachinesIncomplete',
      'The inventory is incomplete: it was not read.',
    ],
    [
      'while the assignments of a place could not be read',
      { bindings: [staff], groups: [annAndBob], unreadable: [SUB] },
      'PlaceUnreadable',
      'The assignments at /subscriptions/11111111-1111-4111-8111-111111111111 could not be read (AuthorizationFailed).',
    ],
    [
      'while nobody has read them',
      { bindings: [staff], groups: [annAndBob], unread: [SUB] },
      'PlaceUnreadable',
      'The assignments at /subscriptions/11111111-1111-4111-8111-111111111111 could not be read (NeverRead).',
    ],
  ];

  it.each(rows)('%s', async (_what, world, reason, message) => {
    const { complete, incomplete } = await planFor(world);

    expect(complete).toBe(false);
    expect(incomplete).toEqual([
      { binding: 'staff', reason, message, fix: expect.stringMatching(/^[A-Z].*\.$/), since: NOON },
    ]);
  });

  it.each<[string, object, string]>([
    ['asks for a role where Azure refuses', {}, 'Give the identity of this app the role'],
    [
      'asks for no role where nobody answers',
      { placeGap: { code: 'ECONNREFUSED', message: 'No answer.', transient: true as const } },
      'check that this app can reach Azure Resource Manager',
    ],
  ])('%s', async (_, how, fix) => {
    const { incomplete } = await planFor({ bindings: [staff], groups: [annAndBob], unreadable: [SUB], ...how });

    expect(incomplete).toMatchObject([{ fix: expect.stringContaining(fix) }]);
  });

  it('tells what was answered, where there is something to tell', async () => {
    const gap = { reason: 'GroupDeleted', detail: '404', since: NOON - 9000 } as const;
    const groups = [{ ...annAndBob, gap }];

    expect((await planFor({ bindings: [staff], groups })).incomplete).toMatchObject([
      { reason: 'GroupDeleted', message: 'The directory has no such group. (404)', since: NOON - 9000 },
    ]);
  });

  it('for each binding and each place, in one order', async () => {
    const bindings = [aBinding({ at: [SUB, OTHER_SUB, WEB, PROD] }), aBinding({ group: 'ops', at: [OTHER_SUB] })];
    const { incomplete } = await planFor({
      bindings,
      groups: [annAndBob, aGroup('ops', [], { gap: 'EmptyAnswer' })],
      unreadable: [OTHER_SUB, SUB],
    });

    expect(incomplete.map(({ binding, reason, message }) => `${binding} ${reason} ${message.split(' ')[3]}`)).toEqual([
      'staff PlaceUnreadable /subscriptions/11111111-1111-4111-8111-111111111111',
      'staff PlaceUnreadable /subscriptions/22222222-2222-4222-8222-222222222222',
      'ops EmptyAnswer back',
      'ops PlaceUnreadable /subscriptions/22222222-2222-4222-8222-222222222222',
    ]);
  });

  it('says since when a list of assignments is too short, and what to do', async () => {
    const gap = { code: 'ListTooShort', message: 'The list shows 1 of 12.', since: NOON - 9000 };
    const input = { bindings: [staff], groups: [annAndBob], unreadable: [SUB], placeGap: gap };

    expect((await planFor(input)).incomplete).toMatchObject([
      { reason: 'ListTooShort', message: `${SUB}: The list shows 1 of 12.`, since: NOON - 9000 },
    ]);
  });

  it('not for a binding that is over', async () => {
    const { complete } = await planFor({ bindings: [aBinding({ expires: '2026-01-01' })], unread: [SUB] });

    expect(complete).toBe(true);
  });
});

describe('a binding at a glance', () => {
  it('counts what becomes of it, and what it would cost in either mode', async () => {
    const reading = aGroup('staff', ['ann', 'bob', 'liz'], {
      displayName: 'Staff',
      leftOut: [{ id: 'gus', reason: 'guest' }],
      owners: [{ id: 'cto', displayName: 'C' }],
    });
    const { bindings, kept } = await planFor({
      bindings: [aBinding({ at: [SUB, WEB] })],
      groups: [reading],
      there: [own('ann'), own('eve'), own('max'), foreign('liz')],
      exempt: [{ principal: 'max', owner: 'cto', reason: 'on call', until: '2027-01-01' }],
    });

    expect(kept).toBe(1);
    expect(bindings).toEqual([
      {
        name: 'staff',
        role: 'user',
        assign: 'members',
        group: { id: 'staff', name: 'Staff' },
        expired: false,
        complete: true,
        scopes: 2,
        eligible: 3,
        leftOut: 1,
        owners: [{ id: 'cto', displayName: 'C' }],
        kept: 1,
        adds: 3,
        removes: 1,
        withheld: 1,
        satisfied: 2,
        cost: { members: 6, group: 2 },
      },
    ]);
  });

  it('is known before its group was read', async () => {
    const { bindings } = await planFor({ bindings: [aBinding({ assign: 'group', expires: '2026-01-01' })] });

    expect(bindings).toMatchObject([
      { group: { id: 'staff' }, expired: true, complete: false, eligible: 0, cost: { members: 0, group: 1 } },
    ]);
  });
});

describe('what becomes of one role at one scope', () => {
  it('is counted where a binding names it, and where something of ours is to go', async () => {
    const { scopes } = await planFor({
      bindings: [staff],
      groups: [annAndBob],
      there: [own('ann'), own('eve', 'user', WEB), foreign('eve', 'user', OTHER_SUB)],
    });

    expect(scopes).toEqual([
      { scope: SUB, role: 'user', kept: 1, adds: 1, removes: 0, withheld: 0 },
      { scope: WEB, role: 'user', kept: 0, adds: 0, removes: 1, withheld: 0 },
    ]);
  });
});

describe('the hash of a plan', () => {
  const world: AccessWorld = { bindings: [staff], groups: [annAndBob], there: [own('eve')] };

  it('is of what would be done, whenever and under whatever names', async () => {
    const { hash } = await planFor(world);
    const renamed = { ...world, groups: [{ ...annAndBob, displayName: 'Other', readAt: 0 }], now: NOON + 1000 };

    expect((await planFor(renamed, { names })).hash).toBe(hash);
    expect((await planFor({ ...world, there: [own('eve', 'user', SUB.toUpperCase())] })).hash).toBe(hash);
  });

  const others: readonly (readonly [what: string, other: AccessWorld])[] = [
    ['somebody more is added', { ...world, groups: [aGroup('staff', ['ann', 'bob', 'liz'])] }],
    ['nobody is removed', { ...world, there: [] }],
    ['the reason is another', { ...world, deny: ['eve'] }],
    ['the role is another', { ...world, bindings: [aBinding({ role: 'administrator' })] }],
    ['the scope is another', { ...world, bindings: [aBinding({ at: [WEB] })] }],
    ['the binding is another', { ...world, bindings: [aBinding({ name: 'crew' })] }],
    ['it is withheld', { ...world, unreadable: [SUB] }],
    ['it is withheld for another reason', { ...world, held: true }],
  ];

  it('is another when something else would be done', async () => {
    const hashes = await Promise.all(
      [world, ...others.map(([, other]) => other)].map(async (one) => (await planFor(one)).hash),
    );

    expect(new Set(hashes).size).toBe(others.length + 1);
    for (const hash of hashes) expect(hash).toMatch(/^[0-9a-f]{64}$/);
  });
});

describe('the names of machines and installations', () => {
  it('show where they stand', async () => {
    const { adds, foreign: others } = await planFor({
      bindings: [aBinding({ machines: { name: 'web-*' } })],
      groups: [aGroup('staff', ['ann'])],
      machines: [aSelectableMachine('web-1')],
      there: [own('bob', 'user', SUB, { by: ANOTHER })],
    });

    expect(adds).toMatchObject([{ scope: machineId('web-1') }]);
    expect(others).toMatchObject([{ installationId: ANOTHER }]);
  });
});
