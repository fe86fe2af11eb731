/**
 * Sees what the app changes next to what its brakes said at that moment: nothing begins while people have paused it or the
 * rollout is halted, and never are more installations under way than may be.
 */
import type { Operation } from '../../local/cloud/rules/machineState.ts';
import type { Time } from '../../local/cloud/time.ts';
import type { MemoryControl } from '../../local/memory/control.ts';
import type { ControlStore } from '../../src/lib/onboarding/control.ts';
import type { MachineId } from '../../src/lib/onboarding/machineId.ts';
import { isPaused, NO_PAUSES, type Pauses, readPauses } from '../../src/lib/onboarding/pause.ts';
import { readRollout } from '../../src/lib/onboarding/rollout.ts';
import { type Instant, minutes } from '../../src/lib/time.ts';
import type { Wrong } from './witness.ts';
import type { CONTROL_ROWS } from './world.ts';

/** What POST /pause promises. */
const SEEN_WITHIN_MS = minutes(1);
/** A look has its place before it writes, and what it writes may take effect late. */
const LONGEST_LOOK_MS = minutes(3);
/** An installation that is under way for longer gives its place back. */
const STUCK_MS = minutes(60);

export interface BrakeWitness {
  /** The store of the brakes, as the app is to use it. */
  readonly control: ControlStore;
  /** Somebody deletes a row of it: what was in force is no more, and who had a place has none. */
  lose(row: (typeof CONTROL_ROWS)[number]): void;
  /** A change of a machine begins. */
  begins(id: MachineId, what: 'identity' | 'installation'): void;
  /** ARM has taken on an installation of ours. */
  tookOn(id: MachineId, operation: Operation): void;
}

export interface BrakeWitnessDeps {
  readonly time: Pick<Time, 'now'>;
  readonly store: MemoryControl;
  readonly most: number;
  readonly wrong: Wrong;
  /** Told when the rollout is halted. */
  readonly halted: () => void;
}

export function createBrakeWitness({ time, store, most, wrong, halted }: BrakeWitnessDeps): BrakeWitness {
  const pauses: { readonly row: Pauses; readonly from: Instant }[] = [];
  let haltedSince: Instant | undefined;
  let countedFrom = Number.NEGATIVE_INFINITY;
  let judged: readonly Judged[] = [];
  let taken: readonly { readonly operation: Operation; readonly at: Instant }[] = [];
  pausesAre(NO_PAUSES);

  function pausesAre(row: Pauses): void {
    pauses.push({ row, from: time.now() });
  }

  /** Whatever an instance has read within the last minute tells it so. */
  function isSeenPaused(): boolean {
    const now = time.now();
    const read = pauses.filter((_, index) => (pauses[index + 1]?.from ?? now) >= now - SEEN_WITHIN_MS);
    return read.every(({ row }) => isPaused(row, 'onboarding', now));
  }

  /** What has ended before is not held against what comes. */
  function anew(): void {
    judged = judged.filter(({ operation }) => operation.status === 'InProgress');
  }

  function haltIs(isHalted: boolean): void {
    if (isHalted && haltedSince === undefined) {
      const [last] = judged.slice(-1);
      if (last !== undefined && !mayHalt(judged)) wrong(last.id, 'the rollout halts, and too few machines have failed');
      halted();
    }
    if (!isHalted && haltedSince !== undefined) anew();
    haltedSince = isHalted ? (haltedSince ?? time.now()) : undefined;
  }

  return {
    control: {
      read: (key) => store.read(key),
      async write(key, value, etag) {
        const written = await store.write(key, value, etag);
        if (written === 'ok' && key === 'pauses') pausesAre(readPauses(value) ?? NO_PAUSES);
        if (written === 'ok' && key === 'rollout') haltIs(readRollout(value)?.halted !== undefined);
        return written;
      },
    },
    lose(row) {
      store.lose(row);
      if (row === 'pauses') return pausesAre(NO_PAUSES);
      haltIs(false);
      anew();
      // A look that had its place may still begin, and nobody knows of it.
      countedFrom = time.now() + LONGEST_LOOK_MS;
    },
    begins(id, what) {
      const now = time.now();
      if (isSeenPaused()) wrong(id, `a change of its ${what} while people have paused it`);
      const stopped = now - (haltedSince ?? now) > LONGEST_LOOK_MS && what === 'installation';
      if (stopped) wrong(id, 'an installation though the rollout is halted');
    },
    tookOn(id, operation) {
      const at = time.now();
      judged = [...judged, { id, operation }];
      const others = taken.filter((one) => one.operation.status === 'InProgress' && counts(one.at, at));
      taken = [...others, { operation, at }];
      if (taken.length > most) wrong(id, `${taken.length} installations under way, and there may be ${most}`);
    },
  };

  function counts(since: Instant, now: Instant): boolean {
    return since >= countedFrom && now - since < STUCK_MS - LONGEST_LOOK_MS;
  }
}

interface Judged {
  readonly id: MachineId;
  readonly operation: Operation;
}

/** One vote a machine: ten at least have finished, and a fifth of ten failed, for causes that do not lie in the machine. */
function mayHalt(judged: readonly Judged[]): boolean {
  const weights = new Map<string, number>();
  for (const { id, operation } of judged) {
    if (operation.status !== 'InProgress')
      weights.set(id.name, Math.max(weights.get(id.name) ?? 0, weightOf(operation)));
  }
  const sum = [...weights.values()].reduce((total, weight) => total + weight, 0);
  return weights.size >= 10 && sum > 2 - 1e-6;
}

function weightOf({ status, error, extension }: Operation): number {
  const isThere = extension.machine.extensions.get('aadlogin')?.provisioningState === 'Succeeded';
  if (status === 'Succeeded') return isThere ? 0 : 1;
  const said = `${error?.message} ${extension.status?.message}`;
  return said.includes('supported on this operating system') ? 0.1 : 1;
}
