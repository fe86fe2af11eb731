import { describe, expect, it } from 'vitest';
import { anApplyWorld } from '../../../../test/builders/applyWorld.ts';
import { ANN, BOB, CYD, ours, policyText, STAFF, SUB } from '../../../../test/builders/runWorld.ts';

const GRANT = { scope: SUB, role: 'user', principalId: ANN } as const;

const people = (world: ReturnType<typeof anApplyWorld>) =>
  world.assignments.there.map(({ principalId }) => principalId).toSorted();

describe('a plan that is carried out', () => {
  it('gives whoever is in the group the role, and writes nothing the second time', async () => {
    const world = anApplyWorld();
    world.policy.put(policyText());

    await world.settle();

    expect(people(world)).toEqual([ANN, BOB]);
    expect(await world.tried()).toMatchObject([
      { status: 'done', code: 'Created', principalId: expect.any(String), correlationId: expect.any(String) },
      { status: 'done', code: 'Created' },
    ]);
    await world.settle();
    expect(world.writer.written).toHaveLength(2);
    expect((await world.runs.list(1)).items).toMatchObject([{ finishedAt: expect.any(Number), complete: true }]);
    expect(world.reported).toEqual([]);
  });

  it('takes it from whoever leaves', async () => {
    const world = anApplyWorld();
    world.policy.put(policyText());
    await world.settle();

    world.directory.put(STAFF, { members: [ANN] });
    await world.settle();

    expect(people(world)).toEqual([ANN]);
    expect(await world.tried()).toMatchObject([
      {
        status: 'done',
        code: 'Removed',
        reason: 'leftGroup',
        evidence: [{ check: 'assignments' }, { check: 'directory: membership' }],
      },
    ]);
  });

  it('leaves alone what the newest plan does not name', async () => {
    const world = anApplyWorld();
    world.assignments.there.push(ours(CYD));

    expect(await world.apply({ ...GRANT, principalId: CYD })).toEqual({ did: 'nothing', why: 'NotPlanned' });
    world.policy.put(policyText());
    await world.settle();
    expect(await world.apply(GRANT)).toEqual({ did: 'nothing', why: 'Ended' });
  });
});
