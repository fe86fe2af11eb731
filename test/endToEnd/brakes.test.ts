/** What must hold before anything is written: observe by default, and settings that are wrong stop everything. */
import { afterEach, describe, expect, it } from 'vitest';
import { DEMO_SUBSCRIPTION } from '../../local/start/laptop.ts';
import { type Stack, stackFor } from './laptopFor.ts';

const id = { subscriptionId: DEMO_SUBSCRIPTION, resourceGroup: 'rg-web', name: 'web-01' };

describe('brakes, end to end', () => {
  let stack: Stack;
  afterEach(() => stack.close());

  it('in observe shows what it would do, and writes nothing', async () => {
    stack = await stackFor({ ONBOARDING_MODE: 'observe' });

    await stack.register(id, { identity: { type: 'None' } });
    const waiting = await stack.state(id, 'Waiting', 'ObserveMode');

    expect(waiting).toMatchObject({ fix: expect.stringContaining('ONBOARDING_MODE=enforce') });
    expect(waiting['message']).toContain('identity is enabled next');
    expect(await stack.armCalls(id)).toEqual(['GET machine']);
  });

  it('with wrong settings says which, keeps every event, and writes nothing', async () => {
    stack = await stackFor({ ONBOARD: 'everything', SETTLE_MINUTES: 'ten' });

    await stack.register(id);
    const health = await stack.api('GET', '/health');
    const checks = await stack.api('GET', '/health/checks');
    const machines = await stack.api('GET', '/machines');

    expect(health).toMatchObject({
      status: 503,
      body: { status: 'misconfigured', settings: ['ONBOARD', 'SETTLE_MINUTES'] },
    });
    expect(checks.body['checks']).toMatchObject([
      { check: 'setting ONBOARD', status: 'problem', fix: expect.stringContaining('resourceGroup:GLOB') },
      { check: 'setting SETTLE_MINUTES', status: 'problem' },
    ]);
    expect(machines).toMatchObject({ status: 503, body: { code: 'not-ready' } });
    expect(await stack.deliver([{ id: '1' }])).toBe(500);
    expect(await stack.armCalls(id)).toEqual([]);
    expect(stack.log.filter((line) => line.includes('A setting is wrong'))).toHaveLength(2);
  });
});
