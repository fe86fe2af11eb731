import { describe, expect, it } from 'vitest';
import { NOON } from '../../../../test/builders/evidence.ts';
import {
  ADMINS,
  ANN,
  aRunWorld,
  BOB,
  CYD,
  idOf,
  ours,
  policyText,
  type RunWorld,
  STAFF,
  SUB,
  theirs,
} from '../../../../test/builders/runWorld.ts';
import { Failure, Throttled } from '../../errors.ts';
import { hours } from '../../time.ts';
import type { Directory } from '../directory.ts';

const NESTED = idOf(902);
const denied = new Failure('denied', 'Authorization_RequestDenied', 'No.');

function aWorld(policy = policyText(), options: Parameters<typeof aRunWorld>[0] = {}): RunWorld {
  const world = aRunWorld(options);
  world.policy.put(policy);
  return world;
}

describe('names', () => {
  it.each<[keyof Directory, 'denied' | 'transient']>([
    ['people', 'denied'],
    ['people', 'transient'],
    ['groupsOf', 'denied'],
  ])('that %s does not give (%s) are left out: a plan without names is better than none', async (method, kind) => {
    const world = aWorld();
    world.directory.put(NESTED, { members: [ANN, BOB] });
    world.directory.put(STAFF, { members: [NESTED] });
    world.directory.fail(method, new Failure(kind, 'Code', 'No.'));

    const { adds, complete } = await world.run();

    expect(adds).toHaveLength(2);
    expect(complete).toBe(true);
    for (const add of adds) expect([add.principal, add.path]).toEqual([undefined, undefined]);
  });

  it.each(['people', 'groupsOf', 'confirmedMembers'] as const)(
    'are waited for while %s is over the rate, and nothing is planned yet',
    async (method) => {
      const world = aWorld(policyText([{}], { deny: [idOf(66)] }));
      world.directory.put(NESTED, { members: [ANN, BOB] });
      world.directory.put(STAFF, { members: [NESTED] });
      world.assignments.there.push(theirs(ADMINS, 'user', SUB, { principalType: 'Group' }));
      world.directory.fail(method, new Throttled('TooManyRequests', 'Later.', NOON + 5000), 1);
      await world.ask();

      expect(await world.step()).toMatchObject({ did: 'throttled' });
      expect(await world.documents.read('plan')).toBeUndefined();
      expect(await world.step()).toMatchObject({ did: 'planned' });
    },
  );

  it('are not asked for where there is nobody to name', async () => {
    const world = aWorld(policyText([]));

    await world.run();

    expect(world.directory.asked).toEqual(['changes']);
  });

  it('are asked for in numbers: nobody is named in what is logged', async () => {
    const world = aWorld();

    await world.run();

    expect(world.lines.at(-1)).toBe('2 names');
    expect(world.lines.join('\n')).not.toMatch(/contoso|Staff/);
  });

  it('come without the way into the group beyond the first thousand people: no step asks for hours', async () => {
    const world = aWorld();
    const many = Array.from({ length: 1001 }, (_, i) => idOf(5000 + i));
    for (const id of many) world.directory.putPerson(id);
    world.directory.put(NESTED, { displayName: 'Many', members: many });
    world.directory.put(STAFF, { displayName: 'Staff', members: [NESTED] });

    const { withheld } = await world.run();

    expect(world.directory.asked).toContain('groupsOf 1000');
    expect(withheld.filter(({ path }) => path !== undefined)).toHaveLength(1000);
    expect(withheld.filter(({ principal }) => principal !== undefined)).toHaveLength(1001);
  });
});

