import { describe, expect, it } from 'vitest';
import { NOON } from '../../../../test/builders/evidence.ts';
import { aMachine, SUBSCRIPTION } from '../../../../test/builders/machine.ts';
import {
  ANN,
  aRunWorld,
  idOf,
  ours,
  policyText,
  type RunWorld,
  STAFF,
  SUB,
} from '../../../../test/builders/runWorld.ts';
import { Failure, Throttled } from '../../errors.ts';
import { seconds } from '../../time.ts';
import { planOnce } from './planOnce.ts';

const PLACE = { kind: 'subscription', id: SUBSCRIPTION } as const;
const outage = new Failure('transient', 'ServiceUnavailable', 'Later.');

/** A world whose pauses are written down, and pass. */
function aWorld(policy = policyText()): RunWorld & { readonly pauses: number[]; once(): ReturnType<typeof planOnce> } {
  const world = aRunWorld();
  world.policy.put(policy);
  const pauses: number[] = [];
  const sleep = async (ms: number): Promise<void> => {
    pauses.push(ms);
    world.clock.advance(ms);
  };
  return { ...world, pauses, once: () => planOnce({ ...world.deps, sleep }) };
}

describe('a plan for somebody who waits for it', () => {
  it('is the same as that of a run, without its lock and its queue', async () => {
    const world = aWorld();
    world.assignments.there.push(ours(idOf(9)));

    const once = await world.once();
    const state = await world.control.read('access-run');
    const run = await world.run();

    expect(once).toEqual({ ...run, runId: 'once' });
    expect(state).toBeUndefined();
    expect((await world.runs.list(10)).items).toHaveLength(1);
  });

  it('has the inventory read where a binding names what may be a slip', async () => {
    const [once, run] = [1, 2].map(() => aWorld(policyText([{ scopes: [`${SUB}/resourceGroups/nope`] }])));
    for (const world of [once, run]) if (world) world.inventory.machinesThere = [aMachine()];

    expect((await once?.once())?.warnings).toMatchObject([{ code: 'ScopeWithoutMachines', binding: 'binding-1' }]);
    expect((await run?.run())?.warnings).toEqual([]);
  });

  it('has no inventory read where there is nothing to compare with it', async () => {
    const world = aWorld();
    world.inventory.failure = new Error('Nobody asks.');

    await world.once();

    expect(await world.readings.machines()).toBeUndefined();
  });

  it('reads everything, and tells how far it has come without naming anybody', async () => {
    const world = aWorld();
    const ids = Array.from({ length: 20 }, (_, i) => idOf(1000 + i));
    for (const id of ids) world.directory.put(id, { displayName: 'Secret', members: [ANN] });
    world.policy.put(policyText(ids.map((group) => ({ group }))));

    const plan = await world.once();

    expect(plan).toMatchObject({ complete: true, bindings: { length: 20 } });
    expect(world.lines.filter((line) => line.endsWith('of 21 readings')).at(-1)).toBe('21 of 21 readings');
    expect(world.lines.join('\n')).not.toMatch(/Secret|contoso/);
  });

  it('waits out what is over the rate for as long as it takes', async () => {
    const world = aWorld();
    let refusals = 10;
    world.assignments.before = () => {
      if (refusals-- > 0) throw new Throttled('TooManyRequests', 'Later.', world.clock.now() + seconds(7));
    };

    const plan = await world.once();

    expect(plan.complete).toBe(true);
    expect(world.pauses).toEqual(Array(10).fill(seconds(7)));
    expect(world.lines).toContain(`assignments in subscription ${SUBSCRIPTION}: the service asks to wait`);
  });

  it('does not wait for a slot that has gone by', async () => {
    const world = aWorld();
    world.assignments.fail(PLACE, new Throttled('TooManyRequests', 'Later.', NOON - 1), 1);

    await world.once();

    expect(world.pauses).toEqual([0]);
  });

  it('tries again what fails, three times, and says then what could not be read', async () => {
    const world = aWorld();
    world.directory.fail('members', outage);

    const plan = await world.once();

    expect(plan).toMatchObject({ complete: false, incomplete: [{ reason: 'PageFailed' }] });
    expect(world.pauses).toEqual([seconds(2), seconds(2)]);
    expect(world.lines).toContain(`group ${STAFF}: once more (ServiceUnavailable)`);
  });

  it('goes without the change feed after three tries', async () => {
    const world = aWorld();
    world.directory.fail('changes', outage);

    expect((await world.once()).complete).toBe(true);
    expect(world.pauses).toEqual([seconds(2), seconds(2)]);
  });

  it.each([
    ['what cannot be tried again', new Failure('denied', 'AuthorizationFailed', 'No.')],
    ['what is tried in vain', outage],
    ['a mistake of ours', new TypeError('x is not a function')],
  ])('throws %s when it keeps the plan from being made', async (_what, error) => {
    const world = aWorld();
    world.documents.write = async () => {
      throw error;
    };

    await expect(world.once()).rejects.toBe(error);
  });

  it('begins again when the policy is another one by then', async () => {
    const world = aWorld();
    world.assignments.before = () => {
      world.assignments.before = undefined;
      world.policy.put(policyText([{ name: 'new' }]));
    };

    expect((await world.once()).bindings).toMatchObject([{ name: 'new', complete: true }]);
  });
});
