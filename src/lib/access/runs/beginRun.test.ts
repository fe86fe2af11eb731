import { describe, expect, it } from 'vitest';
import { SUBSCRIPTION } from '../../../../test/builders/machine.ts';
import {
  ADMINS,
  ANN,
  aRunWorld,
  BOB,
  CYD,
  idOf,
  policyText,
  type RunWorld,
  STAFF,
  SUB,
} from '../../../../test/builders/runWorld.ts';
import { Failure, Throttled } from '../../errors.ts';
import { hours, minutes } from '../../time.ts';
import { beginRun } from './beginRun.ts';
import { taskName } from './progress.ts';
import { NO_MEMORY } from './readings.ts';

const PROD = '/providers/Microsoft.Management/managementGroups/prod';
const OTHER = idOf(77);
const outage = new Failure('transient', 'ServiceUnavailable', 'Later.');
const denied = new Failure('denied', 'Authorization_RequestDenied', 'No.');

const begin = async ({ deps }: RunWorld, mayRetry = true) => beginRun('run', mayRetry, deps);
const tasksOf = async (world: RunWorld) => (await begin(world)).tasks.map(taskName);
const groupsOf = async (world: RunWorld) => (await tasksOf(world)).filter((task) => task.startsWith('group'));

/** A world in which runs have read everything, the last of them an hour ago, and found nothing to change. */
async function aQuietWorld(policy = policyText([{ guards: {} }])): Promise<RunWorld> {
  const world = aRunWorld();
  world.policy.put(policy);
  await world.run();
  // What is read for the first time is read again until two readings agree.
  world.clock.advance(minutes(15));
  await world.run();
  await world.readings.remember({ ...(await world.readings.memory()), pending: [] });
  world.clock.advance(hours(1));
  return world;
}

