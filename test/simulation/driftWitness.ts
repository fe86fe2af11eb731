/**
 * Sees what becomes of extensions that somebody else removes: how often the ledger has told of it, and that nobody installs
 * one again before its time.
 */
import type { Operation } from '../../local/cloud/rules/machineState.ts';
import type { Time } from '../../local/cloud/time.ts';
import { type MachineId, machineKey } from '../../src/lib/onboarding/machineId.ts';
import type { Ledger } from '../../src/lib/onboarding/ports.ts';
import type { MachineRecord } from '../../src/lib/onboarding/record.ts';
import type { Instant } from '../../src/lib/time.ts';
import { DRIFT_GRACE_MS } from './start.ts';
import type { Wrong } from './witness.ts';

/** Removed so often, it is left alone. */
const A_FIGHT = 3;

export interface DriftWitness {
  /** The ledger as the app is to use it. */
  readonly ledger: Ledger;
  /** Somebody else removes the extension of a machine. */
  removed(id: MachineId): void;
  /** A machine is deleted: its extension goes with it. */
  deleted(id: MachineId): void;
  /** A person calls: what was removed before no longer counts. */
  pardoned(id: MachineId): void;
  /** ARM has taken on an installation of ours. */
  tookOn(id: MachineId, operation: Operation): void;
  /** Whether an installation of ours has ever failed on the machine. */
  hasFailed(id: MachineId): boolean;
  /** Whether the ledger has told of so many removals that the machine is to be left alone. */
  isFought(id: MachineId): boolean;
}

/** What the ledger tells of a machine, and what has become of its extension. */
interface Known {
  readonly ready: boolean;
  readonly gone: boolean;
  /** Removals that it tells of. */
  readonly told: number;
  /** Removals there were. */
  readonly removals: number;
  /** The first removal since the extension was last on record. */
  readonly removedAt?: Instant | undefined;
  readonly pardoned: boolean;
}

const NOTHING: Known = { ready: false, gone: false, told: 0, removals: 0, pardoned: false };

export function createDriftWitness(inner: Ledger, { now }: Pick<Time, 'now'>, wrong: Wrong): DriftWitness {
  const known = new Map<string, Known>();
  /** The rows of a machine: one for each id that it has had. */
  const rows = new Map<string, Set<string>>();
  const installs: { readonly key: string; readonly operation: Operation }[] = [];
  const of = (id: MachineId): Known => known.get(nameOf(id)) ?? NOTHING;

  return {
    ledger: {
      ...inner,
      async write(record, etag) {
        const written = await inner.write(record, etag);
        if (written === 'conflict') return written;
        const name = nameOf(record.id);
        rows.set(name, (rows.get(name) ?? new Set()).add(machineKey(record.id)));
        // Under its other id, a machine that was moved goes on.
        if (record.state === 'Gone') return written;
        const before = of(record.id);
        const next = afterWriting(before, record);
        known.set(nameOf(record.id), next);
        if (next.told > next.removals || miscounted(before, next))
          wrong(record.id, `tells of ${next.told} removals, after ${before.told}; there were ${next.removals}`);
        return written;
      },
      async remove(id, etag) {
        const removed = await inner.remove(id, etag);
        const left = rows.get(nameOf(id));
        if (removed === 'removed') left?.delete(machineKey(id));
        // The history of its vmId is on record for as long as one of its rows is.
        if (left === undefined || left.size === 0) known.delete(nameOf(id));
        return removed;
      },
    },
    removed(id) {
      const before = of(id);
      const removedAt = before.ready ? (before.removedAt ?? now()) : undefined;
      known.set(nameOf(id), { ...before, removals: before.removals + 1, removedAt });
    },
    deleted: (id) => void known.set(nameOf(id), { ...of(id), removals: of(id).removals + 1 }),
    pardoned: (id) => void known.set(nameOf(id), { ...of(id), pardoned: true }),
    tookOn(id, operation) {
      installs.push({ key: nameOf(id), operation });
      const { removedAt, told } = of(id);
      if (removedAt === undefined) return;
      if (now() < removedAt + DRIFT_GRACE_MS) wrong(id, 'an installation soon after somebody removed the extension');
      if (told >= A_FIGHT) wrong(id, 'an installation after the third removal');
    },
    hasFailed: (id) => installs.some(({ key, operation }) => key === nameOf(id) && operation.status === 'Failed'),
    isFought: (id) => of(id).told >= A_FIGHT,
  };
}

/** A machine keeps its name when it is moved. */
function nameOf({ name }: MachineId): string {
  return name.toLowerCase();
}

function afterWriting(before: Known, { readyAt, removedAt, removals: told = 0, seen }: MachineRecord): Known {
  const { removals, pardoned } = before;
  if (readyAt === undefined) return { ...NOTHING, told, removals, pardoned };
  const gone = removedAt !== undefined;
  const since = seen?.extension === undefined ? (before.removedAt ?? removedAt) : undefined;
  // Whoever is told of less than before, or not of one more, had a person's word for it.
  const isPardoned = told < before.told || (gone && !before.gone && told === before.told);
  return { ready: true, gone, told, removals, removedAt: since, pardoned: pardoned && !isPardoned };
}

/** Each removal counts once, and only a person makes the count begin anew. */
function miscounted(before: Known, after: Known): boolean {
  if (!after.ready || !before.ready || before.pardoned) return false;
  const isNew = after.gone && !before.gone;
  return after.told !== before.told + (isNew ? 1 : 0);
}
