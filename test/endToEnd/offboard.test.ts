/** Leaving through the real stack: a person asks, the machine is excluded, loses its extension, and is left alone. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { DEMO_SUBSCRIPTION } from '../../local/start/laptop.ts';
import { armId, type MachineId } from '../../src/lib/onboarding/machineId.ts';
import { type Stack, stackFor } from './laptopFor.ts';

const id: MachineId = { subscriptionId: DEMO_SUBSCRIPTION, resourceGroup: 'rg-web', name: 'web-01' };
const MACHINE = `/machines/${id.subscriptionId}/${id.resourceGroup}/${id.name}`;
const TAGS = '/providers/Microsoft.Resources/tags/default';

describe('leaving, end to end', () => {
  let stack: Stack;
  beforeAll(async () => {
    stack = await stackFor();
    await stack.control('POST', '/agents', { machineId: '*', installSeconds: 1 });
  });
  afterAll(() => stack.close());

  const master = () => ({ 'x-functions-key': stack.laptop.endpoints.keys.master });
  const offboard = async (key: string, body?: object) => {
    const answer = await fetch(`${stack.laptop.endpoints.functions}/api${MACHINE}/offboard`, {
      method: 'POST',
      headers: { 'x-functions-key': key, 'content-type': 'application/json' },
      ...(body !== undefined && { body: JSON.stringify(body) }),
    });
    const text = await answer.text();
    return { status: answer.status, body: text === '' ? {} : JSON.parse(text) };
  };
  const inArm = async () => {
    const { body } = await stack.laptop.cloud(
      'GET',
      `${stack.laptop.endpoints.arm}${armId(id)}?api-version=2024-07-10`,
    );
    return body;
  };
  /** Reports of sweeps that have ended. */
  const sweeps = () => stack.log.filter((line) => line.includes('"looks":'));
  /** Waits until the extension is gone and that is on record. */
  const left = async () => {
    await expect
      .poll(async () => (await stack.api('GET', MACHINE)).body, { timeout: 60_000 })
      .toMatchObject({ state: 'Excluded', reason: 'ExcludedByTag', offboardedAt: expect.any(String) });
  };

  it('excludes a ready machine, keeps its other tags, removes the extension, and stays so after a sweep', async () => {
    await stack.register(id, { tags: { role: 'web' } });
    await stack.state(id, 'Ready');

    const weak = await offboard(stack.laptop.endpoints.keys.function, { reason: 'Sold.' });
    const unexplained = await offboard(stack.laptop.endpoints.keys.master);
    const asked = await offboard(stack.laptop.endpoints.keys.master, { reason: 'Sold.' });
    await left();
    const before = sweeps().length;
    const { status: swept } = await fetch(`${stack.laptop.endpoints.functions}/admin/functions/sweepFleet`, {
      method: 'POST',
      headers: { ...master(), 'content-type': 'application/json' },
      body: JSON.stringify({ input: '' }),
    });
    await expect.poll(() => sweeps().slice(before), { timeout: 30_000 }).toHaveLength(1);
    const after = await stack.api('GET', MACHINE);

    expect(weak.status).toBe(401);
    expect(unexplained.status).toBe(400);
    expect(asked).toMatchObject({ status: 202, body: { machine: armId(id) } });
    expect(swept).toBe(202);
    expect(sweeps().at(-1)).toContain('"looks":{"new":0,"changed":0,"due":0,"missing":0}');
    expect(await inArm()).toMatchObject({ tags: { role: 'web', ArcEntraSignIn: 'exclude' }, resources: [] });
    expect(after.body).toMatchObject({
      state: 'Excluded',
      ready: false,
      extension: null,
      offboard: null,
      attempts: [
        { what: 'installExtension', outcome: 'succeeded' },
        { what: 'excludeByTag', outcome: 'succeeded' },
        { what: 'removeExtension', outcome: 'succeeded' },
      ],
    });
    const writes = (await stack.armCalls(id)).filter((call) => !call.startsWith('GET'));
    expect(writes).toEqual(['PUT /extensions/AADLogin', `PATCH ${TAGS}`, 'DELETE /extensions/AADLogin']);
  });

  it('makes the machine one like any other when somebody takes its tag away', async () => {
    const url = `${stack.laptop.endpoints.arm}${armId(id)}?api-version=2024-07-10`;
    await stack.laptop.cloud('PATCH', url, { tags: { role: 'web' } });

    expect(await stack.state(id, 'Ready')).toMatchObject({ offboard: null, offboardedAt: expect.any(String) });
  });
});
