/**
 * Changing a small row that all instances share: read, change, write by its mark, and again when somebody else was faster.
 * What a process wants changed while a write is on its way goes with the next one, so that at most one writer an instance
 * contends, however many machines finish at once.
 */
import { Failure } from '../errors.ts';
import type { Clock, Instant } from '../time.ts';
import type { ControlStore } from './control.ts';

/** Each try of all contenders lets one through, and they spread out; who is not through after these comes back later. */
const MOST_TRIES = 20;
const FIRST_MS = 20;
const LONGEST_MS = 1000;

export interface ControlDeps {
  readonly store: ControlStore;
  readonly clock: Clock;
  readonly sleep: (ms: number) => Promise<void>;
  /** A number from 0 up to, not including, 1. */
  readonly random: () => number;
}

/** How a row is kept: under which key, what there is before the first write, and how to read what was written. */
export interface ControlRowSpec<T> {
  readonly key: string;
  readonly empty: T;
  /** Undefined when this version cannot read it. */
  readonly parse: (value: unknown) => T | undefined;
}

/** A new row to save, or none to leave it alone, and an answer for the caller. */
export interface ControlChange<T, A> {
  readonly save?: T;
  readonly answer: A;
}

export interface ControlRow<T> {
  read(): Promise<T | 'unreadable'>;
  /**
   * Puts `change` through, which may run several times, each time on the newest row.
   * @throws Failure transient `ControlBusy` when others are always faster
   */
  change<A>(change: (row: T | 'unreadable', now: Instant) => ControlChange<T, A>): Promise<A>;
}

/** A change that waits for the next write. */
interface Waiting<T> {
  apply(row: T | 'unreadable', now: Instant): { readonly save: T | undefined; readonly tell: () => void };
  fail(error: unknown): void;
}

/** The row of this kind, with this process's own line of waiting changes. */
export function createControlRow<T extends object>(spec: ControlRowSpec<T>, deps: ControlDeps): ControlRow<T> {
  let line: Waiting<T>[] = [];
  let working = false;

  const work = async (): Promise<void> => {
    if (working) return;
    working = true;
    while (line.length > 0) {
      const batch = line;
      line = [];
      await putThrough(batch, spec, deps).catch((error: unknown) => {
        for (const one of batch) one.fail(error);
      });
    }
    working = false;
  };

  return {
    read: async () => rowOf(spec, await deps.store.read(spec.key)),
    change: (change) =>
      new Promise((resolve, reject) => {
        line.push({
          apply(row, now) {
            const { save, answer } = change(row, now);
            return { save, tell: () => resolve(answer) };
          },
          fail: reject,
        });
        void work();
      }),
  };
}

function rowOf<T>(
  { empty, parse }: ControlRowSpec<T>,
  found: { readonly value: unknown } | undefined,
): T | 'unreadable' {
  return found === undefined ? empty : (parse(found.value) ?? 'unreadable');
}

async function putThrough<T extends object>(
  batch: readonly Waiting<T>[],
  spec: ControlRowSpec<T>,
  deps: ControlDeps,
): Promise<void> {
  for (let attempt = 0; attempt < MOST_TRIES; attempt += 1) {
    if (await tryOnce(batch, spec, deps)) return;
    await deps.sleep(deps.random() * Math.min(FIRST_MS * 2 ** attempt, LONGEST_MS));
  }
  throw new Failure('transient', 'ControlBusy', `The row ${spec.key} was busy in ${MOST_TRIES} tries; try again.`);
}

async function tryOnce<T extends object>(
  batch: readonly Waiting<T>[],
  spec: ControlRowSpec<T>,
  { store, clock }: ControlDeps,
): Promise<boolean> {
  const found = await store.read(spec.key);
  const now = clock.now();
  let row = rowOf(spec, found);
  let toSave: T | undefined;
  const tells: (() => void)[] = [];
  for (const one of batch) {
    const { save, tell } = one.apply(row, now);
    toSave = save ?? toSave;
    row = save ?? row;
    tells.push(tell);
  }
  if (toSave !== undefined && (await store.write(spec.key, toSave, found?.etag)) === 'conflict') return false;
  for (const tell of tells) tell();
  return true;
}
