/**
 * Many machines registered at once, on the real stack (Azurite, HTTPS, local host): does every one become ready, by one
 * installation each, and at what cost? `node bench/rollout.ts 500` takes as many as it is told; with `--kill` the Functions
 * host is killed (SIGKILL) in the middle and started again.
 */
import { readFile } from 'node:fs/promises';
import { setTimeout as delay } from 'node:timers/promises';
import { createCloudClient } from '../local/start/caClient.ts';
import { DEMO_SUBSCRIPTION } from '../local/start/laptop.ts';
import { armId } from '../src/lib/onboarding/machineId.ts';
import { stackFor } from '../test/endToEnd/laptopFor.ts';
import { bundle } from '../tools/build.ts';

const LIMIT_MS = 20 * 60_000;

const machines = Number(process.argv[2] ?? 200);
const kill = process.argv.includes('--kill');
await bundle();
const stack = await stackFor({ MAX_INSTALLS_IN_FLIGHT: '1000' }, 'public');

const ca = await readFile(stack.laptop.endpoints.caFile, 'utf8');

const ready = async (): Promise<number> => {
  const { body } = await stack.api('GET', '/fleet');
  const { states } = body;
  return typeof states === 'object' && states !== null && 'Ready' in states ? Number(states.Ready) : 0;
};

const started = Date.now();
const left = Array.from({ length: machines }, (_, n) => `srv-${n}`);
const register = async (): Promise<void> => {
  for (let name = left.pop(); name !== undefined; name = left.pop()) {
    // Each machine registers as itself, with a rate of its own, as azcmagent does.
    const id = { subscriptionId: DEMO_SUBSCRIPTION, resourceGroup: 'rg-bench', name };
    const url = `${stack.laptop.endpoints.arm}${armId(id)}?api-version=2024-07-10`;
    await createCloudClient(ca, name)('PUT', url, { location: 'westeurope' });
  }
};
await Promise.all(Array.from({ length: 16 }, register));
console.log(`${machines} machines registered in ${seconds(started)} s`);

let killed = !kill;
let count = 0;
while (count < machines && Date.now() - started < LIMIT_MS) {
  await delay(2000);
  count = await ready();
  console.error(`${seconds(started)} s: ${count} ready`);
  if (!killed && count > machines / 4) {
    killed = true;
    await stack.laptop.restartHost();
    console.log(`${seconds(started)} s: the host was killed and started again`);
  }
}

const calls = String(await stack.control('GET', '/requests?service=arm'))
  .split('\n')
  .filter((line) => line.includes('arc-entra-signin'))
  .map((line) => JSON.parse(line));
const of = (method: string) => calls.filter(({ request }) => request.method === method);
const installs = of('PUT')
  .filter(({ response }) => response.statusCode < 300)
  .map(({ request }) => request.url);
console.log(
  [
    `all ready after ${seconds(started)} s: ${count === machines ? 'yes' : `no, ${machines - count} are not`}`,
    `machines with two installations: ${installs.length - new Set(installs).size}`,
    `reads ${of('GET').length}, writes ${of('PUT').length + of('PATCH').length}, 429s ${calls.filter(({ response }) => response.statusCode === 429).length}`,
  ].join('\n'),
);
await stack.close();
process.exit(count === machines ? 0 : 1);

function seconds(since: number): string {
  return ((Date.now() - since) / 1000).toFixed(0);
}
