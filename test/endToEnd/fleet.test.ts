import { setTimeout as sleep } from 'node:timers/promises';
/** The fleet as a whole through the real stack: the sweep without any event, the brakes, and the numbers. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { DEMO_SUBSCRIPTION } from '../../local/start/laptop.ts';
import { armId, type MachineId } from '../../src/lib/onboarding/machineId.ts';
import { type Stack, stackFor } from './laptopFor.ts';

describe('the fleet, end to end', () => {
  let stack: Stack;
  beforeAll(async () => {
    stack = await stackFor();
    await stack.control('POST', '/agents', { machineId: '*', installSeconds: 1 });
    // No event ever comes: the sweep alone must carry the product.
    await stack.control('POST', '/events', { dropRate: 1 });
  });
  afterAll(() => stack.close());

  const machine = (name: string): MachineId => ({ subscriptionId: DEMO_SUBSCRIPTION, resourceGroup: 'rg-web', name });
  const master = () => ({ 'x-functions-key': stack.laptop.endpoints.keys.master, 'content-type': 'application/json' });
  const sweep = async () => {
    const { functions } = stack.laptop.endpoints;
    const body = JSON.stringify({ input: '' });
    const { status } = await fetch(`${functions}/admin/functions/sweepFleet`, {
      method: 'POST',
      headers: master(),
      body,
    });
    expect(status).toBe(202);
  };
  const post = async (path: string, body: unknown, headers: Record<string, string> = master()) => {
    const { functions } = stack.laptop.endpoints;
    return (await fetch(`${functions}/api${path}`, { method: 'POST', headers, body: JSON.stringify(body) })).status;
  };

  it('is paused by a person who may, held back visibly, and goes on when resumed', async () => {
    const id = machine('web-01');
    const key = { 'x-functions-key': stack.laptop.endpoints.keys.function, 'content-type': 'application/json' };

    const weak = await post('/pause', { what: 'onboarding', reason: 'change freeze' }, key);
    const paused = await post('/pause', { what: 'onboarding', reason: 'change freeze' });
    await stack.register(id);
    await sweep();
    const held = await stack.state(id, 'Waiting', 'OnboardingPaused');
    const fleet = await stack.api('GET', '/fleet');
    const resumed = await post('/resume', { what: 'onboarding', reason: 'over' });

    expect([weak, paused, resumed]).toEqual([401, 200, 200]);
    expect(held).toMatchObject({ fix: expect.stringContaining('/resume') });
    expect(fleet.body).toMatchObject({
      total: 1,
      states: { Waiting: 1 },
      reasons: [{ reason: 'OnboardingPaused', count: 1 }],
    });
    expect(await stack.armCalls(id)).toEqual(['GET machine']);
  });

  it('becomes ready by sweeps alone', async () => {
    const ids = ['web-02', 'web-03'].map(machine);
    for (const id of ids) await stack.register(id);
    await stack.api('POST', `/machines/${DEMO_SUBSCRIPTION}/rg-web/web-01/reconcile`);

    for (const id of [machine('web-01'), ...ids]) {
      const deadline = Date.now() + 60_000;
      while ((await stack.api('GET', `/machines/${DEMO_SUBSCRIPTION}/rg-web/${id.name}`)).body['state'] !== 'Ready') {
        if (Date.now() > deadline) throw new Error(`${id.name} is not ready.\n${stack.log.slice(-10).join('\n')}`);
        await sweep();
        await new Promise((resolve) => setTimeout(resolve, 1000));
      }
    }

    for (const id of ids) expect((await stack.armCalls(id)).filter((call) => call.startsWith('PUT'))).toHaveLength(1);
    const { body } = await stack.api('GET', '/fleet');
    expect(body).toMatchObject({
      total: 3,
      states: { Ready: 3 },
      rollout: { inFlight: 0, most: 50, finished: 3, failed: 0 },
    });
  }, 200_000);

  it('notices what was deleted while nobody told, by a second 404 a minute later', { timeout: 150_000 }, async () => {
    const id = machine('web-03');
    await stack.laptop.cloud('DELETE', `${stack.laptop.endpoints.arm}${armId(id)}?api-version=2024-07-10`);

    await sweep();

    // The first 404 leaves the state as it was; the second comes by itself a minute later.
    await sleep(70_000);
    expect(await stack.state(id, 'Gone')).toMatchObject({ reason: 'Absent' });
  });
});
