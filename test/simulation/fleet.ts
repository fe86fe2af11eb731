/** A fleet that registers at once, for the command line: the same stack, with limits that hold and a little of every trouble. */
import { chanceFrom } from '../../local/cloud/rules/chance.ts';
import { hours } from '../../src/lib/time.ts';
import { ONE_MACHINE } from './oneMachine.ts';
import { restOf } from './rest.ts';
import { createStack, runUntil, type Stack } from './stack.ts';
import { START } from './start.ts';
import { SWEEP_EVERY_MS } from './sweeper.ts';
import type { MachinePlan } from './world.ts';

export interface FleetOptions {
  readonly machines: number;
  readonly seed: number;
  readonly instances: number;
  /** How many installations may be under way at a time. */
  readonly most: number;
  /** Whether a little of every trouble comes along. */
  readonly troubled: boolean;
  /** Told now and then, on long runs. */
  readonly progress: (stack: Stack) => void;
}

/** A call in so many meets with each of these. */
const DIES_ONCE_IN = 20_000;
const FAILS_ONCE_IN = 5000;
/** Of a hundred machines, so many are offline, cannot carry the extension, or fail once. */
const OFFLINE = 1;
const OLD = 2;
const FAILING = 2;
const LONGEST_MS = hours(72);
const PROGRESS_EVERY_MS = 5000;

export interface Fleet {
  readonly stack: Stack;
  readonly plans: readonly MachinePlan[];
  /** Whether it came to rest. */
  readonly rested: boolean;
  readonly dies: number;
  /** Sweeps that came to their end, and the looks that all of them asked for. */
  readonly sweeps: { readonly count: number; readonly looks: number };
}

/** Registers all machines in the first second and runs until a sweep finds nothing to do any more. */
export async function runFleet(options: FleetOptions): Promise<Fleet> {
  const { machines, seed, instances, most, troubled, progress } = options;
  const chance = chanceFrom(seed);
  const one = (of: number) => chance.fraction() * of < 1;
  let dies = 0;
  const mishap = () => {
    if (!troubled) return undefined;
    if (one(FAILS_ONCE_IN)) return 'fails' as const;
    if (!one(DIES_ONCE_IN)) return undefined;
    dies++;
    return chance.fraction() < 0.5 ? ('diesBefore' as const) : ('diesAfter' as const);
  };
  const stack = createStack({ ...ONE_MACHINE, seed, most }, { instances, limited: true, mishap });
  const plans = Array.from({ length: machines }, () => planOf(() => chance.fraction()));
  for (const [index, plan] of plans.entries()) {
    stack.time.after(Math.floor(chance.fraction() * 1000), () => stack.actors.register(index, plan));
  }
  let told = performance.now();
  let rested = false;
  const sweeps = { count: 0, looks: 0 };
  const atRest = restOf(stack, { from: START, indexLagMs: 0 });
  stack.sweeps(SWEEP_EVERY_MS, (beganAt, swept) => {
    if (swept !== undefined) sweeps.count++;
    for (const looks of Object.values(swept?.looks ?? {})) sweeps.looks += looks;
    void atRest(beganAt, swept).then((rests) => {
      rested = rests;
    });
  });
  await runUntil(stack, START + LONGEST_MS, () => {
    if (performance.now() - told > PROGRESS_EVERY_MS) {
      told = performance.now();
      progress(stack);
    }
    return rested;
  });
  return { stack, plans, rested, dies, sweeps };
}

function planOf(fraction: () => number): MachinePlan {
  const percent = fraction() * 100;
  return {
    at: 0,
    identity: fraction() < 0.9 ? 'system' : 'none',
    os: percent < OLD ? 'old' : 'supported',
    offline: percent >= OLD && percent < OLD + OFFLINE,
    report: 'usual',
    tagged: 'none',
    // Most agents report at once, some minutes later.
    reportAfterSeconds: fraction() < 0.9 ? 0 : Math.floor(fraction() * 300),
    // As the simulated cloud has it where nothing else is said.
    installSeconds: 5,
    failures: fraction() * 100 < FAILING ? 1 : 0,
    failsIn: 'network',
  };
}
