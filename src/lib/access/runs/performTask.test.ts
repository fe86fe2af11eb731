import { describe, expect, it } from 'vitest';
import { NOON } from '../../../../test/builders/evidence.ts';
import { SUBSCRIPTION } from '../../../../test/builders/machine.ts';
import {
  ADMINS,
  ANN,
  aRunWorld,
  BOB,
  CYD,
  idOf,
  ours,
  type RunWorld,
  STAFF,
  theirs,
} from '../../../../test/builders/runWorld.ts';
import { Failure, type FailureKind, Throttled } from '../../errors.ts';
import { hours, minutes } from '../../time.ts';
import type { Directory } from '../directory.ts';
import { performTask } from './performTask.ts';
import type { Task } from './progress.ts';

const GROUP = { kind: 'group', id: STAFF, withOwners: false } as const satisfies Task;
const PLACE = { kind: 'subscription', id: SUBSCRIPTION } as const satisfies Task;
const PROD = { kind: 'managementGroup', name: 'prod' } as const satisfies Task;

const perform = ({ deps }: RunWorld, task: Task, mayRetry = true) => performTask(task, mayRetry, deps);
const failure = (kind: FailureKind, code = 'Code') => new Failure(kind, code, 'It said no.');

/** A world that has read the group and the place an hour ago. */
async function aKnownWorld(): Promise<RunWorld> {
  const world = aRunWorld();
  world.assignments.there.push(ours(ANN));
  await perform(world, GROUP);
  await perform(world, PLACE);
  world.clock.advance(hours(1));
  return world;
}

describe('a listing of assignments that shows fewer than half of what is on record', () => {
  const many = (count: number) => Array.from({ length: count }, (_, n) => ours(idOf(n + 1)));
  const readAt = async (world: RunWorld, shown: number, after: number) => {
    world.clock.advance(after);
    world.assignments.there.splice(shown);
    await perform(world, PLACE);
    return world.readings.place(PLACE);
  };
  /** A world in which so many of ours were listed once, and are on record. */
  const known = async (count: number): Promise<RunWorld> => {
    const world = aRunWorld();
    world.assignments.there.push(...many(count));
    await perform(world, PLACE);
    await world.deps.grants.save(many(count).map((one) => ({ ...one, binding: 'b', at: NOON, how: 'written' })));
    return world;
  };

  it.each([
    [1, 0],
    [12, 0],
    [12, 5],
  ])('makes the place incomplete, and what was known of it stays known: of %i it shows %i', async (had, shown) => {
    const reading = await readAt(await known(had), shown, minutes(1));

    expect(reading?.gap).toMatchObject({
      code: 'ListTooShort',
      message: expect.stringContaining(`${shown} of ${had}`),
    });
    expect(reading?.assignments).toHaveLength(had);
  });

  it.each([
    [12, 6],
    [3, 3],
  ])('is no longer one with half of them: of %i it shows %i', async (had, shown) => {
    const reading = await readAt(await known(had), shown, minutes(1));

    expect(reading?.gap).toBeUndefined();
    expect(reading?.assignments).toHaveLength(shown);
  });

  it('counts neither what others made nor what this app has removed', async () => {
    const world = aRunWorld();
    world.assignments.there.push(...[ANN, BOB, CYD].map((id) => theirs(id)), ...many(2));
    await perform(world, PLACE);
    await world.deps.grants.save(many(2).map((one) => ({ ...one, binding: 'b', at: NOON, how: 'removed' })));

    expect((await readAt(world, 0, minutes(1)))?.gap).toBeUndefined();
  });

  it('does not count what has never been listed: its write may have failed', async () => {
    const world = aRunWorld();
    await perform(world, PLACE);
    await world.deps.grants.save(many(3).map((one) => ({ ...one, binding: 'b', at: NOON, how: 'written' })));

    expect((await readAt(world, 0, minutes(1)))?.gap).toBeUndefined();
  });

  it('is noticed without an earlier reading, too', async () => {
    const world = aRunWorld();
    await world.deps.grants.save(many(3).map((one) => ({ ...one, binding: 'b', at: NOON, how: 'written' })));

    expect((await readAt(world, 0, minutes(59)))?.gap).toBeUndefined();
    const later = aRunWorld();
    await later.deps.grants.save(many(3).map((one) => ({ ...one, binding: 'b', at: NOON, how: 'written' })));
    expect((await readAt(later, 0, hours(2)))?.gap?.code).toBe('ListTooShort');
  });

  it.each([
    ['a few, after 15 minutes', 3, minutes(15)],
    ['many, after a day', 12, hours(24)],
  ])('is believed when it stays so: %s', async (_what, had, after) => {
    const world = await known(had);
    await readAt(world, 0, minutes(1));

    expect((await readAt(world, 0, after - 1))?.gap?.code).toBe('ListTooShort');
    const believed = await readAt(world, 0, 1);

    expect(believed).toMatchObject({ assignments: [] });
    expect(believed?.gap).toBeUndefined();
  });

  it('is over when the assignments are listed again', async () => {
    const world = await known(12);
    await readAt(world, 0, minutes(1));
    world.assignments.there.push(...many(12));

    expect((await readAt(world, 12, minutes(1)))?.gap).toBeUndefined();
  });
});

