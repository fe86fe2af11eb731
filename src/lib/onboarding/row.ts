/** Changing a machine's ledger row when others may change it too: read, change, write if unchanged, else again. */
import { Failure } from '../errors.ts';
import type { Clock, Instant } from '../time.ts';
import type { MachineId } from './machineId.ts';
import type { Held, Ledger } from './ports.ts';
import { firstSight, type MachineRecord } from './record.ts';

/** Enough for the handful that may meet on one row; more is a fault, and the caller's message comes back anyway. */
const TRIES = 8;

export interface RowDeps {
  readonly ledger: Ledger;
  readonly clock: Clock;
}

/** What a change makes of the record: a new one to save (none leaves the row alone), and an answer for the caller. */
export interface RowChange<T> {
  readonly save?: MachineRecord;
  readonly answer: T;
}

/**
 * Changes the row of a machine, which is made when there is none. `known` spares the first reading. Answers what the change
 * answered and the row as saved. Throws a transient `LedgerBusy` when others are always faster.
 */
export async function changeRow<T>(
  id: MachineId,
  { ledger, clock }: RowDeps,
  change: (record: MachineRecord, now: Instant) => RowChange<T>,
  known?: { readonly held: Held | undefined },
): Promise<{ readonly answer: T; readonly saved?: Held }> {
  for (let attempt = 0; attempt < TRIES; attempt++) {
    const held = attempt === 0 && known !== undefined ? known.held : await ledger.read(id);
    const now = clock.now();
    const { save, answer } = change(held?.record ?? firstSight(id, now), now);
    if (save === undefined) return { answer };
    const written = await ledger.write(save, held?.etag);
    if (written !== 'conflict') return { answer, saved: { record: save, etag: written.etag } };
  }
  throw ledgerBusy();
}

/** Others keep changing the row. */
export function ledgerBusy(): Failure {
  return new Failure('transient', 'LedgerBusy', 'The ledger row of this machine keeps changing; try again.');
}
