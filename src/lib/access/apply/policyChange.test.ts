/** What somebody writes into the policy counts for everybody who gains by it; machines that come by themselves do not. */
import { describe, expect, it } from 'vitest';
import { type ApplyWorld, anApplyWorld } from '../../../../test/builders/applyWorld.ts';
import { aMachine, aMachineId } from '../../../../test/builders/machine.ts';
import { idOf, policyText, STAFF } from '../../../../test/builders/runWorld.ts';
import { armId } from '../../onboarding/machineId.ts';
import { hours, minutes } from '../../time.ts';
import { DEFAULT_GUARDS } from '../policy/guards.ts';
import { decided } from '../quarantine/quarantine.ts';
import type { LoginRole } from '../role.ts';

type Binding = NonNullable<Parameters<typeof policyText>[0]>[number];

const SIX = [11, 12, 13, 14, 15, 16].map(idOf);
const scopeOf = (name: string): string => armId(aMachineId(name));

const web1: Binding = { machines: { name: 'web-1' } };
const web: Binding = { machines: { name: 'web-*' } };
const everywhere: Binding = { machines: { name: '*' } };
const raised = (binding: Binding): Binding => ({ ...binding, role: 'administrator' });

const arrive = ({ inventory }: ApplyWorld, ...names: readonly string[]): void => {
  inventory.machinesThere = [...inventory.machinesThere, ...names.map((name) => aMachine({ id: aMachineId(name) }))];
};

const follow = async (world: ApplyWorld, ...bindings: readonly Binding[]): Promise<void> => {
  world.policy.put(policyText(bindings));
  world.clock.advance(minutes(10));
  await world.settle();
};

/** An approver approves everything that waits. */
const approve = async (world: ApplyWorld): Promise<void> => {
  const { quarantines } = world.deps;
  for (const { id, hash } of (await quarantines.list(10)).items) {
    const found = await quarantines.read(id);
    const decision = { what: 'approve', hash, by: 'somebody', reason: 'reason' } as const;
    const outcome = found && decided(found.quarantine, decision, world.clock.now());
    if (found !== undefined && outcome?.ok === true) await quarantines.update(outcome.quarantine, found.etag);
  }
  world.clock.advance(minutes(10));
  await world.settle();
};

/** Six people are staff and have what this binding gives them, all of it carried out and two days old. */
const settledWith = async (
  binding: Binding,
  machines: readonly string[] = ['web-1', 'web-2', 'db-1'],
): Promise<ApplyWorld> => {
  const world = anApplyWorld({ settings: { limits: { ...DEFAULT_GUARDS, maxRemovals: 9 } } });
  for (const id of SIX) world.directory.putPerson(id);
  world.directory.put(STAFF, { members: SIX });
  arrive(world, ...machines);
  await follow(world, binding);
  await approve(world);
  world.clock.advance(hours(48));
  await world.settle();
  return world;
};

/** How many of the six have a role on a machine. */
const holding = ({ assignments }: ApplyWorld, name: string, role: LoginRole): number =>
  assignments.there.filter((one) => one.role === role && one.scope === scopeOf(name)).length;

const waiting = async (world: ApplyWorld): Promise<readonly string[]> =>
  (await world.plan()).withheld.filter(({ action }) => action === 'add').map(({ why }) => why.code);

describe('six people of a selector, where five new administrators may come in a day', () => {
  it('do not become administrators because somebody raises the role', async () => {
    const world = await settledWith(web);

    await follow(world, raised(web));
    await follow(world, raised(web));

    expect(holding(world, 'web-1', 'administrator')).toBe(0);
    expect(new Set(await waiting(world))).toEqual(new Set(['GuardNewAdministrators']));
    await approve(world);
    expect([holding(world, 'web-1', 'administrator'), holding(world, 'web-2', 'administrator')]).toEqual([6, 6]);
  });

  it('do not because a binding of the same name chose scopes before', async () => {
    const world = await settledWith({ scopes: [scopeOf('web-1')] });

    await follow(world, raised(web));
    await follow(world, raised(web));

    expect(holding(world, 'web-1', 'administrator')).toBe(0);
    expect(new Set(await waiting(world))).toEqual(new Set(['GuardNewAdministrators']));
  });

  it.each<[string, Binding, readonly Binding[]]>([
    ['its selector is widened', raised(web1), [raised(everywhere)]],
    [
      'its selector is widened step by step before anything is approved',
      raised(web1),
      [raised(web), raised(everywhere)],
    ],
    ['it is renamed and widened at once', raised(web1), [{ ...raised(everywhere), name: 'other' }]],
    [
      'it expires while it is widened',
      raised(web1),
      [{ ...raised(everywhere), expires: '2026-01-01' }, raised(everywhere)],
    ],
    ['scopes are given up for a selector', raised({ scopes: [scopeOf('web-1')] }), [raised(everywhere)]],
  ])('do not get every machine when %s', async (_what, before, then) => {
    const world = await settledWith(before);

    for (const binding of then) await follow(world, binding);
    await world.settle();

    expect(holding(world, 'db-1', 'administrator')).toBe(0);
    expect(new Set(await waiting(world))).toEqual(new Set(['GuardNewAdministrators']));
    await approve(world);
    expect(holding(world, 'db-1', 'administrator')).toBe(6);
  });

  it('pay for it from the budget of the day, where they are few enough', async () => {
    const world = await settledWith(web);
    world.directory.put(STAFF, { members: SIX.slice(0, 4) });
    await follow(world, raised(web));
    expect(holding(world, 'web-1', 'administrator')).toBe(4);

    world.directory.put(STAFF, { members: SIX });
    await follow(world, raised(web));

    expect(holding(world, 'web-1', 'administrator')).toBe(4);
    expect((await world.plan()).quarantines.at(-1)?.why).toContain(', and 4 already did, more than may');
  });

  it('say why those count who are administrators already', async () => {
    const world = await settledWith(raised(web1));

    await follow(world, raised(everywhere));

    const [{ why } = { why: '' }] = (await world.plan()).quarantines;
    expect(why).toContain('6 people would become administrators through binding binding-1');
    expect(why).toContain('The policy of this binding changed (first planned ');
  });

  it('get a machine that comes by itself, also right after the wider selector was approved', async () => {
    const world = await settledWith(raised(web1));
    arrive(world, 'web-3');
    await follow(world, raised(web));
    expect(holding(world, 'web-3', 'administrator')).toBe(0);
    await approve(world);
    arrive(world, 'web-4');
    await world.settle();

    expect([holding(world, 'web-3', 'administrator'), holding(world, 'web-4', 'administrator')]).toEqual([6, 6]);
  });

  it('get it as well when the memory of the earlier policy is lost, because they are on record', async () => {
    const world = await settledWith(raised(web));
    await world.documents.remove('memory');
    arrive(world, 'web-3');
    await world.settle();

    expect(holding(world, 'web-3', 'administrator')).toBe(6);
  });

  it('count as users when administrators are made users, since they could sign in before', async () => {
    const world = await settledWith(raised(web));
    world.policy.put(policyText([web], { guards: { maxNewUsers: 0 } }));
    await world.settle();

    // Fewer rights are a change of the policy, too, but nobody gains by it.
    expect(holding(world, 'web-1', 'user')).toBe(6);
  });
});
