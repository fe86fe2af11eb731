import { describe, expect, it } from 'vitest';
import { someSettings } from '../../../test/builders/evidence.ts';
import { aLookWorld, type LookWorldOptions } from '../../../test/builders/lookWorld.ts';
import { aMachineId, anExtension, SUBSCRIPTION } from '../../../test/builders/machine.ts';
import { type PlainRequest, type ServeOptions, serve } from '../http/serve.ts';
import { aPost, aRequest, someOptions } from '../http/serving.fixture.ts';
import { watchedSubscriptions } from '../onboarding/watched.ts';
import { offboardMachine } from './offboardMachine.ts';

const PARAMS = { subscriptionId: SUBSCRIPTION, resourceGroup: 'RG-WEB', name: 'SRV-1' };
const ENTRA: Partial<ServeOptions> = { auth: { kind: 'entra', platformAuthEnabled: true } };

function aCaller(options: LookWorldOptions = {}) {
  const world = aLookWorld({ machine: { extensions: [anExtension()] }, ...options });
  const deps = { ...world.deps, watched: watchedSubscriptions([SUBSCRIPTION]) };
  const send = async (request: PlainRequest, serving: Partial<ServeOptions> = {}) => {
    const answer = await serve(offboardMachine, request, deps, someOptions({ clock: world.clock, ...serving }));
    return { status: answer.status, body: JSON.parse(answer.body ?? '') };
  };
  return {
    world,
    send,
    call: (params: Readonly<Record<string, string>> = PARAMS) => send(aPost({ reason: 'Sold.' }, { params })),
    say: (body: unknown) => send(aPost(body, { params: PARAMS })),
  };
}

/** What the platform's authentication passes on. */
function principal(role: string) {
  const claims = [
    { typ: 'preferred_username', val: 'ada@contoso.com' },
    { typ: 'roles', val: role },
  ];
  return { 'x-ms-client-principal': Buffer.from(JSON.stringify({ claims })).toString('base64') };
}

