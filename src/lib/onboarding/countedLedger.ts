/**
 * A ledger that keeps the totals of the fleet up as its records change, so that nobody has to count them. It knows what a
 * record was counted as from having read or written it; what it does not know, the next sweep counts exactly.
 */
import type { FleetTotals } from './fleetTotals.ts';
import { type MachineId, machineKey } from './machineId.ts';
import type { Ledger } from './ports.ts';
import type { MachineRecord } from './record.ts';
import { secondsToReady } from './timeToReady.ts';

/** Rows that a process has read and may yet write. A look reads and writes its own at once. */
const REMEMBERED = 10_000;

type Was = Pick<MachineRecord, 'state' | 'reason' | 'readyAt'>;

/** The ledger, telling `totals` of every change. A failure of the totals never fails a look. */
export function countedLedger(ledger: Ledger, totals: Pick<FleetTotals, 'moved'>): Ledger {
  const held = new Map<string, Was>();
  const keyOf = (id: MachineId, etag: string) => `${id.subscriptionId}/${machineKey(id)}@${etag}`;

  const remember = (id: MachineId, etag: string, { state, reason, readyAt }: MachineRecord): void => {
    const [oldest] = held.keys();
    if (held.size >= REMEMBERED && oldest !== undefined) held.delete(oldest);
    held.set(keyOf(id, etag), readyAt === undefined ? { state, reason } : { state, reason, readyAt });
  };
  const forget = (id: MachineId, etag: string | undefined): Was | undefined => {
    if (etag === undefined) return undefined;
    const was = held.get(keyOf(id, etag));
    held.delete(keyOf(id, etag));
    return was;
  };

  return {
    list: (filter, limit, from) => ledger.list(filter, limit, from),
    async read(id) {
      const found = await ledger.read(id);
      if (found !== undefined) remember(id, found.etag, found.record);
      return found;
    },
    async write(record, etag) {
      const written = await ledger.write(record, etag);
      if (written === 'conflict') return written;
      const was = forget(record.id, etag);
      remember(record.id, written.etag, record);
      if (etag === undefined || was !== undefined) await tell(totals, was, record);
      return written;
    },
    async remove(id, etag) {
      const removed = await ledger.remove(id, etag);
      const was = removed === 'removed' ? forget(id, etag) : undefined;
      if (was !== undefined) await tell(totals, was, undefined);
      return removed;
    },
  };
}

async function tell(
  totals: Pick<FleetTotals, 'moved'>,
  from: Was | undefined,
  to: MachineRecord | undefined,
): Promise<void> {
  if (`${from?.state}/${from?.reason}` === `${to?.state}/${to?.reason}`) return;
  try {
    await totals.moved(from, to, secondsTaken(from, to));
  } catch {
    // What could not be written goes with the next change, or is counted anew by the next sweep.
  }
}

/** How long it took, when this is the moment in which the machine became ready for the first time. */
function secondsTaken(from: Was | undefined, to: MachineRecord | undefined): number | undefined {
  return to === undefined || from?.readyAt !== undefined ? undefined : secondsToReady(to);
}
