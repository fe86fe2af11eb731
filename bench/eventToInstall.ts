/**
 * How long from an event to the PUT of the extension, with an otherwise idle app, on the real stack (Azurite, HTTPS, local
 * host). Prints median and 95th percentile. Both instants are the cloud's own: when ARM got the PUT of the machine, which makes
 * the event, and when it got the PUT of the extension. `npm run bench -- 40` measures forty machines.
 */
import { setTimeout as delay } from 'node:timers/promises';
import { DEMO_SUBSCRIPTION } from '../local/start/laptop.ts';
import { armId } from '../src/lib/onboarding/machineId.ts';
import { stackFor } from '../test/endToEnd/laptopFor.ts';
import { bundle } from '../tools/build.ts';

const machines = Number(process.argv[2] ?? 30);
await bundle();
const stack = await stackFor();
await stack.control('POST', '/agents', { machineId: '*', installSeconds: 1 });

/** When ARM got the PUT of the machine, and when that of its extension. */
async function puts(machine: string): Promise<{ machine: number; extension: number }> {
  const lines = String(await stack.control('GET', '/requests?service=arm')).split('\n');
  const at = (path: string) => {
    const line = lines.find((one) => one.includes('"PUT"') && one.includes(`${path}?`));
    return line === undefined ? Number.NaN : Date.parse(JSON.parse(line).at);
  };
  return { machine: at(machine), extension: at(`${machine}/extensions/AADLogin`) };
}

const latencies: number[] = [];
for (let n = 0; n <= machines; n++) {
  const id = { subscriptionId: DEMO_SUBSCRIPTION, resourceGroup: 'rg-bench', name: `bench-${n}` };
  await stack.register(id);
  await stack.state(id, 'Ready');
  const { machine, extension } = await puts(armId(id));
  // The first machine pays for the composition of the app; it is shown apart.
  if (n === 0) console.log(`first machine (cold app)  ${extension - machine} ms`);
  else latencies.push(extension - machine);
  // Idle means that the poller of the queue has backed off to its longest interval.
  await delay(2500);
}
await stack.close();

const sorted = latencies.toSorted((a, b) => a - b);
const at = (share: number) => sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))];
console.log(
  `event → PUT, ${sorted.length} machines  median ${at(0.5)} ms  p95 ${at(0.95)} ms  max ${sorted.at(-1)} ms`,
);
process.exit();
