/** Asking for a look: what events and people do. The marks are put down first, the message follows. */
import type { Instant } from '../time.ts';
import { type Cause, request } from './looks.ts';
import type { MachineId } from './machineId.ts';
import { messageFor } from './message.ts';
import type { Held, LookMessage, LookQueue } from './ports.ts';
import type { MachineRecord } from './record.ts';
import { changeRow, type RowDeps } from './row.ts';

export interface LookRequest {
  readonly id: MachineId;
  /** Names the request, so that the same one made twice is one. */
  readonly token: string;
  readonly cause: Cause;
  /** What is put on the row together with the request; the same record when there is nothing to put. */
  readonly mark?: (record: MachineRecord, now: Instant) => MachineRecord;
}

/**
 * Puts a request for a look on the machine's row. Answers the message that the caller must send, or undefined when a look
 * is coming anyway. `known` spares the first reading. Whoever dies between this and sending makes the same request again
 * (Event Grid redelivers), and gets the same message.
 */
export async function requestLook(
  { id, token, cause, mark = unmarked }: LookRequest,
  deps: RowDeps,
  known?: { readonly held: Held | undefined },
): Promise<LookMessage | undefined> {
  const { answer } = await changeRow<LookMessage | undefined>(
    id,
    deps,
    (record, now) => {
      const marked = mark(record, now);
      const { save, send } = request(record.looks, token, cause, now);
      return {
        answer: send === undefined ? undefined : messageFor(id, send),
        ...((save !== undefined || marked !== record) && { save: { ...marked, looks: save ?? record.looks } }),
      };
    },
    known,
  );
  return answer;
}

export interface AskDeps extends RowDeps {
  readonly queue: LookQueue;
  /** A token never seen before. */
  readonly newToken: () => string;
}

/** Asks for a look on our own account, and sends its message. */
export async function askForLook(id: MachineId, deps: AskDeps, known?: { readonly held: Held }): Promise<void> {
  const message = await requestLook({ id, token: deps.newToken(), cause: 'event' }, deps, known);
  if (message !== undefined) await deps.queue.send(message, 0);
}

function unmarked(record: MachineRecord): MachineRecord {
  return record;
}
