/** The machine that a person wants something done with: on record, or in Azure at least. */
import { type Problem, problem } from '../http/problem.ts';
import { armId, type MachineId } from '../onboarding/machineId.ts';
import type { Held, LookQueue, MachineReader } from '../onboarding/ports.ts';
import type { MachineRecord } from '../onboarding/record.ts';
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
  return (
    (await missing(id, reader, unknownMachine('in the subscriptions that are watched'))) ?? { id, held: undefined }
  );
}

/** The same, of a machine that something is to be done with: one that is on record as gone must be there again. */
export async function machineToChange(id: MachineId, deps: LookingDeps) {
  const found = await machineToLookAt(id, deps);
  if ('code' in found || found.held?.record.state !== 'Gone') return found;
  return (await missing(found.id, deps.reader, goneMachine(found.held.record))) ?? found;
}

/** The problem to answer when Azure does not show the machine; `absent` when it says that there is none. */
async function missing(id: MachineId, reader: MachineReader, absent: Problem<'unknown-machine'>) {
  const reading = await reader.get(id, { unknown: true });
  if (reading.kind === 'absent') return absent;
  if (reading.kind === 'machine') return undefined;
  return problem('upstream', `Azure does not let this app read the machine (${reading.code}).`);
}

/** The machine is no more, or has another id now. */
function goneMachine({ id, movedTo }: MachineRecord) {
  const now = movedTo === undefined ? '' : ` It is ${armId(movedTo)} now: ask for that one.`;
  return problem('unknown-machine', `The machine ${armId(id)} is gone from Azure.${now}`);
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
