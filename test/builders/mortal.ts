/** Processes that die at a call: before it is made, or after it was and before anything came of it. */

export interface Death {
  /** Counted from 0, over all ports of the process. */
  readonly call: number;
  readonly when: 'before' | 'after';
}

export interface Mortal {
  /** A port as this process has it. */
  readonly through: <T extends object>(port: T) => T;
  readonly isDead: () => boolean;
  readonly calls: () => number;
}

const KILLED = new Error('killed');

/** A process that dies so, or not at all. */
export function aMortal(death: Death | undefined): Mortal {
  let calls = 0;
  let alive = true;
  const die = (): never => {
    alive = false;
    throw KILLED;
  };
  /** Whether this call is the last one. */
  const enter = (): boolean => {
    if (!alive) throw KILLED;
    const isLast = calls++ === death?.call;
    return isLast && death?.when === 'before' ? die() : isLast;
  };
  return {
    isDead: () => !alive,
    calls: () => calls,
    through: (port) =>
      new Proxy(port, {
        get(target, key, receiver) {
          const held: unknown = Reflect.get(target, key, receiver);
          if (typeof held !== 'function') return held;
          const call = (args: readonly unknown[]): unknown => Reflect.apply(held, target, args);
          // Of a listing, page by page, not even the first page is seen.
          if (held.constructor.name === 'AsyncGeneratorFunction')
            return (...args: readonly unknown[]): unknown => (enter() ? die() : call(args));
          return async (...args: readonly unknown[]): Promise<unknown> => {
            const isLast = enter();
            const answer = await call(args);
            return isLast || !alive ? die() : answer;
          };
        },
      }),
  };
}
