import { describe, expect, it } from 'vitest';
import { NOON } from '../../../../test/builders/evidence.ts';
import {
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
} from '../../../../test/builders/runWorld.ts';
import { Failure } from '../../errors.ts';
import { hours, minutes } from '../../time.ts';
import { DEFAULT_GUARDS } from '../policy/guards.ts';
import { makePlan } from './makePlan.ts';
import type { PlanDocument } from './planDocument.ts';
import { planOnce } from './planOnce.ts';

const OPS = idOf(903);
const denied = new Failure('denied', 'Authorization_RequestDenied', 'No.');

/** A world in which two readings must be five minutes apart; Ann and Bob have what they are to have, and Cyd has it too. */
function aWorld(policy = policyText()): RunWorld {
  const limits = { ...DEFAULT_GUARDS, maxRemovals: 10 };
  const world = aRunWorld({ settings: { confirmMs: minutes(5), limits } });
  world.policy.put(policy);
  world.assignments.there.push(ours(ANN), ours(BOB), ours(CYD));
  return world;
}

/** What is to go, and what is withheld for which reason. */
const leaving = ({ removes, withheld }: PlanDocument): unknown => ({
  removes: removes.map(({ principalId }) => principalId),
  withheld: withheld.map(({ principalId, why }) => [principalId, why.code]),
});

const GOES = { removes: [CYD], withheld: [] };
const readings = ({ directory }: RunWorld): readonly string[] =>
  directory.asked.filter((one) => one.startsWith('members'));

describe('somebody who has left a group', () => {
  it('is removed when the reading of a later run shows it again, which the first says from when on it may', async () => {
    const world = aWorld();

    const first = await world.run();
    world.clock.advance(minutes(5));
    const second = await world.run();

    expect(leaving(first)).toEqual({ removes: [], withheld: [[CYD, 'AwaitsSecondReading']] });
    expect(first.confirmAt).toBe(NOON + minutes(5));
    expect(leaving(second)).toEqual(GOES);
    expect(second.confirmAt).toBeUndefined();
  });

  it('is not by runs that come too soon, and these do not put it off', async () => {
    const world = aWorld();
    await world.run();
    world.clock.advance(minutes(3));
    const soon = await world.run();
    world.clock.advance(minutes(2));

    expect(leaving(soon)).toEqual({ removes: [], withheld: [[CYD, 'AwaitsSecondReading']] });
    expect(soon.confirmAt).toBe(NOON + minutes(5));
    expect(leaving(await world.run())).toEqual(GOES);
  });

  it('is not when the reading is the old one: every group that is to prove it is read again by the next run', async () => {
    const world = aWorld(policyText([{}, { group: OPS }]));
    world.directory.put(OPS, { members: [BOB] });
    await world.run();
    world.clock.advance(minutes(5));
    world.directory.asked.length = 0;

    const second = await world.run();

    expect(readings(world)).toHaveLength(2);
    expect(leaving(second)).toEqual(GOES);
  });

  it('and is back meanwhile begins anew', async () => {
    const world = aWorld();
    await world.run();
    world.directory.put(STAFF, { members: [ANN, BOB, CYD] });
    world.clock.advance(minutes(5));
    const back = await world.run();
    world.directory.put(STAFF, { members: [ANN, BOB] });
    world.clock.advance(minutes(5));

    expect(leaving(back)).toEqual({ removes: [], withheld: [] });
    expect(leaving(await world.run())).toEqual({ removes: [], withheld: [[CYD, 'AwaitsSecondReading']] });
  });

  it('is seen for the first time once more when what was seen is lost', async () => {
    const world = aWorld();
    await world.run();
    await world.documents.write('absences', { version: 2 });
    world.clock.advance(minutes(5));

    expect(leaving(await world.run())).toEqual({ removes: [], withheld: [[CYD, 'AwaitsSecondReading']] });
  });

  it('is remembered through a reading that fails', async () => {
    const world = aWorld();
    await world.run();
    world.directory.fail('members', denied);
    world.clock.advance(minutes(5));
    const failed = await world.run();
    world.directory.mend();
    world.clock.advance(minutes(1));

    expect(leaving(failed)).toEqual({ removes: [], withheld: [[CYD, 'IncompleteReading']] });
    expect(leaving(await world.run())).toEqual(GOES);
  });

  it('is shown to be removed at a terminal, where no second run comes', async () => {
    const world = aWorld();

    const plan = await planOnce({ ...world.deps, sleep: async () => undefined });

    expect(leaving(plan)).toEqual(GOES);
    expect(plan.confirmAt).toBeUndefined();
  });
});