describe('an id that the policy lists', () => {
  const NOBODY = idOf(404);
  const exemption = (principal: string) => ({ principal, owner: 'cto', reason: 'on call', until: '2027-01-01' });
  const codes = ({ warnings }: Awaited<ReturnType<RunWorld['run']>>) => warnings.map(({ code }) => code);
  const asked = ({ directory }: RunWorld) => directory.asked.filter((one) => one.startsWith('people'));

  it('is warned of where it is nobody, or a group, with one question for all of them', async () => {
    const exemptions = [exemption(idOf(405)), exemption(ADMINS), exemption(ANN)];
    const world = aWorld(policyText([], { deny: [NOBODY, STAFF, BOB], exemptions }));

    expect(codes(await world.run())).toEqual(['ExemptionUnknown', 'ExemptionNoUser', 'DenyUnknown', 'DenyNoUser']);
    expect(asked(world)).toEqual(['people 6']);
  });

  it('is asked for with the names, and not anew while nothing has changed', async () => {
    const world = aWorld(policyText([{}], { deny: [NOBODY], exemptions: [exemption(CYD)] }));

    await world.run();
    expect(asked(world)).toEqual(['people 4']);
    world.assignments.there.push(ours(ANN), ours(BOB));
    world.directory.asked.length = 0;
    const quiet = await world.run();

    expect(asked(world)).toEqual([]);
    expect(codes(quiet)).toEqual(['DenyUnknown']);
  });

  it('is asked for anew when it is another one, and after a day', async () => {
    const world = aWorld(policyText([], { deny: [NOBODY] }));
    await world.run();
    world.policy.put(policyText([], { deny: [BOB] }));

    expect(codes(await world.run())).toEqual([]);
    world.directory.purge(BOB);
    world.clock.set(world.clock.now() + hours(23));
    expect(codes(await world.run())).toEqual([]);
    world.clock.set(world.clock.now() + hours(2));
    expect(codes(await world.run())).toEqual(['DenyUnknown']);
    expect(asked(world)).toHaveLength(3);
  });

  it('is asked for in deny assignments, too, as far as it is named', async () => {
    const world = aWorld(policyText([]));
    const principalIds = [ADMINS, ANN, BOB, CYD];
    const rest = { excludedPrincipalIds: [], everyone: false, notBelow: false, roles: ['user' as const] };
    world.assignments.denied.push({ id: 'd1', name: 'lock', scope: SUB, principalIds, ...rest });

    const { warnings } = await world.run();

    expect(warnings[0]?.message).toContain(`keeps the members of Admins (${ADMINS}), ${ANN}@contoso.com`);
    expect(asked(world)).toEqual(['people 3']);
  });

  it('is not warned of while the directory does not tell', async () => {
    const world = aWorld(policyText([], { deny: [NOBODY] }));
    world.directory.fail('people', denied);

    expect(codes(await world.run())).toEqual([]);
    world.directory.mend();
    expect(codes(await world.run())).toEqual(['DenyUnknown']);
  });
});

describe('a denied person', () => {
  const DENY = policyText([{}], { deny: [CYD] });
  const byGroup = theirs(ADMINS, 'user', SUB, { principalType: 'Group' });

  it('who is a member of a group of others is warned of, and that is asked once a group', async () => {
    const world = aWorld(DENY);
    world.assignments.there.push(
      byGroup,
      theirs(ADMINS, 'administrator', SUB, { principalType: 'Group' }),
      theirs(BOB),
    );

    const { warnings } = await world.run();

    expect(warnings.filter(({ code }) => code === 'DenyIneffective')).toHaveLength(2);
    expect(warnings[0]?.message).toContain(CYD);
    expect(world.directory.asked.filter((one) => one.startsWith('confirmedMembers'))).toEqual([
      `confirmedMembers ${ADMINS}`,
    ]);
  });

  it('is not looked for in groups where nobody is denied', async () => {
    const world = aWorld();
    world.assignments.there.push(byGroup);

    await world.run();

    expect(world.directory.asked.some((one) => one.startsWith('confirmedMembers'))).toBe(false);
  });

  it('whose membership cannot be asked for keeps no plan from being made, but the plan does not know everything', async () => {
    const world = aWorld(DENY);
    world.assignments.there.push(byGroup);
    world.directory.fail('confirmedMembers', denied);

    expect(await world.run()).toMatchObject({
      complete: false,
      unread: [
        {
          scope: SUB,
          code: 'Authorization_RequestDenied',
          message: `Whether denied people are members of group ${ADMINS}, which has a role there, could not be found out.`,
        },
      ],
      adds: [{}, {}],
      foreign: [{ principalId: ADMINS }],
    });
  });

  it('is in no group that is gone', async () => {
    const world = aWorld(DENY);
    world.assignments.there.push(byGroup);
    world.directory.fail('confirmedMembers', new Failure('notFound', 'Request_ResourceNotFound', 'No.'));

    expect(await world.run()).toMatchObject({ complete: true, unread: [] });
  });
});
