import { describe, expect, it } from 'vitest';
import { anApplyWorld } from '../../../../test/builders/applyWorld.ts';
import { ANN, BOB, CYD, policyText, STAFF } from '../../../../test/builders/runWorld.ts';
import { seconds } from '../../time.ts';

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
