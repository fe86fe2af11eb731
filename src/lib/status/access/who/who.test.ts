import { describe, expect, it } from 'vitest';
import { NOON } from '../../../../../test/builders/evidence.ts';
import {
  ADMINS,
  ANN,
  aRunWorld,
  BOB,
  CYD,
  idOf,
  ours,
  policyText,
  STAFF,
  SUB,
  theirs,
} from '../../../../../test/builders/runWorld.ts';
import { askWho, aWhoWorld, WEB } from '../../../../../test/builders/whoWorld.ts';
import { Failure } from '../../../errors.ts';
import { armId } from '../../../onboarding/machineId.ts';
import { hours, minutes } from '../../../time.ts';

describe('GET /access/who?machine=', () => {
  it('answers everybody who can sign in, through what and by whom', async () => {
    const { status, body } = await askWho(await aWhoWorld(), { machine: 'web-1' });

    const common = { machine: armId(WEB), scope: SUB, principalType: 'User' };
    expect(status).toBe(200);
    expect(body).toEqual({
      asOf: '2026-11-22T12:00:00.000Z',
      incomplete: [],
      items: [
        {
          ...common,
          principalId: ANN,
          principal: `${ANN}@contoso.com`,
          role: 'user',
          assignment: ours(ANN).name,
          binding: 'web',
          foreign: false,
          path: ['Staff'],
        },
        {
          ...common,
          principalId: BOB,
          principal: `${BOB}@contoso.com`,
          role: 'user',
          assignment: ours(BOB).name,
          binding: 'web',
          foreign: false,
          path: ['Staff', 'Night shift'],
        },
        {
          ...common,
          principalId: CYD,
          principal: `${CYD}@contoso.com`,
          role: 'administrator',
          assignment: theirs(CYD, 'administrator').name,
          binding: null,
          foreign: true,
        },
      ],
      next: null,
      hindrances: [],
      pending: [],
      pendingCount: 0,
    });
  });

  it('answers the members of a group that has the role, and a group of others by its name', async () => {
    const world = aRunWorld();
    world.policy.put(policyText([{ assign: 'group' }]));
    const group = { principalType: 'Group' };
    world.assignments.there.push(ours(STAFF, 'user', SUB, group), theirs(ADMINS, 'user', SUB, group));
    await world.run();

    const { items } = (await askWho(world, { machine: armId(WEB).toUpperCase() })).body;

    expect(items).toMatchObject([
      { principalId: ANN, group: STAFF, binding: 'binding-1', path: ['Staff'] },
      { principalId: BOB, group: STAFF, binding: 'binding-1', path: ['Staff'] },
      { principalId: ADMINS, principal: 'Admins', principalType: 'Group', foreign: true },
    ]);
  });

  it('says of a group of others that nobody has read who is in it', async () => {
    const world = await aWhoWorld();
    world.assignments.there.push(theirs(ADMINS, 'user', SUB, { principalType: 'Group' }));
    await world.run();

    expect((await askWho(world, { machine: 'web-1' })).body.incomplete).toEqual([
      {
        scope: SUB,
        message: `Who is in group Admins (${ADMINS}) is not known: no binding of the policy names it, so that nobody reads its members.`,
        fix: 'Look its members up in the directory, or ask with user= for one person.',
      },
    ]);
  });

  it('answers when PIM takes it away again', async () => {
    const world = await aWhoWorld();
    world.assignments.activated.set(theirs(CYD, 'administrator').name, NOON + hours(2));
    await world.run();

    const { items } = (await askWho(world, { machine: 'web-1' })).body;

    expect(items[2]).toMatchObject({ principalId: CYD, endsAt: '2026-11-22T14:00:00.000Z' });
  });

  it('answers nobody before the first run, and that this says nothing', async () => {
    expect((await askWho(aRunWorld(), { machine: 'web-1' })).body).toEqual({
      asOf: null,
      incomplete: [{ scope: SUB, message: 'The assignments there have not been read yet.' }],
      items: [],
      next: null,
      hindrances: [],
      pending: [],
      pendingCount: 0,
    });
  });

  it('answers what was known of a place that cannot be read now, and says that it is old', async () => {
    const world = await aWhoWorld();
    world.clock.advance(hours(50));
    world.assignments.fail('all', new Failure('denied', 'AuthorizationFailed', 'No.'));
    await world.run();

    const { body } = await askWho(world, { machine: 'web-1' });

    expect(body.items).toHaveLength(3);
    expect(body.asOf).toBeNull();
    expect(body.incomplete).toMatchObject([{ scope: SUB, message: expect.stringContaining('AuthorizationFailed') }]);
  });

  it('answers what there is while a group of the policy was not read yet', async () => {
    const world = await aWhoWorld();
    world.policy.put(policyText([{ group: ADMINS }, { name: 'web' }]));
    world.deps.readings.saveGroup = async () => undefined;
    await world.run();

    const { items } = (await askWho(world, { machine: 'web-1' })).body;

    expect(items.map(({ binding }: { binding: string }) => binding)).toEqual(['web', 'web', null]);
  });

  it('answers at once what the app itself has changed', async () => {
    const world = await aWhoWorld();
    world.clock.advance(minutes(1));
    const { runId } = await world.plan();
    const record = (await world.runs.read(runId)) ?? { id: runId, cause: 'person', startedAt: NOON };
    await world.runs.save({ ...record, changes: { sent: 2, ended: 2 }, finishedAt: world.clock.now() });
    const made = { runId, scope: SUB, role: 'user', principalType: 'User', binding: 'web', status: 'done' } as const;
    const rest = { ...made, at: world.clock.now(), message: '', evidence: [], tries: 1 };
    const [gone, come] = [ours(ANN), ours(idOf(4))];
    await world.changes.save({
      ...rest,
      id: '1',
      action: 'remove',
      reason: 'leftGroup',
      principalId: ANN,
      code: 'Removed',
      assignment: gone.name,
    });
    await world.changes.save({
      ...rest,
      id: '2',
      action: 'add',
      reason: 'member',
      principalId: come.principalId,
      code: 'Created',
      assignment: come.name,
    });

    const { items } = (await askWho(world, { machine: 'web-1' })).body;

    expect(items.map(({ principalId }: { principalId: string }) => principalId)).toEqual([BOB, CYD, idOf(4)]);
    expect(items[2]).toMatchObject({ assignment: come.name, foreign: false });
  });

  it('answers what is about to change there', async () => {
    const world = aRunWorld();
    world.policy.put(policyText([{ name: 'web' }]));
    await world.run();

    const { items, pending, pendingCount } = (await askWho(world, { machine: 'web-1', limit: '1' })).body;

    expect(items).toEqual([]);
    expect(pending).toMatchObject([
      { action: 'add', principalId: ANN, principal: `${ANN}@contoso.com`, path: ['Staff'] },
    ]);
    expect(pendingCount).toBe(2);
  });

  it('answers the age of the oldest reading', async () => {
    const world = await aWhoWorld();
    world.clock.advance(hours(1));

    expect((await askWho(world, { machine: 'web-1' })).body.asOf).toBe('2026-11-22T12:00:00.000Z');
  });

  it('answers for the last good policy while the one in the blob is broken, and without bindings where there is none', async () => {
    const world = await aWhoWorld();
    world.policy.put('{');
    await world.run();
    const bindings = async () =>
      (await askWho(world, { machine: 'web-1' })).body.items.map(({ binding }: { binding: string }) => binding);

    const last = await bindings();
    const memory = await world.readings.memory();
    await world.readings.remember({ ...memory, policy: { etag: '"0"', text: '{', readAt: NOON } });

    expect(last).toEqual(['web', 'web', null]);
    expect(await bindings()).toEqual([null, null, null]);
  });

  it.each<[string, string, number, string]>([
    ['that is not on record', 'web-2', 404, 'unknown-machine'],
    ['whose name several have', 'db-1', 409, 'ambiguous-machine'],
  ])('does not answer for a machine %s', async (_what, machine, status, code) => {
    expect(await askWho(await aWhoWorld(), { machine })).toMatchObject({ status, body: { code } });
  });
});

