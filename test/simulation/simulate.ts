/**
 * A fleet on virtual time, or one failed world again:
 *
 *     npm run simulate -- --machines 50000 --seed 1 --most 1000
 *     npm run simulate -- --property swept --seed 1 --path 171:0:0
 */
import { parseArgs } from 'node:util';
import { type Fleet, runFleet } from './fleet.ts';
import { fleetReport } from './fleetReport.ts';
import { replay } from './replay.ts';
import type { Stack } from './stack.ts';
import { START } from './start.ts';
import { elapsed } from './trace.ts';

const { values } = parseArgs({
  options: {
    machines: { type: 'string', default: '1000' },
    seed: { type: 'string', default: '1' },
    instances: { type: 'string', default: '10' },
    // MAX_INSTALLS_IN_FLIGHT
    most: { type: 'string', default: '50' },
    property: { type: 'string', default: 'swept' },
    path: { type: 'string' },
  },
});

const seed = Number(values.seed);
const fine = values.path === undefined ? await simulate() : await replay(values.property, seed, values.path);
process.exitCode = fine ? 0 : 1;

async function simulate(): Promise<boolean> {
  const began = performance.now();
  const fleet = await runFleet({
    machines: Number(values.machines),
    seed,
    instances: Number(values.instances),
    most: Number(values.most),
    troubled: true,
    progress,
  });
  const { lines, problems } = await fleetReport(fleet);
  console.log([...lines, ...costs(fleet, began)].join('\n'));
  for (const problem of problems.slice(0, 20)) console.error(`WRONG: ${problem}`);
  return problems.length === 0;
}

function progress({ time, witness, queue }: Stack): void {
  const { reads, writes, throttled } = witness.calls;
  console.error(
    `${elapsed(time.now() - START)}  ${witness.installs.size} installations, ${reads} reads, ${writes} writes, ${throttled} times 429, ${queue.size()} messages`,
  );
}

function costs({ stack }: Fleet, began: number): string[] {
  return [
    `virtual time           ${elapsed(stack.time.now() - START)}`,
    `wall time              ${((performance.now() - began) / 1000).toFixed(1)} s`,
    `memory                 ${Math.round(process.memoryUsage().rss / 2 ** 20)} MiB`,
  ];
}
