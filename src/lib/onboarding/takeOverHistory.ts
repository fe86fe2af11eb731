/** A machine that turns up under an id where it was not seen before brings the history of its vmId along. */
import type { Instant } from '../time.ts';
import { anotherMachine, inherited } from './history.ts';
import { inOrder } from './kin.ts';
import type { ObservedMachine } from './machine.ts';
import { sameMachine } from './machineId.ts';
import type { KinDeps } from './meetKin.ts';
import type { MachineRecord } from './record.ts';
import { identityOf, isOtherVmId } from './vmIds.ts';

/** Of many copies of one machine, the newest few tell enough. */
const MOST_ASKED = 3;

/**
 * The record with what is remembered of the machine's vmId under other ids, whether it is gone there already or not: an
 * extension that somebody removed, installations that failed, and an exclusion do not end with a move or a registration
 * elsewhere. A machine that was seen with this vmId before has its own history, unless it was gone and is known from another
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
  const other = await newestOther(vmId, record, deps);
  if (other === undefined || (isOwn && other.updatedAt <= record.updatedAt)) return record;
  return inherited(isOtherVmId(record.seen?.vmId, vmId) ? anotherMachine(record, now) : record, other, now);
}

type HistoryDeps = Pick<KinDeps, 'vmIds' | 'watched' | 'ledger'>;

/** The record of the machine that had this vmId last, under another id. */
async function newestOther(vmId: string, { id: own }: MachineRecord, { vmIds, watched, ledger }: HistoryDeps) {
  const others = inOrder(await vmIds.of(vmId)).filter(({ id }) => !sameMachine(id, own));
  for (const { id } of others.toReversed().slice(0, MOST_ASKED)) {
    const held = (await watched.includes(id.subscriptionId)) ? await ledger.read(id) : undefined;
    if (identityOf(held?.record.seen?.vmId) === vmId) return held?.record;
  }
  return undefined;
}
