import { describe, expect, it } from 'vitest';
import { SUBSCRIPTION } from '../../../../../test/builders/machine.ts';
import {
  ADMINS,
  ANN,
  aRunWorld,
  CYD,
  idOf,
  policyText,
  type RunWorld,
  SUB,
  theirs,
} from '../../../../../test/builders/runWorld.ts';
import { askWho, aWhoWorld, OTHER } from '../../../../../test/builders/whoWorld.ts';
import { DEFAULT_GUARDS } from '../../../access/policy/guards.ts';
import { decided } from '../../../access/quarantine/quarantine.ts';
import { Failure } from '../../../errors.ts';
import { NO_PAUSES, pause } from '../../../onboarding/pause.ts';
import { hours } from '../../../time.ts';

describe('GET /access/who?user=', () => {
  it.each([
    ['another person', { user: ANN }],
    ['a machine', { machine: 'web-1' }],
  ])('refuses the cursor of a list about %s', async (_what, other) => {
    const world = await aWhoWorld();
    world.assignments.there.push(theirs(ANN, 'administrator', SUB));
    await world.run();
    const { next } = (await askWho(world, { ...other, limit: '1' })).body;

    const { status, body } = await askWho(world, { user: CYD, cursor: next });

    expect(next).toEqual(expect.any(String));
    expect(status).toBe(400);
    expect(body.errors).toEqual([{ field: 'cursor', message: 'is not a cursor of this list; start without one' }]);
    expect((await askWho(world, { ...other, cursor: next })).status).toBe(200);
  });

  it.each([
    ['object id', CYD],
    ['object id in capitals', CYD.toUpperCase()],
    ['user principal name', `${CYD}@contoso.com`],
    ['user principal name in another case', `${CYD}@CONTOSO.com`],
  ])('answers where they can sign in, by %s', async (_how, user) => {
    const { status, body } = await askWho(await aWhoWorld(), { user });

    expect(status).toBe(200);
    expect(body.items).toMatchObject([{ principalId: CYD, scope: SUB, role: 'administrator', foreign: true }]);
    expect(body.items[0]).not.toHaveProperty('machine');
  });

  it('answers what a group of others lets them into, through any level, asked for in one question', async () => {
    const world = await aWhoWorld();
    const group = { principalType: 'Group' };
    const outer = idOf(903);
    world.directory.put(outer, { displayName: 'Vendors', members: [ADMINS] });
    world.assignments.there.push(theirs(outer, 'user', SUB, group), theirs(idOf(904), 'user', SUB, group));
    await world.run();
    world.directory.asked.length = 0;

    const { body } = await askWho(world, { user: CYD });

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
    const world = await aWhoWorld();
    world.assignments.there.push(theirs(ADMINS, 'user', SUB, { principalType: 'Group' }));
    await world.run();
    world.directory.fail('groupsHolding', new Failure('denied', 'Authorization_RequestDenied', 'No.'));

    const { status, body } = await askWho(world, { user: CYD });

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

  it.each<[string, object, string, string]>([
    ['disabled', { enabled: false }, 'disabled', 'The account is disabled.'],
    ['a guest', { userType: 'Guest' }, 'guest', 'Guests cannot sign in to these machines.'],
  ])('says of somebody without a way in that they are %s', async (_, person, reason, message) => {
    const world = await aWhoWorld();
    world.directory.putPerson(idOf(50), person);

    expect((await askWho(world, { user: idOf(50) })).body).toMatchObject({
      items: [],
      hindrances: [{ reason, message }],
    });
  });

  it('says of somebody that the policy denies them', async () => {
    const world = await aWhoWorld();
    world.policy.put(policyText([{ name: 'web' }], { deny: [ANN] }));
    await world.run();

    expect((await askWho(world, { user: ANN })).body.hindrances).toMatchObject([{ reason: 'denied' }]);
  });

  it('says nothing of blockers that could not be looked up, but that', async () => {
    const world = await aWhoWorld();
    world.directory.fail('person', new Failure('transient', 'ServiceUnavailable', 'Later.'));

    const { hindrances, incomplete } = (await askWho(world, { user: ANN })).body;

    expect(hindrances).toEqual([]);
    expect(incomplete).toMatchObject([{ message: expect.stringContaining('ServiceUnavailable') }]);
  });

  describe('somebody who waits in a quarantine', () => {
    const waiting = async (mode: 'observe' | 'enforce' = 'enforce') => {
      const limits = { ...DEFAULT_GUARDS, maxNewUsers: 0, maxNewUsersPercent: 0 };
      const world = aRunWorld({ settings: { mode, limits } });
      world.policy.put(policyText([{ name: 'web' }]));
      const [quarantine] = (await world.run()).quarantines;
      if (quarantine === undefined) throw new Error('Nothing is withheld.');
      return { world, quarantine };
    };
    const pendingOf = async (world: RunWorld) => (await askWho(world, { user: ANN })).body;

    it('is told where', async () => {
      const { world, quarantine } = await waiting();

      expect(await pendingOf(world)).toMatchObject({
        items: [],
        pendingCount: 1,
        pending: [
          {
            action: 'add',
            role: 'user',
            scope: SUB,
            binding: 'web',
            status: 'withheld',
            why: { code: 'GuardNewUsers' },
            quarantine: { id: quarantine.id, status: 'pending' },
          },
        ],
      });
    });

    it('is told at once what an approver has decided', async () => {
      const { world, quarantine } = await waiting();
      const { quarantines } = world.deps;
      const found = await quarantines.read(quarantine.id);
      const decision = { what: 'reject', hash: quarantine.hash, by: 'ada', reason: 'No.' } as const;
      const outcome = found && decided(found.quarantine, decision, world.clock.now());
      if (!found || !outcome?.ok) throw new Error('It cannot be decided on.');
      await quarantines.update(outcome.quarantine, found.etag);

      expect((await pendingOf(world)).pending).toMatchObject([{ quarantine: { status: 'rejected' } }]);
    });
  });

  it('says that planned changes are only shown in observe', async () => {
    const world = aRunWorld();
    world.policy.put(policyText([{ name: 'web' }]));
    await world.run();

    expect((await askWho(world, { user: ANN })).body.pending).toMatchObject([
      { action: 'add', status: 'withheld', why: { code: 'ObserveMode' } },
    ]);
  });

  it('says which pause keeps planned changes from being made', async () => {
    const world = aRunWorld({ settings: { mode: 'enforce' } });
    world.policy.put(policyText([{ name: 'web' }]));
    await world.ask();
    while ((await world.documents.read('plan')) === undefined) await world.step();
    const until = world.clock.now() + hours(1);
    const pauses = pause(NO_PAUSES, 'access', { until, reason: 'Wait.', by: 'ada', at: world.clock.now() });

    expect((await askWho(world, { user: ANN }, pauses)).body.pending).toMatchObject([
      { status: 'withheld', why: { code: 'Paused' } },
    ]);
    expect((await askWho(world, { user: ANN })).body.pending).toMatchObject([{ status: 'planned' }]);
  });

  it('does not know a name that the directory does not have', async () => {
    expect(await askWho(await aWhoWorld(), { user: 'nobody@contoso.com' })).toMatchObject({
      status: 404,
      body: { code: 'not-found' },
    });
  });

  it('does not know an id that the directory does not have as a user, where nothing is left of it', async () => {
    const world = await aWhoWorld();

    for (const user of [idOf(66), ADMINS])
      expect(await askWho(world, { user })).toMatchObject({
        status: 404,
        body: {
          code: 'not-found',
          detail: 'The directory has no user of this id, and no assignment that was read names it.',
        },
      });
  });

  it('says once that the directory does not tell whether they can sign in', async () => {
    const world = await aWhoWorld();
    world.directory.putPerson(CYD, { enabled: null, userType: null });
    const untold = async () => (await askWho(world, { user: CYD })).body.incomplete;

    expect(await untold()).toMatchObject([
      { scope: '/', message: expect.stringContaining('does not tell of 1 person') },
    ]);
    world.directory.fail('person', new Failure('denied', 'Authorization_RequestDenied', 'No.'));
    expect(await untold()).toHaveLength(1);
  });

  it('answers that somebody deleted can sign in nowhere', async () => {
    const world = await aWhoWorld();
    world.directory.putPerson(idOf(66));
    world.directory.remove(idOf(66));

    expect(await askWho(world, { user: idOf(66) })).toMatchObject({ status: 200, body: { items: [] } });
  });

  it('answers for an id that could not be looked up, and says so', async () => {
    const world = await aWhoWorld();
    world.directory.fail('person', new Failure('denied', 'Authorization_RequestDenied', 'No.'));

    const { status, body } = await askWho(world, { user: CYD });

    expect(status).toBe(200);
    expect(body.items).toMatchObject([{ principalId: CYD }]);
    expect(body.incomplete).toEqual([
      {
        scope: '/',
        message:
          'Whether the directory has this user, and they can sign in, could not be looked up (Authorization_RequestDenied).',
        fix: 'Grant User.Read.All to the identity of this app; a new permission can take a day to reach it.',
      },
    ]);
  });

  it('does not take it for certain that somebody is in no group when the directory does not know them there', async () => {
    const world = await aWhoWorld();
    world.assignments.there.push(theirs(ADMINS, 'user', SUB, { principalType: 'Group' }));
    await world.run();
    world.directory.groupsHolding = async () => 'absent';

    expect((await askWho(world, { user: CYD })).body.incomplete).toMatchObject([
      { scope: SUB, message: expect.stringContaining(ADMINS) },
    ]);
  });

  it('asks for no groups of somebody who is not there', async () => {
    const world = await aWhoWorld();
    world.assignments.there.push(theirs(idOf(66)), theirs(ADMINS, 'user', SUB, { principalType: 'Group' }));
    await world.run();

    expect((await askWho(world, { user: idOf(66) })).body).toMatchObject({ items: [{}], incomplete: [] });
  });

  it('answers for an id of nobody: what is left of a deleted account may stand still', async () => {
    const world = await aWhoWorld();
    world.assignments.there.push(theirs(idOf(66)));
    await world.run();

    const { body } = await askWho(world, { user: idOf(66) });

    expect(body.items).toMatchObject([{ principalId: idOf(66) }]);
    expect(body.items[0]).not.toHaveProperty('principal');
    expect(body.items[0].hindrances).toMatchObject([{ reason: 'deleted' }]);
  });

  it('names the permission that is missing to look a name up, and what to do', async () => {
    const world = await aWhoWorld();
    world.directory.fail('personNamed', new Failure('denied', 'Authorization_RequestDenied', 'HTTP 403'));

    expect(await askWho(world, { user: 'ann@contoso.com' })).toMatchObject({
      status: 502,
      body: {
        code: 'upstream',
        detail:
          'The directory does not let this app look up users by name (Authorization_RequestDenied): the permission User.Read.All of Microsoft Graph is missing. Grant User.Read.All to the identity of this app; a new permission can take a day to reach it. Until then, ask with the object id.',
      },
    });
  });

  it.each(['person', 'groupsHolding'] as const)('does not take a mistake of ours in %s for doubt', async (method) => {
    const world = await aWhoWorld();
    world.assignments.there.push(theirs(ADMINS, 'user', SUB, { principalType: 'Group' }));
    await world.run();
    world.directory.fail(method, new TypeError('x is not a function'));

    expect(await askWho(world, { user: CYD })).toMatchObject({ status: 500, body: { code: 'internal' } });
  });

  it('passes on what else keeps the directory from looking a name up', async () => {
    const world = await aWhoWorld();
    world.directory.fail('personNamed', new Failure('denied', 'InvalidAuthenticationToken', 'HTTP 401'));

    expect(await askWho(world, { user: 'ann@contoso.com' })).toMatchObject({
      status: 502,
      body: { detail: 'HTTP 401' },
    });
  });

  it('says which places could not be read, any of them', async () => {
    const world = aRunWorld({ subscriptions: [SUBSCRIPTION, OTHER] });
    world.policy.put(policyText());
    world.assignments.fail({ kind: 'subscription', id: OTHER }, new Failure('denied', 'AuthorizationFailed', 'No.'));
    await world.run();

    const { body } = await askWho(world, { user: ANN });

    expect(body).toMatchObject({
      asOf: '2026-11-22T12:00:00.000Z',
      incomplete: [{ scope: `/subscriptions/${OTHER}` }],
      items: [],
    });
  });
});
