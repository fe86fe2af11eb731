import { describe, expect, it } from 'vitest';
import { type ApplyWorld, anApplyWorld, holders } from '../../../../test/builders/applyWorld.ts';
import { ADMINS, ANN, BOB, CYD, policyText, STAFF } from '../../../../test/builders/runWorld.ts';
import { hours, toIso } from '../../time.ts';

const one = { name: 'one', group: ADMINS };
const two = { name: 'two', group: STAFF };

/** Both give the same role at the same scope; Cyd has it through `one` alone. */
async function aWorld(): Promise<ApplyWorld> {
  const world = anApplyWorld();
  world.policy.put(policyText([one, two]));
  await world.settle();
  return world;
}

describe('a binding that gives its role no more beside another that gives the same', () => {
  it('asks an approver when nobody of it would be left, as one that stands alone does', async () => {
    const world = await aWorld();
    world.policy.put(policyText([two]));

    await world.settle();

    expect(holders(world)).toEqual([ANN, BOB, CYD]);
    expect((await world.plan()).withheld).toMatchObject([
      { principalId: CYD, binding: 'one', reason: 'leftGroup', why: { code: 'GuardEmptied' } },
    ]);
  });

  it('takes what it gave once its day is over, which was written down beforehand', async () => {
    const world = await aWorld();
    const tomorrow = toIso(world.clock.now() + hours(24)).slice(0, 10);
    world.policy.put(policyText([{ ...one, expires: tomorrow }, two]));
    await world.settle();
    world.clock.advance(hours(48));

    await world.settle();

    expect(holders(world)).toEqual([ANN, BOB]);
    expect(world.writer.written.filter(({ action }) => action === 'remove')).toMatchObject([{ principalId: CYD }]);
  });
});
