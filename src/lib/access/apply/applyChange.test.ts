import { describe, expect, it } from 'vitest';
import { anApplyWorld, codesOf, holders, leaving, planned } from '../../../../test/builders/applyWorld.ts';
import { aMortal } from '../../../../test/builders/mortal.ts';
import { ANN, BOB, CYD, ours, policyText, SUB, theirs } from '../../../../test/builders/runWorld.ts';
import { Failure, Throttled } from '../../errors.ts';
import { hours, minutes } from '../../time.ts';
import { applyChange } from './applyChange.ts';

const TO_ANN = { scope: SUB, role: 'user', principalId: ANN } as const;

describe('a plan that is carried out', () => {
  it('gives whoever is in the group the role, and writes nothing the second time', async () => {
    const world = anApplyWorld();
    world.policy.put(policyText());

    await world.settle();

    expect(holders(world)).toEqual([ANN, BOB]);
    expect(await world.tried()).toMatchObject([
      { status: 'done', code: 'Created', correlationId: expect.any(String), assignment: ours(ANN).name },
      { status: 'done', code: 'Created', correlationId: expect.any(String), assignment: ours(BOB).name },
    ]);
    await world.settle();
    expect(world.writer.written).toHaveLength(2);
    expect((await world.runs.list(1)).items).toMatchObject([{ finishedAt: expect.any(Number), complete: true }]);
    expect(world.reported).toEqual([]);
  });

  it('takes it from whoever leaves', async () => {
    const world = await leaving();

    await world.settle();

    expect(holders(world)).toEqual([ANN]);
    expect(await world.tried()).toMatchObject([
      {
        code: 'Removed',
        reason: 'leftGroup',
        evidence: [{ check: 'assignments' }, { check: 'directory: membership' }],
      },
    ]);
  });

  it('takes it after two readings, the second of which comes by itself', async () => {
    const world = await leaving({ settings: { confirmMs: minutes(5) } });
    const left = world.clock.now();

    await world.settle();

    expect(holders(world)).toEqual([ANN]);
    expect(world.clock.now() - left).toBeGreaterThanOrEqual(minutes(5));
    expect((await world.runs.list(2)).items.map(({ cause }) => cause)).toEqual(['events', 'person']);
  });

  it('is only shown in observe', async () => {
    const world = anApplyWorld({ settings: { mode: 'observe' } });
    world.policy.put(policyText());

    await world.settle();

    expect(world.writer.written).toEqual([]);
    expect(world.changeQueue.nextDue()).toBeUndefined();
    expect(await world.apply(TO_ANN)).toMatchObject({ did: 'held', code: 'ObserveMode' });
  });

  it('takes over what others have assigned where the policy says so, and nothing else of others', async () => {
    const world = anApplyWorld();
    world.policy.put(policyText([{ adopt: true }]));
    world.assignments.there.push(theirs(CYD), theirs(CYD, 'administrator'));

    await world.settle();

    expect(world.assignments.there).toMatchObject(
      [{ role: 'administrator' }, ours(ANN), ours(BOB)].map(({ role }) => ({ role })),
    );
    expect(holders(world)).toEqual([ANN, BOB, CYD]);
  });

  it('cleans up a scope that the policy dropped', async () => {
    const world = anApplyWorld();
    world.policy.put(policyText([{ scopes: [SUB, `${SUB}/resourceGroups/rg`] }]));
    await world.settle();

    world.policy.put(policyText([{ scopes: [SUB] }]));
    await world.settle();

    expect(world.assignments.there.map(({ scope }) => scope)).toEqual([SUB, SUB]);
  });
});

describe('a message', () => {
  it('changes nothing that the newest plan does not name', async () => {
    const world = anApplyWorld();
    world.assignments.there.push(ours(CYD));

    expect(await world.apply({ ...TO_ANN, principalId: CYD })).toEqual({ did: 'nothing', why: 'NotPlanned' });
    world.policy.put(policyText());
    await world.settle();
    expect(await world.apply(TO_ANN)).toEqual({ did: 'nothing', why: 'Ended' });
    expect(await world.apply({ ...TO_ANN, role: 'administrator' })).toEqual({ did: 'nothing', why: 'NotPlanned' });
  });

  it('that comes a second time finds that it is done', async () => {
    const world = await planned();

    await world.apply(TO_ANN);

    expect(await world.apply(TO_ANN)).toEqual({ did: 'nothing', why: 'Ended' });
    expect(world.writer.written).toHaveLength(1);
  });

  it('that comes before its time is sent again for then', async () => {
    const world = await planned();
    world.directory.fail('person', new Throttled('TooManyRequests', 'Later.', world.clock.now() + minutes(2)), 1);

    expect(await world.apply(TO_ANN)).toEqual({
      did: 'waits',
      code: 'Throttled',
      until: world.clock.now() + minutes(2),
    });
    expect(await world.apply(TO_ANN)).toMatchObject({ did: 'waits' });
    world.clock.advance(minutes(2));
    expect(await world.apply(TO_ANN)).toMatchObject({ did: 'done', code: 'Created' });
  });

  it('that a clock five hours ahead has put off is made now', async () => {
    const world = await planned();
    world.directory.fail('person', new Throttled('TooManyRequests', 'Later.', world.clock.now() + minutes(2)), 1);
    await world.apply(TO_ANN);
    for (const put of await world.tried())
      await world.changes.save({ ...put, notBefore: world.clock.now() + hours(5) });

    expect(await world.apply(TO_ANN)).toMatchObject({ did: 'done', code: 'Created' });
  });

  it('of a plan that a clock five hours ahead has made is not followed', async () => {
    const world = await planned();
    world.clock.advance(-hours(5));

    expect(await world.apply(TO_ANN)).toMatchObject({ did: 'held', code: 'PlanTooOld' });
  });

  it('of a plan that is an hour old is not followed', async () => {
    const world = await planned();
    world.clock.advance(hours(1) + 1);

    expect(await world.apply(TO_ANN)).toMatchObject({ did: 'held', code: 'PlanTooOld' });
  });
});