describe('what a run has to read', () => {
  it('is every group of the policy once, and every place', async () => {
    const world = aRunWorld();
    world.policy.put(
      policyText([
        { scopes: [`${SUB}/resourceGroups/web`, PROD] },
        { scopes: [SUB] },
        { group: ADMINS, scopes: [PROD] },
      ]),
    );

    expect(await tasksOf(world)).toEqual([
      `group ${STAFF}`,
      `group ${ADMINS}`,
      `assignments in subscription ${SUBSCRIPTION}`,
      'assignments at management group prod',
    ]);
  });

  it('is the assignments of what is watched, when there is no policy', async () => {
    const world = aRunWorld();

    expect(await begin(world)).toStrictEqual({
      version: 1,
      runId: 'run',
      tasks: [{ kind: 'subscription', id: SUBSCRIPTION }],
      failures: 0,
      total: 1,
      marks: { users: '5', groups: '5' },
      groups: [],
    });
  });

  it('is the machines too when a binding selects them, once', async () => {
    const world = aRunWorld();
    world.policy.put(policyText([{ machines: { name: 'web-*' } }, { machines: { name: 'db-*' } }]));

    expect((await begin(world)).tasks.filter(({ kind }) => kind === 'machines')).toHaveLength(1);
  });

  it('is every place that was ever read, though no setting and no binding names it any more', async () => {
    const world = aRunWorld();
    world.policy.put(policyText([{ scopes: [PROD, `/subscriptions/${OTHER}`] }]));
    await begin(world);
    world.policy.put(policyText([]));
    await begin(world);

    const { places } = await world.readings.memory();

    expect(places).toEqual([
      { kind: 'subscription', id: SUBSCRIPTION },
      { kind: 'managementGroup', name: 'prod' },
      { kind: 'subscription', id: OTHER },
    ]);
    expect(await tasksOf(world)).toHaveLength(3);
  });

  it('has owners where a binding of the group makes administrators, whichever of its bindings that is', async () => {
    for (const roles of [
      ['administrator', 'user'],
      ['user', 'administrator'],
    ] as const) {
      const world = aRunWorld();
      world.policy.put(policyText(roles.map((role) => ({ role }))));

      expect((await begin(world)).tasks[0]).toMatchObject({ kind: 'group', id: STAFF, withOwners: true });
    }
  });

  it('is a group whose announced change does not show yet, in each run until readings agree for 15 minutes', async () => {
    const world = await aQuietWorld();
    const { directory, clock } = world;
    // The feed tells of a change, and the list is still the one from before it.
    directory.put(STAFF, { displayName: 'Staff', members: [ANN, BOB] });
    const read: number[] = [];
    for (let minute = 0; minute <= 30; minute += 10) {
      directory.asked.length = 0;
      await world.run();
      if (directory.asked.includes(`members ${STAFF}`)) read.push(minute);
      clock.advance(minutes(10));
    }

    expect(read).toEqual([0, 10, 20]);
  });

  it('is no group of which nothing has changed', async () => {
    expect(await groupsOf(await aQuietWorld())).toEqual([]);
  });

  it.each<[string, (world: RunWorld) => unknown]>([
    ['one has a new member', ({ directory }) => directory.put(STAFF, { members: [ANN, BOB, CYD] })],
    ['a member is disabled', ({ directory }) => directory.putPerson(ANN, { enabled: false })],
    ['a member is deleted', ({ directory }) => directory.remove(ANN)],
    ['the feed begins anew', ({ directory }) => directory.forgetMarks()],
    ['the directory tells of no changes', ({ directory }) => directory.fail('changes', denied)],
    ['a day has gone by', ({ clock }) => clock.advance(hours(23))],
    ['its members become administrators', ({ policy }) => policy.put(policyText([{ role: 'administrator' }]))],
    [
      'the last plan changes something for it',
      async ({ readings }) => readings.remember({ ...(await readings.memory()), pending: [STAFF] }),
    ],
    ['the memory was lost', ({ readings }) => readings.remember(NO_MEMORY)],
  ])('is a group again when %s', async (_what, happens) => {
    const world = await aQuietWorld();

    await happens(world);

    expect(await groupsOf(world)).toEqual([`group ${STAFF}`]);
  });

  it('is a group that left the policy and came back: nobody listened for its changes meanwhile', async () => {
    const world = await aQuietWorld();
    world.policy.put(policyText([]));
    world.directory.put(STAFF, { members: [ANN] });
    await world.run('schedule');
    world.clock.advance(minutes(15));

    world.policy.put(policyText());

    expect(await groupsOf(world)).toEqual([`group ${STAFF}`]);
  });

  it('is a group again that a run which never ended did not come to read', async () => {
    const world = await aQuietWorld();
    world.policy.put(policyText([]));
    world.directory.put(STAFF, { members: [ANN] });
    await world.run('schedule');
    world.policy.put(policyText());
    await begin(world);

    expect(await groupsOf(world)).toEqual([`group ${STAFF}`]);
  });

  it('is what the last good policy names while the one in the blob is broken', async () => {
    const world = await aQuietWorld();
    world.policy.put('{');
    world.directory.put(STAFF, { members: [ANN] });

    const { policyEtag, tasks } = await begin(world);

    expect(tasks[0]).toMatchObject({ kind: 'group', id: STAFF });
    expect(policyEtag).toBe('"1"');
    expect((await world.readings.memory()).policy?.text).toBe(policyText([{ guards: {} }]));
  });
});

describe('a change feed that cannot be had', () => {
  it('has every group read, says so, and leaves no mark to go on from', async () => {
    const world = await aQuietWorld();
    world.directory.fail('changes', denied);

    const { tasks, marks } = await begin(world);

    expect(tasks[0]).toMatchObject({ kind: 'group', id: STAFF });
    expect(marks).toBeUndefined();
    expect(world.lines.at(-1)).toBe(
      'The directory does not tell what has changed (Authorization_RequestDenied); every group is read.',
    );
  });

  it('is asked again while there are tries left', async () => {
    const world = await aQuietWorld();
    world.directory.fail('changes', outage);

    await expect(begin(world, true)).rejects.toBe(outage);
    expect((await begin(world, false)).tasks[0]).toMatchObject({ kind: 'group', id: STAFF });
  });

  it.each([
    ['over the rate', new Throttled('TooManyRequests', 'Later.', 1)],
    ['broken in a way that nobody expected', new TypeError('x is not a function')],
  ])('and is %s ends the step', async (_what, error) => {
    const world = await aQuietWorld();
    world.directory.fail('changes', error);

    await expect(begin(world, false)).rejects.toBe(error);
  });
});