describe('POST /machines/{id}/offboard', () => {
  it('puts the request on record and has the machine looked at, without a call to Azure', async () => {
    const { world, call } = aCaller();
    await world.remember({});

    const { status, body } = await call();

    expect(status).toBe(202);
    expect(body).toEqual({
      machine: `/subscriptions/${SUBSCRIPTION}/resourceGroups/rg-web/providers/Microsoft.HybridCompute/machines/srv-1`,
      look: 'requested',
    });
    expect(world.arm.calls).toEqual([]);
    expect(world.wait()).toBe(0);
    expect(await world.record()).toMatchObject({
      offboard: { requestedAt: world.clock.now() },
      timeline: [{}, { event: 'OffboardRequested' }],
      looks: { next: { cause: 'person' } },
    });
  });

  it('lets the machine leave, also one that is not on record but in Azure', async () => {
    const { world, call } = aCaller();

    const { status } = await call();
    await world.next();
    await world.next();

    expect(status).toBe(202);
    expect(world.arm.options[0]).toEqual({ unknown: true });
    expect(world.arm.changes).toEqual(['tag', 'delete']);
  });

  it('records who asked and why, as claimed', async () => {
    const { world, say } = aCaller();

    const { status } = await say({ by: 'ada', reason: ' Decommissioned. ' });

    expect(status).toBe(202);
    expect((await world.record()).offboard).toMatchObject({ by: 'ada', reason: 'Decommissioned.' });
  });

  it('records who asked as the token says', async () => {
    const { world, send } = aCaller();

    const { status } = await send(
      aPost({ reason: 'Sold.', by: 'somebody else' }, { params: PARAMS, headers: principal('Approver') }),
      ENTRA,
    );

    expect(status).toBe(202);
    expect((await world.record()).offboard?.by).toBe('ada@contoso.com');
  });

  it('is for approvers only', async () => {
    const { world, send } = aCaller();

    const { status } = await send(
      aPost({ reason: 'Sold.' }, { params: PARAMS, headers: principal('Operator') }),
      ENTRA,
    );

    expect(status).toBe(403);
    expect(await world.ledger.read(aMachineId())).toBeUndefined();
  });

  it('asked again under way goes on, with the first request on record', async () => {
    const { world, say } = aCaller();
    await world.remember({});
    await say({ reason: 'first' });
    world.clock.advance(1000);

    const { status, body } = await say({ reason: 'second' });

    expect(status).toBe(202);
    expect(body.look).toBe('already-coming');
    expect((await world.record()).offboard?.reason).toBe('first');
    expect((await world.record()).timeline.at(-1)?.message).toContain('Reason: second');
  });

  it('records a holder of the master key who gives no name', async () => {
    const { world, call } = aCaller();

    await call();

    expect((await world.record()).offboard?.by).toBe('a holder of the master key');
  });

  it('is refused without a body, so that no stray call takes a machine out of Entra', async () => {
    const { world, send } = aCaller();
    await world.remember({});

    expect(await send(aRequest({ method: 'POST', params: PARAMS }))).toMatchObject({
      status: 400,
      body: { code: 'bad-request', errors: [{ field: 'body' }] },
    });
    expect((await world.record()).offboard).toBeUndefined();
  });

  it('is on record also when a look is coming or running anyway', async () => {
    const { world, call } = aCaller();
    await world.remember({
      looks: { running: { token: 'r', since: world.clock.now(), cause: 'person' }, again: 'person' },
    });

    const { status, body } = await call();

    expect(status).toBe(202);
    expect(body.look).toBe('already-coming');
    expect((await world.record()).offboard).toBeDefined();
  });

  it('is refused in observe, with the way out, and leaves no trace', async () => {
    const { world, call } = aCaller({ settings: someSettings({ mode: 'observe' }) });

    const { status, body } = await call();

    expect(status).toBe(409);
    expect(body).toMatchObject({
      code: 'observe-mode',
      detail: expect.stringContaining('Set ONBOARDING_MODE=enforce and ask again.'),
    });
    expect(world.arm.calls).toEqual([]);
    expect(await world.ledger.read(aMachineId())).toBeUndefined();
  });

  it('does not know a machine that is neither on record nor in Azure', async () => {
    const { world, call } = aCaller({ machine: undefined });

    const { status, body } = await call();

    expect(status).toBe(404);
    expect(body.code).toBe('unknown-machine');
    expect(await world.ledger.read(aMachineId())).toBeUndefined();
  });

  it('is refused to a machine that is gone, with where it is now', async () => {
    const { world, call } = aCaller({ machine: undefined });
    await world.remember({ state: 'Gone', reason: 'MovedAway', movedTo: aMachineId('srv-1', 'rg-new') });

    const { status, body } = await call();

    expect(status).toBe(404);
    expect(body).toMatchObject({
      code: 'unknown-machine',
      detail: expect.stringMatching(
        /is gone.*It is \/subscriptions\/.*\/resourceGroups\/rg-new\/.*\/machines\/srv-1 now/,
      ),
    });
    expect((await world.record()).offboard).toBeUndefined();
    expect(world.wait()).toBeUndefined();
  });

  it('is refused to a machine that is gone and has not turned up again', async () => {
    const { world, call } = aCaller({ machine: undefined });
    await world.remember({ state: 'Gone', reason: 'Absent' });

    const { status, body } = await call();

    expect(status).toBe(404);
    expect(body.detail).toMatch(/is gone/);
  });

  it('is taken by a machine that was gone and is there again, although no look has seen it yet', async () => {
    const { world, call } = aCaller();
    await world.remember({ state: 'Gone', reason: 'Absent' });

    expect((await call()).status).toBe(202);
    expect((await world.record()).offboard).toBeDefined();
  });

  it('does not know a machine outside the subscriptions that are watched', async () => {
    const { world, call } = aCaller();

    const { status } = await call({ ...PARAMS, subscriptionId: '22222222-2222-4222-8222-222222222222' });

    expect(status).toBe(404);
    expect(world.arm.calls).toEqual([]);
  });

  it('says when Azure does not let the app read the machine', async () => {
    const { world, call } = aCaller();
    world.arm.next('get', { kind: 'denied', code: 'AuthorizationFailed', message: 'No.' });

    expect(await call()).toMatchObject({ status: 502, body: { code: 'upstream' } });
  });

  it.each([
    [{}, 'reason'],
    [{ reason: '' }, 'reason'],
    [{ reason: 'Sold.\u0000' }, 'reason'],
    [{ reason: 'Sold.', by: 'x'.repeat(201) }, 'by'],
    [{ reason: 'Sold.', force: true }, 'force'],
  ])('refuses %o', async (body, field) => {
    const { say } = aCaller();

    expect(await say(body)).toMatchObject({ status: 400, body: { code: 'bad-request', errors: [{ field }] } });
  });
});
