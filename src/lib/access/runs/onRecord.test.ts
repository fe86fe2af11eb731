import { describe, expect, it } from 'vitest';
import { NOON } from '../../../../test/builders/evidence.ts';
import { SUBSCRIPTION } from '../../../../test/builders/machine.ts';
import {
  ANN,
  aRunWorld,
  BOB,
  CYD,
  ours,
  policyText,
  type RunWorld,
  STAFF,
  SUB,
  theirs,
} from '../../../../test/builders/runWorld.ts';
import { Failure } from '../../errors.ts';
import { hours, minutes } from '../../time.ts';
import type { GrantRecord } from '../grants.ts';
import { planOnce } from './planOnce.ts';

const PLACE = { kind: 'subscription', id: SUBSCRIPTION } as const;
const ann = ours(ANN);

/** A world in which nothing is on record. */
function aWorld(): RunWorld {
  const world = aRunWorld({ ledger: 'lost' });
  world.policy.put(policyText([{ name: 'web' }]));
  world.assignments.there.push(ann);
  return world;
}

const onRecord = async ({ deps }: RunWorld): Promise<readonly GrantRecord[]> => [
  ...(await deps.grants.list(PLACE)).values(),
];

const grant = { scope: SUB, role: 'user', principalId: ANN } as const;
const written = (at: number): GrantRecord => ({ ...grant, name: ann.name, binding: 'web', at, how: 'written' });

describe('what stands and is not on record', () => {
  it('is put on record as found, with the binding that it is for, once', async () => {
    const world = aWorld();
    world.assignments.there.push(theirs(BOB), ours(CYD, 'administrator'));
    const found = { how: 'found', at: NOON } as const;
    const cyd = ours(CYD, 'administrator');
    const expected = [
      { ...grant, name: ann.name, binding: 'web', ...found },
      { scope: SUB, role: 'administrator', principalId: CYD, name: cyd.name, binding: null, ...found },
    ];

    await world.run();
    const first = await onRecord(world);
    world.clock.advance(minutes(30));
    await world.run();

    expect(first).toEqual(expect.arrayContaining(expected));
    expect(first).toHaveLength(2);
    expect(await onRecord(world)).toEqual(first);
  });

  it('is not before the plan is kept', async () => {
    const world = aWorld();
    const before: unknown[] = [];
    world.deps.grants.save = async () => {
      before.push((await world.plan()).at);
    };

    await world.run();

    expect(before).toEqual([NOON]);
  });

  it('leaves what was written as it is', async () => {
    const world = aWorld();
    await world.deps.grants.save([written(NOON - hours(30))]);

    await world.run();

    expect(await onRecord(world)).toEqual([written(NOON - hours(30))]);
  });

  it('is not put on record at a terminal, which has no ledger', async () => {
    const world = aWorld();

    await planOnce({ ...world.deps, sleep: async () => undefined });

    expect(await onRecord(world)).toEqual([]);
  });

  it('keeps a plan from being made while the ledger cannot be read: nobody knows what is lost', async () => {
    const world = aWorld();
    world.deps.grants.list = async () => {
      throw new Failure('transient', 'ServerBusy', 'Later.');
    };
    await world.ask();

    expect(await world.step()).toMatchObject({ did: 'retry', code: 'ServerBusy' });
    expect(await world.documents.read('plan')).toBeUndefined();
  });
});

describe('what is wanted by another binding than the one on record', () => {
  const before = { ...written(NOON - hours(30)), binding: 'gone', how: 'found', quarantine: 'q1' } as const;

  it('is put on record for that one, with the one that it was written for, and as it was for the rest', async () => {
    const world = aWorld();
    await world.deps.grants.save([before]);

    await world.run();

    expect(await onRecord(world)).toEqual([{ ...before, binding: 'web', writtenFor: 'gone' }]);
  });

  it('stays as it is while the policy cannot be read', async () => {
    const world = aWorld();
    await world.deps.grants.save([{ ...before, binding: 'web' }]);
    await world.run();
    await world.deps.grants.save([before]);
    world.policy.put('version: 7');

    await world.run();

    expect(await onRecord(world)).toEqual([before]);
  });

  it('is not put on record at a terminal', async () => {
    const world = aWorld();
    await world.deps.grants.save([before]);

    await planOnce({ ...world.deps, sleep: async () => undefined });

    expect(await onRecord(world)).toEqual([before]);
  });

  it('is no ledger that was lost: whoever leaves then is of the binding that wanted them', async () => {
    const world = aWorld();
    world.assignments.there.push(ours(BOB));
    await world.deps.grants.save([before, { ...before, name: ours(BOB).name, principalId: BOB }]);

    await world.run();
    world.directory.put(STAFF, { members: [BOB] });
    await world.run();

    expect((await world.plan()).removes).toMatchObject([{ principalId: ANN, binding: 'web', reason: 'leftGroup' }]);
  });
});

describe('what is on record and stands no longer', () => {
  it.each<[string, number, number]>([
    ['is forgotten', NOON - hours(1) - 1, 0],
    ['is kept for an hour, for its write may be under way', NOON - hours(1), 1],
  ])('%s', async (_what, at, left) => {
    const world = aWorld();
    world.assignments.there.length = 0;
    await world.run();
    await world.deps.grants.save([written(at)]);

    await world.run();

    expect(await onRecord(world)).toHaveLength(left);
  });

  it('is kept where nobody could look', async () => {
    const world = aWorld();
    await world.deps.grants.save([written(NOON - hours(30))]);
    world.assignments.there.length = 0;
    world.assignments.fail(PLACE, new Failure('denied', 'AuthorizationFailed', 'No.'));

    await world.run();

    expect(await onRecord(world)).toHaveLength(1);
  });

  it('is known by when the place was read: a record that is younger than that says nothing', async () => {
    const world = aWorld();
    world.assignments.there.length = 0;
    world.directory.before = () => world.clock.advance(hours(2));
    await world.deps.grants.save([written(NOON - minutes(30))]);

    await world.run();

    expect(await onRecord(world)).toHaveLength(1);
  });
});
