import { describe, expect, it } from 'vitest';
import { aLookWorld, type LookWorldOptions } from '../../../test/builders/lookWorld.ts';
import { aMachineId, anExtension, SUBSCRIPTION } from '../../../test/builders/machine.ts';
import { Failure, Throttled } from '../errors.ts';
import { serve } from '../http/serve.ts';
import { aRequest, someOptions } from '../http/serving.fixture.ts';
import { watchedSubscriptions } from '../onboarding/watched.ts';
import { reconcileMachine } from './reconcileMachine.ts';

const PARAMS = { subscriptionId: SUBSCRIPTION, resourceGroup: 'RG-WEB', name: 'SRV-1' };

function aCaller(options: LookWorldOptions = {}) {
  const world = aLookWorld(options);
  const deps = { ...world.deps, watched: watchedSubscriptions([SUBSCRIPTION]) };
  const call = async (params: Readonly<Record<string, string>> = PARAMS) => {
    const request = aRequest({ method: 'POST', params });
    const {
      status,
      headers,
      body = '',
    } = await serve(reconcileMachine, request, deps, someOptions({ clock: world.clock }));
    return { status, headers, body: JSON.parse(body) };
  };
  return { world, call };
}

describe('POST /machines/{id}/reconcile', () => {
  it('has a machine on record looked at, as it was first spelled, without a call to Azure', async () => {
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
  });

  it('gives a machine that gave up another try', async () => {
    const { world, call } = aCaller();
    await world.remember({ installs: 3 });
    await call();

    const outcome = await world.next();

    expect(outcome.did).toBe('installExtension: accepted');
  });

  it('does so also when an event’s look is coming already, which it joins', async () => {
    const { world, call } = aCaller();
    await world.remember({ installs: 3 });
    await world.ask('event:1');

    const { status, body } = await call();
    const outcome = await world.next();

    expect(status).toBe(202);
    expect(body.look).toBe('already-coming');
    expect(outcome.did).toBe('installExtension: accepted');
    expect(await world.next()).toEqual({ kind: 'superseded' });
  });

  it('has a machine looked at that is not on record but in Azure', async () => {
    const { world, call } = aCaller({ machine: { extensions: [anExtension()] } });

    const { status } = await call();
    const outcome = await world.next();

    expect(status).toBe(202);
    expect(world.arm.options[0]).toEqual({ unknown: true });
    expect(outcome.state).toBe('Ready');
  });

  it('does not know a machine that is neither, and leaves no row', async () => {
    const { world, call } = aCaller({ machine: undefined });

    const { status, body } = await call();

    expect(status).toBe(404);
    expect(body.code).toBe('unknown-machine');
    expect(await world.ledger.read(aMachineId())).toBeUndefined();
    expect(world.wait()).toBeUndefined();
  });

  it('does not know a machine outside the subscriptions that are watched, and does not ask for it', async () => {
    const { world, call } = aCaller();

    const { status, body } = await call({ ...PARAMS, subscriptionId: '22222222-2222-4222-8222-222222222222' });

    expect(status).toBe(404);
    expect(body.code).toBe('unknown-machine');
    expect(world.arm.calls).toEqual([]);
  });

  it('says when Azure does not let the app read the machine', async () => {
    const { world, call } = aCaller();
    world.arm.next('get', { kind: 'denied', code: 'AuthorizationFailed', message: 'No.' });

    const { status, body } = await call();

    expect(status).toBe(502);
    expect(body).toMatchObject({ code: 'upstream', detail: expect.stringContaining('AuthorizationFailed') });
  });

  it('says when to come back while the rate is used up', async () => {
    const { world, call } = aCaller();
    world.arm.next('get', new Throttled('RateExceeded', 'Later.', world.clock.now() + 7_000));

    const { status, headers } = await call();

    expect(status).toBe(429);
    expect(headers['retry-after']).toBe('7');
  });

  it('says when Azure does not answer', async () => {
    const { world, call } = aCaller();
    world.arm.next('get', new Failure('transient', 'ServerError', 'Azure is ill.'));

    const { status, body } = await call();

    expect(status).toBe(502);
    expect(body.code).toBe('upstream');
  });
});