describe('GET /access/who', () => {
  it.each<[string, Readonly<Record<string, string>>]>([
    ['neither', {}],
    ['both', { machine: 'web-1', user: ANN }],
    ['an empty machine', { machine: '' }],
    ['an empty user', { user: '' }],
    ['a name without end', { user: 'x'.repeat(201) }],
    ['what nobody knows', { machine: 'web-1', group: 'x' }],
  ])('refuses %s', async (_what, query) => {
    expect((await askWho(await aWhoWorld(), query)).status).toBe(400);
  });

  it.each([
    [
      { machine: '' },
      { field: 'machine', message: 'is empty; give a full ARM id, or a name that only one machine has' },
    ],
    [{ user: '' }, { field: 'user', message: 'is empty; give an object id or a user principal name' }],
    [{ user: 'x'.repeat(201) }, { field: 'user', message: 'is too long for an object id or a user principal name' }],
  ])('says in plain words what is wrong with %o', async (query, error) => {
    expect((await askWho(await aWhoWorld(), query)).body.errors).toEqual([error]);
  });

  it('answers with names and without ways when only these cannot be had', async () => {
    const world = await aWhoWorld();
    world.directory.fail('groupsOf', new Failure('transient', 'ServiceUnavailable', 'Later.'));

    const { items } = (await askWho(world, { machine: 'web-1' })).body;

    expect(items[1]).toMatchObject({ principal: `${BOB}@contoso.com` });
    expect(items[1]).not.toHaveProperty('path');
  });

  it('answers without names when they cannot be had', async () => {
    const world = await aWhoWorld();
    world.directory.fail('people', new Failure('transient', 'ServiceUnavailable', 'Later.'));

    const { status, body } = await askWho(world, { machine: 'web-1' });

    expect(status).toBe(200);
    expect(body.items).toHaveLength(3);
    for (const item of body.items) expect(item.principal).toBeUndefined();
  });

  it('does not hide a mistake of ours behind missing names', async () => {
    const world = await aWhoWorld();
    world.directory.fail('people', new TypeError('x is not a function'));

    expect(await askWho(world, { machine: 'web-1' })).toMatchObject({ status: 500, body: { code: 'internal' } });
  });
});
