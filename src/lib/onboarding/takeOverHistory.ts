/** A machine that turns up under an id where it was not seen before brings the history of its vmId along. */
import type { Instant } from '../time.ts';
import { anotherMachine, inherited } from './history.ts';
import { inOrder } from './kin.ts';
import type { ObservedMachine } from './machine.ts';
import { type MachineId, sameMachine } from './machineId.ts';
import type { KinDeps } from './meetKin.ts';
import type { MachineRecord } from './record.ts';
import { identityOf, isOtherVmId } from './vmIds.ts';

/** Of many copies of one machine, the newest few tell enough. */
const MOST_ASKED = 3;

/**
 * The record with what is remembered of the machine's vmId under other ids, whether it is gone there already or not: an
 * extension that somebody removed, installations that failed, and an exclusion do not end with a move or a registration
 * elsewhere. A machine that was seen with this vmId before has its own history, unless it was gone and has been at another
 * id since.
 */
export async function takeOverHistory(
  record: MachineRecord,
  machine: ObservedMachine,
  now: Instant,
  deps: HistoryDeps,
): Promise<MachineRecord> {
  const vmId = identityOf(machine.vmId);
  const isOwn = vmId === identityOf(record.seen?.vmId);
  if (vmId === undefined || (isOwn && record.state !== 'Gone')) return record;
  const other = await newestOther(vmId, record, isOwn, deps);
  if (other === undefined) return record;
  return inherited(isOtherVmId(record.seen?.vmId, vmId) ? anotherMachine(record, now) : record, other, now);
}

type HistoryDeps = Pick<KinDeps, 'vmIds' | 'watched' | 'ledger'>;

/** The record of the machine that had this vmId last, under another id; `isOwn`: only if it has had it since this one. */
async function newestOther(vmId: string, own: MachineRecord, isOwn: boolean, deps: HistoryDeps) {
  const claims = inOrder(await deps.vmIds.of(vmId));
  const place = claims.findIndex(({ id }) => sameMachine(id, own.id));
  const since = isOwn ? claims.slice(place + 1) : claims.filter((_, at) => at !== place);
  // A record is written again also while the machine is gone, so its age tells only where there is no claim of its own.
  const isLater = (other: MachineRecord) => place >= 0 || !isOwn || other.updatedAt > own.updatedAt;
  for (const { id } of since.toReversed().slice(0, MOST_ASKED)) {
    const other = await watchedRecord(id, deps);
    if (other !== undefined && identityOf(other.seen?.vmId) === vmId && isLater(other)) return other;
  }
  return undefined;
}

async function watchedRecord(id: MachineId, { watched, ledger }: HistoryDeps): Promise<MachineRecord | undefined> {
  return (await watched.includes(id.subscriptionId)) ? (await ledger.read(id))?.record : undefined;
}