describe('what fails', () => {
  it('for a while is tried again, four times', async () => {
    const world = await planned();
    world.directory.fail('person', new Failure('transient', 'ServiceUnavailable', 'Later.'));
    const outcomes = [];
    for (let i = 0; i < 4; i += 1) {
      const outcome = await world.apply(TO_ANN);
      outcomes.push(outcome.did);
      if (outcome.did === 'waits') world.clock.set(outcome.until);
    }

    expect(outcomes).toEqual(['waits', 'waits', 'waits', 'failed']);
    expect(await codesOf(world)).toMatchObject({ [ANN]: 'ServiceUnavailable' });
  });

  it.each([
    ['Unexpected', new Error('A bug.')],
    ['GrantName', new Failure('bug', 'GrantName', 'A bug.')],
  ])('unexpectedly (%s) is told, and tried again', async (code, bug) => {
    const world = await planned();
    world.directory.fail('person', bug, 1);

    expect(await world.apply(TO_ANN)).toMatchObject({ did: 'waits', code });
    expect(world.reported).toEqual([bug]);
  });

  it('for want of a permission has failed until a person acts, and the next run tries again', async () => {
    const world = await planned();
    world.directory.fail('person', new Failure('denied', 'Authorization_RequestDenied', 'No.'), 1);

    expect(await world.apply(TO_ANN)).toMatchObject({ did: 'failed', code: 'Authorization_RequestDenied' });
    await world.settle();
    expect(holders(world)).toContain(ANN);
  });

  it('because Azure does not know the principal yet waits, and is given to the next run in the end', async () => {
    const world = await planned();
    const writer: typeof world.writer = {
      ...world.writer,
      create: async () => ({ kind: 'principalNotFound', code: 'PrincipalNotFound', message: 'Not yet.' }),
    };
    const deps = { ...world.applying((port) => port), assignmentWriter: writer };
    const apply = () => applyChange(TO_ANN, deps, () => undefined);

    const first = await apply();
    expect(first).toMatchObject({ did: 'waits', code: 'PrincipalNotFound' });
    for (let i = 0; i < 3; i += 1) {
      world.clock.advance(minutes(5));
      await apply();
    }
    expect(await codesOf(world)).toMatchObject({ [ANN]: 'PrincipalNotFound' });
    await world.settle();
    expect(holders(world)).toContain(ANN);
  });

  it('at any call, by the process dying, is done when the message comes back, and no twice', async () => {
    for (let call = 1; call < 40; call += 1) {
      for (const when of ['before', 'after'] as const) {
        const world = await planned();
        const process = aMortal({ call, when });
        await applyChange(TO_ANN, world.applying(process.through), () => undefined).catch(() => undefined);

        world.clock.advance(minutes(10));
        await world.apply(TO_ANN);

        expect(world.writer.written).toHaveLength(1);
        expect((await world.tried()).filter(({ status }) => status === 'done')).toHaveLength(1);
        if (!process.isDead()) return;
      }
    }
  });
});

describe('two instances with one message', () => {
  it('come to one removal on record, that of who has made it', async () => {
    const world = await leaving();
    await world.ask();
    await world.step();
    const other = world.applying((port) => port);
    const toBob = { ...TO_ANN, principalId: BOB };

    await Promise.all([world.apply(toBob), applyChange(toBob, other, () => undefined)]);

    expect(await world.tried()).toMatchObject([{ code: 'Removed' }]);
  });

  it('come to one assignment and one record', async () => {
    const world = await planned();
    const other = world.applying((port) => port);

    await Promise.all([world.apply(TO_ANN), applyChange(TO_ANN, other, () => undefined)]);

    expect(holders(world)).toEqual([ANN]);
    expect(await world.tried()).toHaveLength(1);
  });
});
