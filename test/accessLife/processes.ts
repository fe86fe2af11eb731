/** Instances of the app, each with what it keeps in its own memory, and what befalls the calls of a step. */
import { Failure } from '../../src/lib/errors.ts';
import type { Mishap } from './world.ts';

export type Through = <T extends object>(port: T) => T;

/** One instance of the app. */
export interface Process<Deps> {
  readonly deps: Deps;
  readonly isDead: () => boolean;
}

export interface Processes<Deps> {
  /** A step begins: these befall its calls. */
  step(mishaps: readonly Mishap[]): void;
  /** Another process each time, in turn; who has died is started anew. */
  next(): Process<Deps>;
  /** How many calls the step has made so far. */
  calls(): number;
}

class Killed extends Error {}

/** Whether somebody learns only that the process is dead. */
export function isKilled(error: unknown): boolean {
  return error instanceof Killed;
}

/** So many instances at a time. */
export function createProcesses<Deps>(
  count: number,
  start: (through: Through) => Deps,
  trace: (line: () => string) => void,
): Processes<Deps> {
  let calls = 0;
  let mishaps = new Map<number, Mishap['how']>();
  let turn = 0;

  const started = (): Process<Deps> => {
    let alive = true;
    const call = async (name: string, held: () => unknown): Promise<unknown> => {
      if (!alive) throw new Killed();
      const how = mishaps.get(calls++);
      if (how !== undefined) trace(() => `    ${how} at ${name}`);
      if (how === 'diesBefore') alive = false;
      if (how === 'fails') throw new Failure('transient', 'Mishap', 'It failed.');
      const answer = alive ? await held() : undefined;
      if (how === 'diesAfter') alive = false;
      if (!alive) throw new Killed();
      if (how === 'losesAnswer') throw new Failure('transient', 'Mishap', 'The answer was lost.');
      return answer;
    };
    const through: Through = (port) =>
      new Proxy(port, {
        get(target, key, receiver) {
          const held: unknown = Reflect.get(target, key, receiver);
          if (typeof held !== 'function') return held;
          // Listings page by page have troubles of their own, and a policy that cannot be read is an answer.
          const plain = held.constructor.name === 'AsyncGeneratorFunction' || 'put' in target;
          return (...args: readonly unknown[]): unknown =>
            plain ? Reflect.apply(held, target, args) : call(String(key), () => Reflect.apply(held, target, args));
        },
      });
    return { deps: start(through), isDead: () => !alive };
  };

  const processes = Array.from({ length: count }, started);
  return {
    step(next) {
      calls = 0;
      mishaps = new Map(next.map(({ call, how }) => [call, how]));
    },
    next() {
      turn = (turn + 1) % count;
      const found = processes[turn];
      if (found !== undefined && !found.isDead()) return found;
      const anew = started();
      processes[turn] = anew;
      return anew;
    },
    calls: () => calls,
  };
}
