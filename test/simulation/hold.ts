/** Holds a property against many worlds. What fails is told with its story, and with the command that replays it. */
import * as fc from 'fast-check';
import { PROPERTIES, type PropertyName } from './properties.ts';
import { run } from './run.ts';
import type { World } from './world.ts';

export interface Tried {
  /** What went wrong, told for people; undefined when nothing did. */
  readonly failure?: string;
  readonly runs: number;
}

/** Where fast-check begins: `seed` and `path` of a failed run bring that one back. */
export type From = Pick<fc.Parameters<unknown>, 'seed' | 'path' | 'numRuns' | 'endOnFailure'>;

export async function hold(name: PropertyName, from: From): Promise<Tried> {
  const held = PROPERTIES[name];
  const property = fc.asyncProperty(held.worlds, async (world) => (await held.problemsIn(world)).length === 0);
  const { failed, counterexample, seed, counterexamplePath, numRuns } = await fc.check(property, from);
  const world = counterexample?.[0];
  if (!failed || world === undefined) return { runs: numRuns };
  const command = `npm run simulate -- --property ${name} --seed ${seed} --path ${counterexamplePath}`;
  return { runs: numRuns, failure: [await storyOf(name, world), `Replay it: ${command}`].join('\n\n') };
}

/** What happens in a world, for people. */
async function storyOf(name: PropertyName, world: World): Promise<string> {
  const problems = await PROPERTIES[name].problemsIn(world);
  const { lines } = await run(world, { traced: true, swept: name !== 'unswept' });
  return [...problems, '', JSON.stringify(world), '', ...lines].join('\n');
}

/** How many times fewer worlds a test tries at a desk than in CI. */
const DESK_SHARE = 25;

/**
 * Which worlds a test tries: in CI all that it should, at a desk a small share, or `RUNS`. They begin at `SEED`, which is
 * the same from run to run, so that a build fails because of its change. `SEED=random` searches for new failures.
 */
export function tries(inCi: number): From {
  const { CI, RUNS, SEED = '1' } = process.env;
  const usual = CI === undefined ? Math.ceil(inCi / DESK_SHARE) : inCi;
  const numRuns = Number(RUNS) > 0 ? Number(RUNS) : usual;
  return SEED === 'random' ? { numRuns } : { numRuns, seed: Number(SEED) };
}

/** The cases of an exhaustive test: in CI all, at a desk as many of them as `tries` says, evenly spread. */
export function sampled<T>(cases: readonly T[]): readonly T[] {
  const { numRuns = cases.length } = tries(cases.length);
  const stride = Math.max(1, Math.floor(cases.length / numRuns));
  return cases.filter((_, index) => index % stride === 0);
}
