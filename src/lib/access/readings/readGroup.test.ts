import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { aGroup } from '../../../../test/builders/accessWorld.ts';
import { aDirectory, aMember, aNestedGroup, type SmallDirectory } from '../../../../test/builders/directory.ts';
import { NOON } from '../../../../test/builders/evidence.ts';
import { tries } from '../../../../test/simulation/hold.ts';
import type { MemberSeen } from '../directory.ts';
import { type GroupGap, type GroupReading, groupReading, type LeftOutReason } from './groupReading.ts';
import { leftOutFor, type ReadGroupDeps, readGroup } from './readGroup.ts';

type Parts = SmallDirectory & Pick<Partial<ReadGroupDeps>, 'previous' | 'withOwners' | 'progress'>;

const read = ({ previous, withOwners = false, progress, ...told }: Parts): Promise<GroupReading> =>
  readGroup('staff', {
    directory: aDirectory(told),
    previous,
    withOwners,
    now: NOON,
    ...(progress !== undefined && { progress }),
  });

describe('who gets access through a group', () => {
  const rows: readonly (readonly [what: string, member: Partial<MemberSeen>, expected: LeftOutReason | undefined])[] = [
    ['an enabled member of the tenant', {}, undefined],
    ['written in another case', { userType: 'member' }, undefined],
    ['a guest', { userType: 'Guest' }, 'guest'],
    ['a guest of whom nothing else is told', { userType: 'guest', enabled: null }, 'guest'],
    ['a disabled guest', { userType: 'Guest', enabled: false }, 'guest'],
    ['a disabled account', { enabled: false }, 'disabled'],
    ['a disabled account of whom nothing else is told', { enabled: false, userType: null }, 'disabled'],
    ['whether it is enabled is not told', { enabled: null }, 'notReadable'],
    ['one older than userType, which every guest has', { userType: null }, undefined],
    ['written in capitals', { userType: 'MEMBER' }, undefined],
    ['a guest in capitals', { userType: 'GUEST' }, 'guest'],
    ['neither is told', { enabled: null, userType: null }, 'notReadable'],
    ['a type of user that nobody knows', { userType: 'Robot' }, 'notReadable'],
    ['a service principal', { kind: 'servicePrincipal' }, 'servicePrincipal'],
    ['a device', { kind: 'device' }, 'device'],
    ['a contact', { kind: 'contact' }, 'contact'],
    ['anything else', { kind: 'other' }, 'notAPerson'],
    ['a group, of which the members count', { kind: 'group' }, 'notAPerson'],
  ];

  it.each(rows)('%s', (_what, member, expected) => {
    expect(leftOutFor(aMember('ann', member))).toBe(expected);
  });
});

describe('reading a group', () => {
  it('sorts its members into people, others and nested groups, and is the whole truth', async () => {
    const pages = [
      [aMember('eve', { enabled: false }), aMember('bob'), aNestedGroup('web')],
      [aMember('printer', { kind: 'device' }), aMember('ann'), aNestedGroup('apps')],
    ];
    const reading = await read({
      group: { displayName: 'Staff', roleAssignable: true },
      pages,
      children: { staff: ['web', 'apps'] },
    });

    expect(reading).toEqual({
      version: 1,
      groupId: 'staff',
      displayName: 'Staff',
      roleAssignable: true,
      readAt: NOON,
      eligible: ['ann', 'bob'],
      leftOut: [
        { id: 'eve', reason: 'disabled' },
        { id: 'printer', reason: 'device' },
      ],
      nested: ['apps', 'web'],
      parents: { apps: ['staff'], web: ['staff'] },
    });
    expect(groupReading.parse(JSON.parse(JSON.stringify(reading)))).toEqual(reading);
  });

  it('counts a member once whom pages show twice, as the last one shows them', async () => {
    const pages = [[aMember('ann'), aMember('bob')], [], [aMember('bob'), aMember('ann', { enabled: false })]];

    expect(await read({ pages })).toMatchObject({ eligible: ['bob'], leftOut: [{ id: 'ann', reason: 'disabled' }] });
  });

  it('tells how far it has come', async () => {
    const seen: number[] = [];
    await read({
      pages: [[aMember('ann'), aMember('bob')], [aMember('bob')]],
      progress: (members) => seen.push(members),
    });

    expect(seen).toEqual([2, 2]);
  });

  it('asks for owners and nested groups only where they are of interest', async () => {
    const plain = aDirectory({ pages: [[aMember('ann')]] });
    await readGroup('staff', { directory: plain, withOwners: false, now: NOON });

    expect(plain.asked).toEqual(['group', 'members']);
    expect(await read({ withOwners: true, owners: [{ id: 'cto', displayName: 'C' }] })).toMatchObject({
      owners: [{ id: 'cto', displayName: 'C' }],
    });
  });
});

