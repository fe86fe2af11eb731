/** Registers machines the way azcmagent does: a PUT to ARM. */
import { setTimeout as delay } from 'node:timers/promises';
import { armId } from '../../src/lib/onboarding/machineId.ts';
import { agentOf, type DemoMachine } from './demoFleet.ts';
import type { Laptop } from './laptop.ts';

const API_VERSION = 'api-version=2024-07-10';

/** Registers the machines one after the other; those that bring extensions first, before any event tells of them. */
export async function registerFleet({ endpoints, cloud }: Laptop, fleet: readonly DemoMachine[]): Promise<void> {
  const put = async (path: string, body: unknown): Promise<void> => {
    const { status, body: said } = await cloud('PUT', `${endpoints.arm}${path}?${API_VERSION}`, body);
    if (status >= 300) throw new Error(`The simulated cloud refused ${path}: ${status} ${JSON.stringify(said)}`);
  };
  const register = async (machine: DemoMachine): Promise<void> => {
    const agent = agentOf(machine);
    if (agent !== undefined) await cloud('POST', `${endpoints.control}/agents`, agent);
    await put(armId(machine.id), machine.body);
    for (const [name, body] of Object.entries(machine.extensions ?? {})) {
      await put(`${armId(machine.id)}/extensions/${name}`, body);
    }
  };
  const [equipped, plain] = [
    fleet.filter(({ extensions }) => extensions),
    fleet.filter(({ extensions }) => !extensions),
  ];
  // Late events: what was installed before the app hears of a machine was not installed by the app.
  await cloud('POST', `${endpoints.control}/events`, { delayMs: 4000 });
  for (const machine of equipped) await register(machine);
  await cloud('POST', `${endpoints.control}/events`, { delayMs: 0 });
  for (const machine of plain) {
    await register(machine);
    await delay(200);
  }
  await delay(4000);
  for (const { id, body, later } of fleet) {
    if (later === 'registers again') {
      await cloud('DELETE', `${endpoints.arm}${armId(id)}?${API_VERSION}`);
      await put(armId(id), body);
    } else if (later !== undefined) {
      await put(armId(id), { ...body, ...later });
    }
  }
}
