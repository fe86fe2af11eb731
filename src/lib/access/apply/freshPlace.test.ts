import { describe, expect, it } from 'vitest';
import { anApplyWorld, planned } from '../../../../test/builders/applyWorld.ts';
import { ANN, BOB, CYD, ours, policyText, STAFF, SUB, theirs } from '../../../../test/builders/runWorld.ts';
import { Failure } from '../../errors.ts';
import { seconds } from '../../time.ts';
import { createFreshPlaces } from './freshPlace.ts';
import { createFreshPolicy } from './freshPolicy.ts';

describe('a place that is listed once for several removals', () => {
  it('is looked at anew for the next plan, however soon that comes', async () => {
    const world = anApplyWorld({ settings: { confirmMs: seconds(1) } });
    world.directory.put(STAFF, { members: [ANN, BOB, CYD] });
    world.policy.put(policyText());
    await world.settle();

    // Bob goes at once, by a listing at which the other one has been seen to have left once only.
    world.directory.putPerson(BOB, { enabled: false });
    world.directory.put(STAFF, { members: [ANN, BOB] });
    await world.settle();

    expect(world.assignments.there.map(({ principalId }) => principalId)).toEqual([ANN]);
    expect(await world.tried()).toMatchObject([{ principalId: CYD, status: 'done', code: 'Removed' }]);
  });
});

describe('a listing of a place', () => {
  const place = { kind: 'subscription', id: SUB.slice('/subscriptions/'.length) } as const;

  async function aWorld() {
    const world = await planned();
    const read = await createFreshPolicy(world.deps)(undefined);
    if (read === undefined) throw new Error('There is no policy.');
    const { runId } = await world.plan();
    const fresh = createFreshPlaces(world.deps);
    const list = () => fresh(place, { ...read, runId });
    /** How often it is listed in all. */
    const listings = () => world.assignments.asked.length;
    return { world, list, listings };
  }

  it('serves for half a minute, and then Azure is asked anew', async () => {
    const { world, list, listings } = await aWorld();
    const before = listings();
    await list();
    world.clock.advance(seconds(30) - 1);
    await list();
    expect(listings() - before).toBe(1);
    world.clock.advance(1);
    await list();

    expect(listings() - before).toBe(2);
  });

  it('that failed serves nobody', async () => {
    const { world, list } = await aWorld();
    world.assignments.fail('all', new Failure('transient', 'ServiceUnavailable', 'Later.'), 1);
    await expect(list()).rejects.toMatchObject({ code: 'ServiceUnavailable' });

    expect((await list()).reading.assignments).toEqual([]);
  });

  it('names ours before one of others that gives the same', async () => {
    const { world, list } = await aWorld();
    world.assignments.there.push(theirs(ANN), ours(ANN), theirs(BOB));
    const found = await list();
    const grant = { scope: SUB, role: 'user', principalId: ANN } as const;

    expect(found.assignmentOf(grant)?.name).toBe(ours(ANN).name);
    expect(found.assignmentOf({ ...grant, principalId: BOB })?.name).toBe(theirs(BOB).name);
    expect(found.assignmentOf({ ...grant, principalId: CYD })).toBeUndefined();
  });
});