describe('people that a plan warns of', () => {
  it('are members of the tenant that are external, or older than userType', async () => {
    const pages = [
      [aMember('ext', { external: true }), aMember('eve', { external: true, userType: 'Guest' })],
      [aMember('old', { userType: null }), aMember('off', { userType: null, enabled: false }), aMember('ann')],
    ];

    expect(await read({ pages })).toMatchObject({
      eligible: ['ann', 'ext', 'old'],
      external: ['ext'],
      untyped: ['old'],
    });
  });
});

describe('nested groups', () => {
  it('names the groups that each one sits in, loops and doubles included', async () => {
    const pages = [[aNestedGroup('web'), aNestedGroup('apps'), aNestedGroup('deep'), aMember('ann')]];
    const children = { staff: ['web', 'apps'], web: ['deep', 'deep'], apps: ['deep'], deep: ['web', 'staff'] };

    expect(await read({ pages, children })).toMatchObject({
      nested: ['apps', 'deep', 'web'],
      parents: { apps: ['staff'], deep: ['apps', 'web'], staff: ['deep'], web: ['deep', 'staff'] },
    });
  });

  it('does not count the group itself when a loop makes it a member of itself', async () => {
    const pages = [[aNestedGroup('web'), aNestedGroup('staff')]];
    const reading = await read({ pages, children: { staff: ['web'], web: ['staff'] } });

    expect(reading.nested).toEqual(['web']);
  });
});

