/** How long calls take: each half of one, to its effect and from there to its answer. */
import type { Chance } from '../../local/cloud/rules/chance.ts';
import type { World } from './world.ts';

/** The longest half of a call, in milliseconds. A call to ARM ends within 25 seconds. */
const LONGEST_HALF_MS = {
  quick: { arm: 150, storage: 20 },
  slow: { arm: 12_000, storage: 1000 },
} as const;

export function latencyOf(pace: World['pace'], chance: Chance): (what: string) => number {
  const longest = LONGEST_HALF_MS[pace];
  return (what) => 1 + Math.floor(chance.fraction() * (what.startsWith('arm.') ? longest.arm : longest.storage));
}
