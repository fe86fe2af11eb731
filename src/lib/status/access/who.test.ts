import { describe, expect, it } from 'vitest';
import { createMemoryLedger } from '../../../../local/memory/ledger.ts';
import { NOON } from '../../../../test/builders/evidence.ts';
import { aMachineId, SUBSCRIPTION } from '../../../../test/builders/machine.ts';
import { aRecord } from '../../../../test/builders/record.ts';
import {
  ADMINS,
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
  theirs,
} from '../../../../test/builders/runWorld.ts';
import { Failure } from '../../errors.ts';
import { serve } from '../../http/serve.ts';
import { aRequest, someOptions } from '../../http/serving.fixture.ts';
import { armId } from '../../onboarding/machineId.ts';
import { hours } from '../../time.ts';
import { getWho } from './who.ts';

const WEB = aMachineId('web-1', 'rg-web');
const NESTED = idOf(902);
const OTHER = idOf(77);

async function ask(world: RunWorld, query: Readonly<Record<string, string>>) {
  const ledger = createMemoryLedger();
  const elsewhere = { ...aMachineId('far-1'), subscriptionId: OTHER };
  for (const id of [WEB, aMachineId('db-1', 'rg-a'), aMachineId('db-1', 'rg-b'), elsewhere])
    await ledger.write(aRecord({ id }), undefined);
  const { status, body = '' } = await serve(getWho, aRequest({ query }), { ...world.deps, ledger }, someOptions());
  return { status, body: JSON.parse(body) };
}

/** Staff and its night shift may sign in in the subscription, and a run has seen it. */
async function aWorld(): Promise<RunWorld> {
  const world = aRunWorld();
  world.directory.put(NESTED, { displayName: 'Night shift', members: [BOB] });
  world.directory.put(STAFF, { displayName: 'Staff', members: [ANN, NESTED] });
  world.policy.put(policyText([{ name: 'web' }]));
  world.assignments.there.push(ours(ANN), ours(BOB), theirs(CYD, 'administrator'));
  await world.run();
  return world;
}

describe('GET /access/who?machine=', () => {
  it('answers everybody who can sign in, through what and by whom', async () => {
    const { status, body } = await ask(await aWorld(), { machine: 'web-1' });

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
    });
  });

  it('answers the members of a group that has the role, and a group of others by its name', async () => {
    const world = aRunWorld();
    world.policy.put(policyText([{ assign: 'group' }]));
    const group = { principalType: 'Group' };
    world.assignments.there.push(ours(STAFF, 'user', SUB, group), theirs(ADMINS, 'user', SUB, group));
    await world.run();

    const { items } = (await ask(world, { machine: armId(WEB).toUpperCase() })).body;

    expect(items).toMatchObject([
      { principalId: ANN, group: STAFF, binding: 'binding-1', path: ['Staff'] },
      { principalId: BOB, group: STAFF, binding: 'binding-1', path: ['Staff'] },
      { principalId: ADMINS, principal: 'Admins', principalType: 'Group', foreign: true },
    ]);
  });

  it('says of a group of others that nobody has read who is in it', async () => {
    const world = await aWorld();
    world.assignments.there.push(theirs(ADMINS, 'user', SUB, { principalType: 'Group' }));
    await world.run();

    expect((await ask(world, { machine: 'web-1' })).body.incomplete).toEqual([
      {
        scope: SUB,
        message: `Who is in group Admins (${ADMINS}) is not known: no binding of the policy names it, so that nobody reads its members.`,
        fix: 'Look its members up in the directory, or ask with user= for one person.',
      },
    ]);
  });

  it('answers when PIM takes it away again', async () => {
    const world = await aWorld();
    world.assignments.activated.set(theirs(CYD, 'administrator').name, NOON + hours(2));
    await world.run();

    const { items } = (await ask(world, { machine: 'web-1' })).body;

    expect(items[2]).toMatchObject({ principalId: CYD, endsAt: '2026-11-22T14:00:00.000Z' });
  });

  it('answers nobody before the first run, and that this says nothing', async () => {
    expect((await ask(aRunWorld(), { machine: 'web-1' })).body).toEqual({
      asOf: null,
      incomplete: [{ scope: SUB, message: 'The assignments there have not been read yet.' }],
      items: [],
    });
  });

  it('answers what was known of a place that cannot be read now, and says that it is old', async () => {
    const world = await aWorld();
    world.clock.advance(hours(50));
    world.assignments.fail('all', new Failure('denied', 'AuthorizationFailed', 'No.'));
    await world.run();

    const { body } = await ask(world, { machine: 'web-1' });

    expect(body.items).toHaveLength(3);
    expect(body.asOf).toBeNull();
    expect(body.incomplete).toMatchObject([{ scope: SUB, message: expect.stringContaining('AuthorizationFailed') }]);
  });

  it('answers what there is while a group of the policy was not read yet', async () => {
    const world = await aWorld();
    world.policy.put(policyText([{ group: ADMINS }, { name: 'web' }]));
    world.deps.readings.saveGroup = async () => undefined;
    await world.run();

    const { items } = (await ask(world, { machine: 'web-1' })).body;

    expect(items.map(({ binding }: { binding: string }) => binding)).toEqual(['web', 'web', null]);
  });

  it('answers the age of the oldest reading', async () => {
    const world = await aWorld();
    world.clock.advance(hours(1));

    expect((await ask(world, { machine: 'web-1' })).body.asOf).toBe('2026-11-22T12:00:00.000Z');
  });

  it('answers for the last good policy while the one in the blob is broken, and without bindings where there is none', async () => {
    const world = await aWorld();
    world.policy.put('{');
    await world.run();
    const bindings = async () =>
      (await ask(world, { machine: 'web-1' })).body.items.map(({ binding }: { binding: string }) => binding);

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
    expect(await ask(await aWorld(), { machine })).toMatchObject({ status, body: { code } });
  });
});

