import { describe, expect, it } from 'vitest';
import { NOON } from '../../../../test/builders/evidence.ts';
import { SUBSCRIPTION } from '../../../../test/builders/machine.ts';
import { aRunWorld, policyText, type RunWorld } from '../../../../test/builders/runWorld.ts';
import { Failure, Throttled } from '../../errors.ts';
import { hours, minutes, seconds } from '../../time.ts';

const PLACE = { kind: 'subscription', id: SUBSCRIPTION } as const;
const outage = new Failure('transient', 'ServiceUnavailable', 'Later.');
const bug = new TypeError('x is not a function');

function aWorld(policy = policyText()): RunWorld {
  const world = aRunWorld();
  world.policy.put(policy);
  return world;
}

const wait = ({ queue, clock }: RunWorld) => {
  const due = queue.nextDue();
  return due === undefined ? undefined : due - clock.now();
};

describe('a step that has to wait', () => {
  it('comes back at the slot of what is over the rate, and reads the rest then', async () => {
    const world = aWorld();
    const slot = NOON + seconds(90);
    world.assignments.fail(PLACE, new Throttled('TooManyRequests', 'Later.', slot), 1);
    const runId = await world.ask();

    const outcome = await world.step();
    const waited = wait(world);
    const next = await world.step();

    expect(outcome).toEqual({ did: 'throttled', runId, until: slot });
    expect(waited).toBe(seconds(90));
    expect(next).toMatchObject({ did: 'planned', complete: true });
    expect(world.directory.asked.filter((one) => one.startsWith('members'))).toHaveLength(1);
    expect(world.reported).toEqual([]);
  });

  it('comes back at the nearest of several slots', async () => {
    const world = aWorld();
    world.directory.fail('members', new Throttled('TooManyRequests', 'Later.', NOON + seconds(300)), 1);
    world.assignments.fail(PLACE, new Throttled('TooManyRequests', 'Later.', NOON + seconds(20)), 1);
    await world.ask();

    await world.step();

    expect(wait(world)).toBe(seconds(20));
  });

  it.each([
    ['in the past comes back at once', NOON - seconds(5), 0],
    ['days ahead looks again in an hour', NOON + hours(48), hours(1)],
  ])('with a slot %s', async (_what, slot, waited) => {
    const world = aWorld();
    world.assignments.fail(PLACE, new Throttled('TooManyRequests', 'Later.', slot), 1);
    await world.ask();

    await world.step();

    expect(wait(world)).toBe(waited);
  });

  it('is not woken by the schedule before its slot', async () => {
    const world = aWorld();
    world.assignments.fail(PLACE, new Throttled('TooManyRequests', 'Later.', NOON + minutes(45)), 1);
    await world.ask();
    await world.step();
    world.clock.advance(minutes(30));

    await world.ask('schedule');

    expect(wait(world)).toBe(minutes(15));
    expect(await world.step()).toMatchObject({ did: 'planned' });
    expect(wait(world)).toBeUndefined();
  });

  it('does not lose its tries to waiting', async () => {
    const world = aWorld();
    for (let i = 1; i <= 5; i += 1) {
      world.assignments.fail(PLACE, new Throttled('TooManyRequests', 'Later.', world.clock.now() + seconds(10)), 1);
      if (i === 1) await world.ask();
      await world.step();
    }
    world.assignments.fail(PLACE, outage, 2);

    const outcomes = [await world.step(), await world.step(), await world.step()];

    expect(outcomes).toMatchObject([{ did: 'retry' }, { did: 'retry' }, { did: 'planned', complete: true }]);
  });
});

describe('a reading that fails', () => {
  it('is tried again after twenty seconds, while the others are done', async () => {
    const world = aWorld();
    world.directory.fail('members', outage, 1);
    const runId = await world.ask();

    const outcome = await world.step();
    const waited = wait(world);
    const next = await world.step();

    expect(outcome).toEqual({ did: 'retry', runId, code: 'ServiceUnavailable' });
    expect(waited).toBe(seconds(20));
    expect(next).toMatchObject({ did: 'planned', complete: true });
    expect(world.assignments.asked).toHaveLength(1);
    expect(world.reported).toEqual([]);
  });

  it('three times makes the plan incomplete, and the run ends', async () => {
    const world = aWorld(policyText([{ name: 'web' }]));
    world.directory.fail('members', outage);

    const plan = await world.run();

    expect(plan).toMatchObject({ complete: false, incomplete: [{ binding: 'web', reason: 'PageFailed' }] });
    expect(world.directory.asked.filter((one) => one.startsWith('members'))).toHaveLength(3);
  });

  it('as the change feed does, three times, has everything read without it', async () => {
    const world = aWorld();
    world.directory.fail('changes', outage);

    expect(await world.run()).toMatchObject({ complete: true, adds: [{}, {}] });
    expect(world.directory.asked.filter((one) => one === 'changes')).toHaveLength(3);
  });
});

describe('what nobody expected', () => {
  it('is reported, and tried some times before the run is given up with the failure on record', async () => {
    const world = aWorld();
    world.directory.fail('group', bug);
    const runId = await world.ask();

    const outcomes = [];
    for (let i = 0; i < 6; i += 1) outcomes.push(await world.step());

    expect(outcomes.map(({ did }) => did)).toEqual(['retry', 'retry', 'retry', 'retry', 'retry', 'failed']);
    expect(outcomes.at(-1)).toEqual({ did: 'failed', runId, code: 'Unexpected' });
    expect(world.reported).toEqual([bug, bug, bug, bug, bug, bug]);
    expect(wait(world)).toBeUndefined();
    expect(await world.runs.read(runId)).toEqual({
      id: runId,
      cause: 'person',
      startedAt: NOON,
      finishedAt: world.clock.now(),
      complete: false,
      failure: { code: 'Unexpected', message: 'Something unexpected went wrong; see the log.' },
    });
  });

  it('among what is over the rate is not overlooked', async () => {
    const world = aWorld();
    world.directory.fail('group', new Throttled('TooManyRequests', 'Later.', NOON + seconds(5)));
    world.assignments.fail(PLACE, bug);
    await world.ask();

    expect(await world.step()).toMatchObject({ did: 'retry', code: 'Unexpected' });
    expect(world.reported).toEqual([bug]);
  });

  it('of our own making is reported too, with its code on record', async () => {
    const world = aWorld();
    const ourBug = new Failure('bug', 'DocumentName', 'A document was given a name that it cannot have.');
    world.directory.fail('group', ourBug);
    world.deps.readings.saveGroup = async () => {
      throw ourBug;
    };
    const runId = await world.ask();

    for (let i = 0; i < 6; i += 1) await world.step();

    expect(world.reported.at(-1)).toBe(ourBug);
    expect(await world.runs.read(runId)).toMatchObject({ failure: { code: 'DocumentName' } });
  });

  it('keeps nobody from the next run', async () => {
    const world = aWorld();
    world.directory.fail('group', bug);
    await world.ask('schedule');
    await world.step();
    const second = await world.ask('person');

    for (let i = 0; i < 5; i += 1) await world.step();
    world.directory.mend();

    expect(await world.step()).toMatchObject({ did: 'planned', runId: second, complete: true });
  });

  it('keeps a good plan from nobody: the last one stays', async () => {
    const world = aWorld();
    const plan = await world.run();
    world.clock.advance(hours(25));
    world.directory.fail('group', bug);

    expect(await world.run('schedule')).toEqual(plan);
  });
});
