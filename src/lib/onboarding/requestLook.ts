/** Asking for a look: what events and people do. The marks are put down first, the message follows. */
import type { Instant } from '../time.ts';
import { type Cause, request } from './looks.ts';
import type { MachineId } from './machineId.ts';
import { messageFor } from './message.ts';
import type { Held, LookMessage } from './ports.ts';
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

function unmarked(record: MachineRecord): MachineRecord {
  return record;
}