describe('GET /access/who?user=', () => {
  it.each([
    ['object id', CYD],
    ['object id in capitals', CYD.toUpperCase()],
    ['user principal name', `${CYD}@contoso.com`],
    ['user principal name in another case', `${CYD}@CONTOSO.com`],
  ])('answers where they can sign in, by %s', async (_how, user) => {
    const { status, body } = await ask(await aWorld(), { user });

    expect(status).toBe(200);
    expect(body.items).toMatchObject([{ principalId: CYD, scope: SUB, role: 'administrator', foreign: true }]);
    expect(body.items[0]).not.toHaveProperty('machine');
  });

  it('answers what a group of others lets them into, through any level, asked for in one question', async () => {
    const world = await aWorld();
    const group = { principalType: 'Group' };
    const outer = idOf(903);
    world.directory.put(outer, { displayName: 'Vendors', members: [ADMINS] });
    world.assignments.there.push(theirs(outer, 'user', SUB, group), theirs(idOf(904), 'user', SUB, group));
    await world.run();
    world.directory.asked.length = 0;

    const { body } = await ask(world, { user: CYD });

    expect(body.incomplete).toEqual([]);
    expect(body.items).toMatchObject([
      { principalId: CYD, role: 'administrator', foreign: true },
      { principalId: CYD, principalType: 'User', group: outer, groupName: 'Vendors', role: 'user', foreign: true },
    ]);
    expect(world.directory.asked.filter((one) => one.startsWith('groupsHolding'))).toEqual([
      `groupsHolding ${outer} ${idOf(904)}`,
    ]);
  });

  it('names the groups of others of which nobody could find out whether they are in them', async () => {
    const world = await aWorld();
    world.assignments.there.push(theirs(ADMINS, 'user', SUB, { principalType: 'Group' }));
    await world.run();
    world.directory.fail('groupsHolding', new Failure('denied', 'Authorization_RequestDenied', 'No.'));

    const { status, body } = await ask(world, { user: CYD });

    expect(status).toBe(200);
    expect(body.items).toHaveLength(1);
    expect(body.incomplete).toEqual([
      {
        scope: SUB,
        message: `Whether they are in group ${ADMINS}, which has a role there, could not be found out (Authorization_RequestDenied).`,
        fix: 'Grant User.Read.All and GroupMember.Read.All to the identity of this app; a new permission can take a day to reach it.',
      },
    ]);
  });

  it('does not know a name that the directory does not have', async () => {
    expect(await ask(await aWorld(), { user: 'nobody@contoso.com' })).toMatchObject({
      status: 404,
      body: { code: 'not-found' },
    });
  });

  it('answers for an id of nobody: what is left of a deleted account may stand still', async () => {
    const world = await aWorld();
    world.assignments.there.push(theirs(idOf(66)));
    await world.run();

    const { body } = await ask(world, { user: idOf(66) });

    expect(body.items).toMatchObject([{ principalId: idOf(66) }]);
    expect(body.items[0]).not.toHaveProperty('principal');
  });

  it('says that the directory refuses to look a name up', async () => {
    const world = await aWorld();
    world.directory.fail('personNamed', new Failure('denied', 'Authorization_RequestDenied', 'No.'));

    expect(await ask(world, { user: 'ann@contoso.com' })).toMatchObject({ status: 502, body: { code: 'upstream' } });
  });

  it('says which places could not be read, any of them', async () => {
    const world = aRunWorld({ subscriptions: [SUBSCRIPTION, OTHER] });
    world.policy.put(policyText());
    world.assignments.fail({ kind: 'subscription', id: OTHER }, new Failure('denied', 'AuthorizationFailed', 'No.'));
    await world.run();

    const { body } = await ask(world, { user: ANN });

    expect(body).toMatchObject({
      asOf: '2026-11-22T12:00:00.000Z',
      incomplete: [{ scope: `/subscriptions/${OTHER}` }],
      items: [],
    });
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
    expect((await ask(await aWorld(), query)).status).toBe(400);
  });

  it.each([
    [
      { machine: '' },
      { field: 'machine', message: 'is empty; give a full ARM id, or a name that only one machine has' },
    ],
    [{ user: '' }, { field: 'user', message: 'is empty; give an object id or a user principal name' }],
    [{ user: 'x'.repeat(201) }, { field: 'user', message: 'is too long for an object id or a user principal name' }],
  ])('says in plain words what is wrong with %o', async (query, error) => {
    expect((await ask(await aWorld(), query)).body.errors).toEqual([error]);
  });

  it.each(['people', 'groupsOf'] as const)('answers without names when %s cannot be had', async (method) => {
    const world = await aWorld();
    world.directory.fail(method, new Failure('transient', 'ServiceUnavailable', 'Later.'));

    const { status, body } = await ask(world, { machine: 'web-1' });

    expect(status).toBe(200);
    expect(body.items).toHaveLength(3);
    for (const item of body.items) expect([item.principal, item.path]).toEqual([undefined, undefined]);
  });

  it('does not hide a mistake of ours behind missing names', async () => {
    const world = await aWorld();
    world.directory.fail('people', new TypeError('x is not a function'));

    expect(await ask(world, { machine: 'web-1' })).toMatchObject({ status: 500, body: { code: 'internal' } });
  });
});