describe('what a policy no longer gives', () => {
  const DROPPED = { removes: [], withheld: [[CYD, 'AwaitsSecondRun']] };
  const web = `${SUB}/resourceGroups/web`;

  /** A world whose policy gives nothing at a scope where Cyd has something. */
  async function aDropped(): Promise<RunWorld> {
    const world = aWorld();
    world.assignments.there.splice(2, 1, ours(CYD, 'user', web));
    return world;
  }
  /** What another guard makes of it is another matter. */
  const past = (plan: PlanDocument): unknown => plan.withheld.map(({ why }) => why.code);

  it('goes when two runs have followed that policy', async () => {
    const world = await aDropped();

    const first = await world.run();

    expect(leaving(first)).toEqual(DROPPED);
    expect(first.confirmAt).toBe(NOON + minutes(5));
    expect(past(await world.run())).toEqual(['GuardEmptied']);
  });

  it('waits once more when the policy is another one again, and not while it is the same', async () => {
    const world = await aDropped();
    await world.run();
    world.policy.put(policyText([{ name: 'other' }]));

    expect(leaving(await world.run())).toEqual(DROPPED);
    expect(past(await world.run())).toEqual(['GuardEmptied']);
    expect(past(await world.run())).toEqual(['GuardEmptied']);
  });

  it('waits when the first run could not read the policy that it reads now', async () => {
    const world = await aDropped();
    const readable = () => world.policy.answer({ kind: 'text', text: policyText(), etag: '"7"' });
    readable();
    world.assignments.before = () =>
      world.policy.answer({ kind: 'unreadable', code: 'PolicyTimeout', message: 'Later.' });
    await world.run();
    world.assignments.before = undefined;
    readable();

    expect(leaving(await world.run())).toEqual(DROPPED);
  });

  it('does not wait longer because the policy could not be read for a while', async () => {
    const world = await aDropped();
    world.policy.answer({ kind: 'text', text: policyText(), etag: '"7"' });
    await world.run();
    world.policy.answer({ kind: 'unreadable', code: 'PolicyTimeout', message: 'Later.' });
    const held = await world.run();
    world.policy.answer({ kind: 'text', text: policyText(), etag: '"7"' });

    expect(past(held)).toEqual(['PolicyUnreadable']);
    expect(past(await world.run())).toEqual(['GuardEmptied']);
  });

  it('waits for another run, and not for the same one whose process died when its plan was kept', async () => {
    const world = await aDropped();
    await world.run();
    const [run] = (await world.runs.list(1)).items;
    const progress = await world.readings.progress(run?.id ?? '');
    if (progress === undefined) throw new Error('The run has left nothing.');

    const again = await makePlan(progress, world.deps);
    const next = await makePlan({ ...progress, runId: 'another' }, world.deps);
    const nextAgain = await makePlan({ ...progress, runId: 'another' }, world.deps);

    if (again === 'policyChanged' || next === 'policyChanged' || nextAgain === 'policyChanged') throw new Error();
    expect(leaving(again)).toEqual(DROPPED);
    expect(past(next)).toEqual(['GuardEmptied']);
    expect(past(nextAgain)).toEqual(['GuardEmptied']);
  });

  it('is shown to go at a terminal', async () => {
    const world = await aDropped();

    expect(past(await planOnce({ ...world.deps, sleep: async () => undefined }))).toEqual(['GuardEmptied']);
  });
});

describe('removals that an incomplete reading blocks', () => {
  const proposed = ({ withheld }: PlanDocument): unknown => withheld.map((one) => [one.principalId, one.proposed]);

  /** A world whose group can be read no longer. */
  async function aBlocked(): Promise<RunWorld> {
    const world = aWorld(policyText([{ name: 'web' }]));
    await world.run();
    world.directory.fail('members', denied);
    return world;
  }

  it('are proposed when it has done so for seven days', async () => {
    const world = await aBlocked();
    const first = await world.run();
    world.clock.advance(hours(24 * 7) - 1);
    const before = await world.run();
    world.clock.advance(1);
    const week = await world.run();

    expect([first, before, week].map(proposed)).toEqual([[[CYD, undefined]], [[CYD, undefined]], [[CYD, true]]]);
    expect(week).toMatchObject({ bindings: [{ name: 'web', blockedSince: NOON }] });
  });

  it('are not proposed at a terminal, which knows of no week before', async () => {
    const world = await aBlocked();
    await world.run();
    world.clock.advance(hours(24 * 7));

    expect(proposed(await planOnce({ ...world.deps, sleep: async () => undefined }))).toEqual([[CYD, undefined]]);
  });

  it('are counted anew when none was blocked meanwhile', async () => {
    const world = await aBlocked();
    await world.run();
    world.directory.mend();
    world.clock.advance(hours(24 * 6));
    await world.run();
    world.directory.fail('members', denied);
    world.clock.advance(hours(24));

    const plan = await world.run();

    expect(proposed(plan)).toEqual([[CYD, undefined]]);
    expect(plan.bindings).toMatchObject([{ blockedSince: NOON + hours(24 * 7) }]);
  });
});