describe('what keeps a reading from being the whole truth', () => {
  const lastTime = aGroup('staff', ['ann', 'bob']);
  const many = aGroup(
    'staff',
    Array.from({ length: 2001 }, (_, n) => `p${n}`),
  );

  const rows: readonly (readonly [what: string, parts: Parts, expected: GroupGap | undefined])[] = [
    ['nothing', { pages: [[aMember('ann')]] }, undefined],
    ['the group is gone', { group: 'absent' }, 'GroupDeleted'],
    ['its members are hidden', { group: { hiddenMembership: true }, pages: [[aMember('ann')]] }, 'HiddenMembership'],
    [
      'nothing, when hidden members are shown to us',
      { group: { hiddenMembership: true }, pages: [[aMember('ann')]], mayReadHidden: true },
      undefined,
    ],
    [
      'those of a nested group are hidden',
      { pages: [[aNestedGroup('web', { hiddenMembership: true })]] },
      'HiddenMembership',
    ],
    [
      'nothing, when those are shown, too',
      { pages: [[aNestedGroup('web', { hiddenMembership: true })]], mayReadHidden: true },
      undefined,
    ],
    [
      'of a person it is not told whether they are enabled',
      { pages: [[aMember('ann', { enabled: null })]] },
      'PermissionMissing',
    ],
    ['nothing, when a person is older than userType', { pages: [[aMember('ann', { userType: null })]] }, undefined],
    ['nothing, when a type of user is unknown', { pages: [[aMember('ann', { userType: 'Robot' })]] }, undefined],
    [
      'nothing, when that is not told of a device',
      { pages: [[aMember('pc', { kind: 'device', enabled: null })]] },
      undefined,
    ],
    ['nothing, when a group was always empty', { previous: aGroup('staff', []) }, undefined],
    ['nothing, when an empty group is read for the first time', {}, undefined],
    [
      'it is suddenly empty, and one of its members is one still',
      { previous: lastTime, confirmed: ['bob'] },
      'EmptyAnswer',
    ],
    ['nothing, when it is empty and nobody is a member any more', { previous: lastTime }, undefined],
    [
      'it is suddenly empty, and the check of one who is there is answered with 404',
      { previous: lastTime, uncheckable: ['bob'], people: ['bob'] },
      'EmptyAnswer',
    ],
    [
      'nothing, when it is empty and all who were in it are deleted',
      { previous: lastTime, uncheckable: ['ann', 'bob'] },
      undefined,
    ],
    ['it is suddenly empty, and was too large to ask for each', { previous: many }, 'EmptyAnswer'],
    [
      'nothing, when only devices are left',
      { previous: lastTime, pages: [[aMember('pc', { kind: 'device' })]] },
      undefined,
    ],
  ];

  it.each(rows)('%s', async (_what, parts, expected) => {
    expect((await read(parts)).gap?.reason).toBe(expected);
  });

  it('is told in numbers and ids, not in names', async () => {
    const hidden = await read({ pages: [[aNestedGroup('web', { hiddenMembership: true })]] });
    const unclear = await read({ pages: [[aMember('ann', { enabled: null }), aMember('bob', { enabled: null })]] });
    const empty = await read({ previous: lastTime, confirmed: ['bob'] });

    expect(hidden.gap?.detail).toBe('group web');
    expect(unclear.gap?.detail).toBe('2 members');
    expect(empty.gap?.detail).toBe('1 are members still');
    expect((await read({ previous: many })).gap?.detail).toBe('2001 members last time');
  });

  it('what was known of a deleted group stays known', async () => {
    const previous = aGroup('staff', ['ann'], { displayName: 'Staff', nested: ['web'], readAt: NOON - 1000 });

    expect(await read({ group: 'absent', previous })).toEqual({
      ...previous,
      readAt: NOON,
      gap: { reason: 'GroupDeleted', detail: '404', since: NOON },
    });
    expect(await read({ group: 'absent' })).toMatchObject({ eligible: [], gap: { reason: 'GroupDeleted' } });
  });

  it('an empty answer that is in doubt is compared with the same members again, run after run, since the first', async () => {
    let previous = lastTime;
    for (let run = 0; run < 3; run++) {
      const now = NOON + run * 1000;
      previous = await readGroup('staff', {
        directory: aDirectory({ confirmed: ['ann'] }),
        previous,
        withOwners: false,
        now,
      });

      expect(previous).toMatchObject({ eligible: ['ann', 'bob'], gap: { reason: 'EmptyAnswer', since: NOON } });
    }

    expect(await read({ previous })).toMatchObject({ eligible: [] });
    expect((await read({ previous })).gap).toBeUndefined();
  });

  it('since when is kept while the reason changes, and forgotten with the first whole reading', async () => {
    const previous = aGroup('staff', ['ann'], { gap: 'PageFailed', readAt: NOON - 2000 });
    const since = NOON - 5000;
    const doubtful = { ...previous, gap: { reason: 'PageFailed' as const, detail: '', since } };

    expect((await read({ group: 'absent', previous: doubtful })).gap?.since).toBe(since);
    expect((await read({ group: { hiddenMembership: true }, previous: doubtful })).gap?.since).toBe(since);
    expect((await read({ pages: [[aMember('ann')]], previous: doubtful })).gap).toBeUndefined();
  });

  it('what the directory throws, reading throws: whoever asked decides', async () => {
    const directory = {
      ...aDirectory(),
      members() {
        throw new Error('page 2');
      },
    };

    await expect(readGroup('staff', { directory, withOwners: false, now: NOON })).rejects.toThrow('page 2');
  });
});

describe('whatever the order and overlap of pages', () => {
  const member = fc.record({
    id: fc.constantFrom('ann', 'bob', 'eve', 'pc', 'web', 'apps'),
    // What somebody is follows from who they are, as in a directory that does not change meanwhile.
    page: fc.nat({ max: 3 }),
  });
  const seen: Readonly<Record<string, MemberSeen>> = {
    ann: aMember('ann'),
    bob: aMember('bob', { userType: 'Guest' }),
    eve: aMember('eve'),
    pc: aMember('pc', { kind: 'device' }),
    web: aNestedGroup('web'),
    apps: aNestedGroup('apps'),
  };
  const children = { staff: ['web'], web: ['apps', 'web'], apps: ['web', 'staff'] };

  it('the reading is the same', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(member, { maxLength: 20 }), async (members) => {
        const known = new Set<string>(members.map(({ id }) => id));
        const all = Object.entries(seen).flatMap(([id, one]) => (known.has(id) ? [one] : []));
        const pages = [0, 1, 2, 3].map((page) =>
          members.flatMap((one) => (one.page === page ? all.filter(({ id }) => id === one.id) : [])),
        );

        expect(await read({ pages, children })).toEqual(await read({ pages: [all], children }));
      }),
      tries(1000),
    );
  });
});
