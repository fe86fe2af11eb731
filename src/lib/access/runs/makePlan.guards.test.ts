import { describe, expect, it } from 'vitest';
import { NOON } from '../../../../test/builders/evidence.ts';
import { aRunWorld, idOf, ours, policyText, type RunWorld, STAFF, SUB } from '../../../../test/builders/runWorld.ts';
import { hours, minutes, toIso } from '../../time.ts';
import { REMOVALS_ROW } from '../budgets/budgetKeys.ts';
import { DEFAULT_GUARDS, type Guards } from '../policy/guards.ts';

const OLD = idOf(910);
const PEOPLE = [11, 12, 13, 14, 15].map(idOf);

/** A world in which five people have what the policy wants for them. */
function aWorld(limits: Partial<Guards>): RunWorld {
  const world = aRunWorld({ settings: { limits: { ...DEFAULT_GUARDS, ...limits } } });
  world.policy.put(policyText());
  for (const id of PEOPLE) world.directory.putPerson(id);
  world.directory.put(STAFF, { members: PEOPLE });
  world.assignments.there.push(...PEOPLE.map((id) => ours(id)));
  return world;
}

/** So many of them are still members; so many have lost their assignment already. */
function leave(world: RunWorld, members: number, assigned: number): void {
  world.directory.put(STAFF, { members: PEOPLE.slice(0, members) });
  world.assignments.there.length = assigned;
}

describe('the guards of a run', () => {
  it('withhold, and the plan names the quarantine that an approver decides on', async () => {
    const world = aWorld({ maxRemovals: 1, maxRemovalPercent: 0 });
    leave(world, 3, 5);

    const plan = await world.run();

    expect(plan.removes).toEqual([]);
    expect(plan.quarantines).toMatchObject([
      {
        binding: 'binding-1',
        kind: 'removals',
        count: 2,
        status: 'pending',
        createdAt: NOON,
        until: NOON + hours(168),
      },
    ]);
    const [{ id } = { id: '' }] = plan.quarantines;
    expect(plan.withheld.map(({ quarantine }) => quarantine)).toEqual([id, id]);
    expect((await world.deps.quarantines.read(id))?.quarantine.hash).toBe(plan.quarantines[0]?.hash);
  });

  it('remember how many people there were within 24 hours, and no longer', async () => {
    const world = aWorld({ maxRemovals: 1, maxRemovalPercent: 40 });
    await world.run();
    world.clock.advance(minutes(10));
    leave(world, 1, 3);
    const soon = await world.run();
    world.clock.advance(hours(24));
    const later = await world.run();

    // Two are two fifths of five, and more than two fifths of the three that are left.
    expect(soon.removes).toHaveLength(2);
    expect(later.removes).toEqual([]);
  });

  it('are those of the policy, where it is stricter', async () => {
    const world = aWorld({});
    world.policy.put(policyText([{}], { guards: { maxRemovals: 0, maxRemovalPercent: 0 } }));
    leave(world, 4, 5);

    expect((await world.run()).withheld).toMatchObject([{ why: { code: 'GuardRemovals' } }]);
  });

  it('count whom budgets name, and the plan says what it was held to', async () => {
    const world = aWorld({ maxRemovals: 2, maxRemovalPercent: 0, maxRemovalsTotal: 9, minAdministrators: 3 });
    leave(world, 3, 4);
    const reserve = (id: string) =>
      world.deps.budgets.reserve({ binding: 'binding-1', kind: 'removals', people: [id], limit: 2, limitInAll: 9 });
    await reserve(idOf(15));
    const once = await world.run();
    await reserve(idOf(16));
    const twice = await world.run();
    world.clock.advance(hours(24));
    const later = await world.run();

    expect([once, twice, later].map(({ removes }) => removes.length)).toEqual([1, 0, 1]);
    expect(once).toMatchObject({
      budgets: [{ binding: 'binding-1', removals: 2, additions: 100, minAdministrators: 3 }],
      budgetInAll: { removals: 9, denials: 5 },
    });
    expect(twice.withheld[0]?.why.message).toMatch(/^1 person would lose .*, and 2 already did, more than may /);
  });

  it('count the people in a group that has the role by us, also when the policy no longer names it', async () => {
    const world = aWorld({ maxRemovals: 1, maxRemovalPercent: 0 });
    for (const id of [idOf(21), idOf(22)]) world.directory.putPerson(id);
    world.directory.put(OLD, { members: [idOf(21), idOf(22)] });
    world.assignments.there.push(ours(OLD, 'user', SUB, { principalType: 'Group' }));

    const unread = await world.run();
    const read = await world.run();
    world.directory.put(OLD, { members: [idOf(21)] });
    const fewer = await world.run();

    expect(unread.withheld[0]?.why.message).toContain(`the members of group ${OLD} are not known`);
    expect(read.withheld[0]?.why.message).toMatch(/^2 people would lose /);
    expect(fewer.removes).toMatchObject([{ principalId: OLD, people: [idOf(21)] }]);
  });

  it('ask nobody about a binding that ends as a plan has seen it would', async () => {
    const world = aWorld({ maxRemovals: 9 });
    const [end, other] = [toIso(NOON + hours(24)).slice(0, 10), toIso(NOON - hours(48)).slice(0, 10)];
    world.policy.put(policyText([{ expires: end }]));
    await world.run();
    world.clock.advance(hours(72));
    const ended = await world.run();
    world.policy.put(policyText([{ expires: other }]));
    await world.run();
    const backdated = await world.run();

    expect(ended.removes).toHaveLength(5);
    expect(backdated.withheld).toMatchObject(PEOPLE.map(() => ({ why: { code: 'GuardEmptied' } })));
  });

  it('do not plan while nobody knows what was done', async () => {
    const world = aWorld({});
    await world.control.write(REMOVALS_ROW, { version: 2 }, undefined);
    await world.ask();
    await world.step();

    expect(await world.step()).toMatchObject({ did: 'retry', code: 'BudgetUnreadable' });
  });

  it('withhold nothing of a policy that was never good', async () => {
    const world = aWorld({});
    world.policy.put('version: 1\nbindings: [{]');

    expect((await world.run()).quarantines).toEqual([]);
  });
});
