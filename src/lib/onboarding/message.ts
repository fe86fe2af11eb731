/** The message on the queue: the name of a machine and the token of the look it stands for. Never what to do. */
import * as z from 'zod';
import { armId, type MachineId, parseMachineId } from './machineId.ts';
import type { LookMessage } from './ports.ts';

const schema = z.object({
  version: z.literal(1),
  machineId: z.string().max(400),
  token: z.string().min(1).max(200),
  redelivered: z.literal(true).optional(),
});

/** `redelivered`: it stands for one that the queue had brought back. */
export function messageFor(id: MachineId, token: string, redelivered = false): LookMessage {
  return { version: 1, machineId: armId(id), token, ...(redelivered && { redelivered }) };
}

/** What a message calls for. */
export interface LookCall {
  readonly id: MachineId;
  readonly token: string;
  /** The queue has handed the message out before: whoever had it may have died half way. */
  readonly redelivered: boolean;
}

/** Reads a message from the queue; undefined when it is none of ours, or of a version this app does not know. */
export function parseMessage(message: unknown): LookCall | undefined {
  const parsed = schema.safeParse(message);
  const id = parsed.success ? parseMachineId(parsed.data.machineId) : undefined;
  if (!parsed.success || id === undefined) return undefined;
  return { id, token: parsed.data.token, redelivered: parsed.data.redelivered === true };
}
