import { describe, expect, it } from 'vitest';
import { ANN, BOB, CYD, idOf, SUB, theirs } from '../../../../../test/builders/runWorld.ts';
import { askWho, aWhoWorld, WEB } from '../../../../../test/builders/whoWorld.ts';
import { Failure } from '../../../errors.ts';
import { armId } from '../../../onboarding/machineId.ts';

describe('GET /access/who?machine=, of people who may not be able to sign in,', () => {
  it('says why somebody cannot sign in all the same', async () => {
    const world = await aWhoWorld();
    const [disabled, guest, deleted, limited] = [idOf(61), idOf(62), idOf(63), idOf(64)];
    world.directory.putPerson(disabled, { enabled: false });
    world.directory.putPerson(guest, { userType: 'Guest' });
    world.directory.putPerson(limited);
    for (const id of [disabled, guest, deleted]) world.assignments.there.push(theirs(id));
    world.assignments.there.push(theirs(limited, 'user', SUB, { conditional: true }));
    await world.run();

    const { body } = await askWho(world, { machine: 'web-1' });

    const told = body.items.map((one: { principalId: string; hindrances?: object }) => [
      one.principalId,
      one.hindrances,
    ]);
    expect(body.incomplete).toEqual([]);
    expect(told).toEqual([
      [ANN, undefined],
      [BOB, undefined],
      [CYD, undefined],
      [disabled, [{ reason: 'disabled', message: 'The account is disabled.' }]],
      [guest, [{ reason: 'guest', message: 'Guests cannot sign in to these machines.' }]],
      [deleted, [{ reason: 'deleted', message: 'The directory does not have them, or no longer.' }]],
      [
        limited,
        [
          {
            reason: 'conditional',
            message: 'The assignment has a condition, which this app does not look into: it may keep them out.',
          },
        ],
      ],
    ]);
  });

  it('says that nobody could look up whether people can sign in', async () => {
    const world = await aWhoWorld();
    world.directory.fail('people', new Failure('denied', 'Authorization_RequestDenied', 'No.'));

    expect((await askWho(world, { machine: 'web-1' })).body.incomplete).toEqual([
      {
        scope: armId(WEB),
        message:
          'Whether these people are there, enabled and no guests could not be looked up (Authorization_RequestDenied).',
        fix: 'Grant User.Read.All to the identity of this app; a new permission can take a day to reach it.',
      },
    ]);
  });

  it('says that the directory does not tell whether people can sign in', async () => {
    const world = await aWhoWorld();
    for (const id of [ANN, CYD]) world.directory.putPerson(id, { enabled: null, userType: null });

    expect((await askWho(world, { machine: 'web-1' })).body.incomplete).toEqual([
      {
        scope: armId(WEB),
        message: 'The directory does not tell of 2 people whether they are enabled, or guests.',
        fix: 'Grant User.Read.All to the identity of this app; a new permission can take a day to reach it.',
      },
    ]);
  });

  it('answers in pages, by person, each with all that the directory tells of its people', async () => {
    const world = await aWhoWorld();
    for (let n = 10_000; n < 10_004; n += 1) world.assignments.there.push(theirs(idOf(n)));
    await world.run();
    const pages: { readonly principalId: string; readonly hindrances?: unknown }[][] = [];
    let cursor: string | null = null;
    do {
      const query = { machine: 'web-1', limit: '3', ...(cursor !== null && { cursor }) };
      const { body } = await askWho(world, query);
      pages.push(body.items);
      cursor = body.next;
    } while (cursor !== null);

    const people = [ANN, BOB, CYD, ...[10_000, 10_001, 10_002, 10_003].map(idOf)];
    expect(pages.map((page) => page.length)).toEqual([3, 3, 1]);
    expect(pages.flat().map(({ principalId }) => principalId)).toEqual(people);
    expect(pages.flat().filter(({ hindrances }) => hindrances !== undefined)).toHaveLength(4);
  });

  it('refuses a cursor of another list', async () => {
    expect((await askWho(await aWhoWorld(), { machine: 'web-1', cursor: 'x' })).status).toBe(400);
  });
});
