/** The message on the queue: the name of a machine and the token of the look it stands for. Never what to do. */
import * as z from 'zod';
import { armId, type MachineId, parseMachineId } from './machineId.ts';
import type { LookMessage } from './ports.ts';

const schema = z.object({
  version: z.literal(1),
  machineId: z.string().max(400),
  token: z.string().min(1).max(200),
});

export function messageFor(id: MachineId, token: string): LookMessage {
  return { version: 1, machineId: armId(id), token };
}

/** Reads a message from the queue; undefined when it is none of ours, or of a version this app does not know. */
export function parseMessage(message: unknown): { readonly id: MachineId; readonly token: string } | undefined {
  const parsed = schema.safeParse(message);
  const id = parsed.success ? parseMachineId(parsed.data.machineId) : undefined;
  return parsed.success && id !== undefined ? { id, token: parsed.data.token } : undefined;
}
