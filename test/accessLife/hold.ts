/** Holds what must hold against many worlds. What fails is told with its story, and with the command that replays it. */
import * as fc from 'fast-check';
import type { From, Tried } from '../simulation/hold.ts';
import { run } from './run.ts';
import type { World } from './world.ts';
import { worlds } from './worlds.ts';

export async function hold(from: From): Promise<Tried> {
  const property = fc.asyncProperty(worlds, async (world) => (await run(world)).problems.length === 0);
  const { failed, counterexample, seed, counterexamplePath, numRuns } = await fc.check(property, from);
  const world = counterexample?.[0];
  if (!failed || world === undefined) return { runs: numRuns };
  const command = `node test/accessLife/replay.ts ${seed} ${counterexamplePath}`;
  return { runs: numRuns, failure: [await storyOf(world), `Replay it: ${command}`].join('\n\n') };
}

/** What happens in a world, for people. */
async function storyOf(world: World): Promise<string> {
  const { problems, lines } = await run(world, { traced: true });
  return [...problems, '', JSON.stringify(world), '', ...lines].join('\n');
}
