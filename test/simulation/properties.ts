/** What holds in every world, by name, so that a failing run can be replayed from the command line. */
import type * as fc from 'fast-check';
import { run } from './run.ts';
import type { World } from './world.ts';
import { worlds } from './worlds.ts';

export interface Property {
  readonly worlds: fc.Arbitrary<World>;
  /** What is wrong with the world's run; empty when the property holds. */
  readonly problemsIn: (world: World) => Promise<readonly string[]>;
}

export const PROPERTIES = {
  /** Nothing is done that must not be done, and after a sweep every machine is settled. */
  swept: {
    worlds: worlds(),
    problemsIn: async (world) => (await run(world)).problems,
  },
  /** Where events come and rows stay, no sweep is needed for the same. */
  unswept: {
    worlds: worlds({ unseen: true }),
    problemsIn: async (world) => (await run(world, { swept: false })).problems,
  },
  /** The same world makes the same run. */
  replayed: {
    worlds: worlds(),
    async problemsIn(world) {
      const [first, second] = [await run(world, { traced: true }), await run(world, { traced: true })];
      const differs = first.lines.findIndex((line, index) => line !== second.lines[index]);
      if (differs >= 0) return [`line ${differs} differs: ${first.lines[differs]} and ${second.lines[differs]}`];
      return first.lines.length === second.lines.length ? [] : ['one run goes on where the other ends'];
    },
  },
} as const satisfies Record<string, Property>;

export type PropertyName = keyof typeof PROPERTIES;