describe('reading a group', () => {
  it('keeps who may get access through it', async () => {
    const world = aRunWorld();

    await perform(world, GROUP);

    expect(await world.readings.group(STAFF)).toMatchObject({
      displayName: 'Staff',
      eligible: [ANN, BOB],
      readAt: NOON,
    });
    expect((await world.readings.group(STAFF))?.owners).toBeUndefined();
  });

  it('keeps its owners where they are of interest', async () => {
    const world = aRunWorld();

    await perform(world, { kind: 'group', id: ADMINS, withOwners: true });

    expect(await world.readings.group(ADMINS)).toMatchObject({ owners: [{ id: ANN }], eligible: [CYD] });
  });

  it.each<[keyof Directory, FailureKind, string, string]>([
    ['group', 'denied', 'Code', 'ReadDenied'],
    ['members', 'denied', 'Code', 'ReadDenied'],
    ['members', 'transient', 'Code', 'PageFailed'],
    ['members', 'transient', 'UnexpectedAnswer', 'UnexpectedAnswer'],
    ['members', 'notFound', 'Code', 'GroupDeleted'],
    ['members', 'rejected', 'Code', 'UnexpectedAnswer'],
    ['owners', 'misconfigured', 'Code', 'UnexpectedAnswer'],
    ['owners', 'conflict', 'Code', 'UnexpectedAnswer'],
  ])('that fails for good at %s as %s (%s) is incomplete: %s', async (method, kind, code, reason) => {
    const world = await aKnownWorld();
    world.directory.put(STAFF, { displayName: 'Staff', members: [CYD] });
    world.directory.fail(method, failure(kind, code));

    await perform(world, { ...GROUP, withOwners: true }, false);

    expect(await world.readings.group(STAFF)).toMatchObject({
      eligible: [ANN, BOB],
      gap: { reason, detail: code, since: world.clock.now() },
    });
  });

  it('keeps the first moment of its trouble', async () => {
    const world = await aKnownWorld();
    world.directory.fail('group', failure('denied'));
    await perform(world, GROUP);
    const since = world.clock.now();
    world.clock.advance(hours(5));

    await perform(world, GROUP);

    expect(await world.readings.group(STAFF)).toMatchObject({ gap: { since }, eligible: [ANN, BOB] });
  });

  it('that was never read before is incomplete with nobody in it', async () => {
    const world = aRunWorld();
    world.directory.fail('group', failure('denied'));

    await perform(world, GROUP);

    expect(await world.readings.group(STAFF)).toMatchObject({ eligible: [], roleAssignable: null });
  });
});

describe('reading a place', () => {
  it('keeps what is assigned there', async () => {
    const world = aRunWorld();
    world.assignments.there.push(ours(ANN), theirs(BOB));

    await perform(world, PLACE);

    expect(await world.readings.place(PLACE)).toMatchObject({
      assignments: [{ principalId: ANN }, { principalId: BOB }],
      used: 2,
      readAt: NOON,
    });
  });

  it('keeps what stands at a management group, whatever it is called', async () => {
    const world = aRunWorld();
    const task: Task = { kind: 'managementGroup', name: 'prod_(eu).x' };

    await perform(world, task);

    expect(await world.readings.place(task)).toMatchObject({ place: task });
    expect(await world.readings.place(PROD)).toBeUndefined();
  });

  it.each(['denied', 'transient', 'notFound', 'rejected'] as const)(
    'that fails for good as %s is incomplete, with what was known before',
    async (kind) => {
      const world = await aKnownWorld();
      world.assignments.there.push(theirs(BOB));
      world.assignments.fail(PLACE, failure(kind, 'AuthorizationFailed'));

      await perform(world, PLACE, false);

      expect(await world.readings.place(PLACE)).toMatchObject({
        gap: { code: 'AuthorizationFailed', message: 'It said no.' },
        assignments: [{ principalId: ANN }],
      });
    },
  );
});

describe('whatever is read', () => {
  it.each<[string, Task, (world: RunWorld, error: Error) => void]>([
    ['group', GROUP, ({ directory }, error) => directory.fail('members', error)],
    ['place', PLACE, ({ assignments }, error) => assignments.fail(PLACE, error)],
    [
      'inventory',
      { kind: 'machines' },
      ({ inventory }, error) => {
        inventory.failure = error;
      },
    ],
  ])(
    'the %s: what may go well another time, or nobody expected, is thrown and nothing is kept',
    async (_what, task, fail) => {
      for (const [error, mayRetry] of [
        [failure('transient'), true],
        [new Throttled('Code', 'Later.', NOON), true],
        [new Throttled('Code', 'Later.', NOON), false],
        [new TypeError('x is not a function'), false],
      ] as const) {
        const world = aRunWorld();
        fail(world, error);

        await expect(perform(world, task, mayRetry)).rejects.toBe(error);
        expect(await world.readings.group(STAFF)).toBeUndefined();
        expect(await world.readings.place(PLACE)).toBeUndefined();
        expect(await world.readings.machines()).toBeUndefined();
      }
    },
  );

  it('is told in lines that name ids and numbers, and nobody', async () => {
    const world = aRunWorld();
    world.directory.putPerson(ANN, { displayName: 'Ann Example', userPrincipalName: 'ann@contoso.com' });

    for (const task of [GROUP, PLACE, PROD]) await perform(world, task);

    expect(world.lines).toEqual([
      `group ${STAFF}: 1 members`,
      `group ${STAFF}: 2 members`,
      `subscription-${SUBSCRIPTION}: 0 login assignments`,
      'managementGroup-prod: 0 login assignments',
    ]);
  });
});
