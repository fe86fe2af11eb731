/**
 * How long it takes from a change of a group to what stands in Azure, once a run is asked for, with an otherwise idle app, on
 * the real stack (Azurite, HTTPS, local host): from the answer to the membership call and POST /access/reconcile to the PUT,
 * or the DELETE, of the role assignment, as ARM got it. A leaver is read twice, a second apart. `node bench/changeToRole.ts 10`.
 */
import { setTimeout as delay } from 'node:timers/promises';
import { appliedAccess } from '../test/endToEnd/appliedAccess.ts';
import { bundle } from '../tools/build.ts';

const times = Number(process.argv[2] ?? 10);
/** Idle means that the pollers of the queues have backed off to their longest interval. */
const IDLE_MS = 5000;

await bundle();
// What one does after the other is no mass removal: the guards are not what is measured.
const access = await appliedAccess({ GUARDS: 'maxRemovals=1000,maxRemovalsTotal=1000' });
const people = Array.from({ length: times }, (_, n) => `p${n}`);
for (const name of ['stays', ...people]) await access.user(name);
await access.group('sg-bench', ['stays']);
await access.policy({ 'sg-bench': 'user' });
await access.reconcile();

await measured('joiner → PUT', 'PUT', (name) => access.join('sg-bench', name));
await measured('leaver → DELETE', 'DELETE', (name) => access.leave('sg-bench', name));
await access.stack.close();
process.exit();

async function measured(what: string, method: 'PUT' | 'DELETE', change: (name: string) => Promise<void>) {
  const took: number[] = [];
  for (const name of people) {
    await delay(IDLE_MS);
    const before = (await writes(method)).length;
    await change(name);
    const asked = Date.now();
    const { body } = await access.stack.api('POST', '/access/reconcile');
    while ((await writes(method)).length === before) await delay(50);
    took.push(((await writes(method)).at(-1) ?? Number.NaN) - asked);
    await access.ended(String(body['runId']));
  }
  const sorted = took.toSorted((a, b) => a - b);
  const median = sorted[Math.floor(sorted.length / 2)];
  console.log(`${what}, ${sorted.length} times  median ${median} ms  min ${sorted[0]} ms  max ${sorted.at(-1)} ms`);
}

/** When ARM got the calls of this kind to role assignments. */
async function writes(method: string): Promise<number[]> {
  const lines = String(await access.stack.control('GET', '/requests?service=arm')).split('\n');
  return lines.filter((line) => line.includes(`"${method}"`)).map((line) => Date.parse(JSON.parse(line).at));
}
