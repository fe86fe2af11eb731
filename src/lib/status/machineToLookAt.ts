/** The machine that a person wants something done with: on record, or in Azure at least. */
import { problem } from '../http/problem.ts';
import type { MachineId } from '../onboarding/machineId.ts';
import type { Held, LookQueue, MachineReader } from '../onboarding/ports.ts';
import { type LookRequest, requestLook } from '../onboarding/requestLook.ts';
import type { RowDeps } from '../onboarding/row.ts';
import type { Watched } from '../onboarding/watched.ts';
import { unknownMachine } from './machines.ts';

export interface LookingDeps extends RowDeps {
  readonly reader: MachineReader;
  readonly queue: LookQueue;
  readonly newToken: () => string;
  readonly watched: Pick<Watched, 'includes'>;
}

/** The machine under the id by which it is known, with its row if it has one; or the problem to answer. */
export async function machineToLookAt(id: MachineId, { ledger, reader, watched }: LookingDeps) {
  if (!(await watched.includes(id.subscriptionId))) return unknownMachine('in the subscriptions that are watched');
  const held = await ledger.read(id);
  if (held !== undefined) return { id: held.record.id, held };
  const reading = await reader.get(id, { unknown: true });
  if (reading.kind === 'absent') return unknownMachine('in the subscriptions that are watched');
  if (reading.kind === 'denied') {
    return problem('upstream', `Azure does not let this app read the machine (${reading.code}).`);
  }
  return { id, held: undefined };
}

/** Has the machine looked at for a person. `already-coming`: by a look that an event has asked for. */
export async function lookForPerson(
  { id, held }: { readonly id: MachineId; readonly held: Held | undefined },
  deps: LookingDeps,
  mark?: LookRequest['mark'],
): Promise<'requested' | 'already-coming'> {
  const request = { id, token: deps.newToken(), cause: 'person' as const, ...(mark !== undefined && { mark }) };
  const message = await requestLook(request, deps, { held });
  if (message !== undefined) await deps.queue.send(message, 0);
  return message?.token === request.token ? 'requested' : 'already-coming';
}
