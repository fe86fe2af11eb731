/**
 * An order to leave goes with the machine to its new id. It is put on the new row first and taken from the old one then, so
 * that a process which dies in between does it again, which changes nothing.
 */
import { armId } from './machineId.ts';
import type { OffboardRequest } from './offboarding.ts';
import { offboardingPassedOn } from './offboardingOnRecord.ts';
import { type MachineRecord, note } from './record.ts';
import { type AskDeps, requestLook } from './requestLook.ts';
import type { Claim } from './vmIds.ts';

/**
 * The record of a machine that is gone to where `heir` is, its order passed on. `besideOthers`: others of its vmId were
 * seen while it was still there.
 */
export async function passOnOrder(
  record: MachineRecord,
  heir: Claim | undefined,
  besideOthers: boolean,
  deps: AskDeps,
): Promise<MachineRecord> {
  const { unmetOrder: order, ...rest } = record;
  if (order === undefined || heir === undefined) return record;
  // One that stood beside it when the order came is a copy of it, and nobody wants that to leave.
  if (besideOthers && heir.since < order.requestedAt) return rest;
  await giveTo(heir, order, record, deps);
  const message = `The order to leave Microsoft Entra goes on with ${armId(heir.id)}.`;
  return note(rest, deps.clock.now(), 'OffboardPassedOn', message);
}

async function giveTo({ id }: Claim, order: OffboardRequest, from: MachineRecord, deps: AskDeps): Promise<void> {
  const message = await requestLook(
    {
      id,
      token: deps.newToken(),
      cause: 'event',
      mark: (heir, now) => offboardingPassedOn(heir, order, from.id, now),
    },
    deps,
  );
  if (message !== undefined) await deps.queue.send(message, 0);
}
