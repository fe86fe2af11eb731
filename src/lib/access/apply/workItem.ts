/**
 * The message for one change: where, which role, whom. Never whether it is given or taken, nor why: that is decided by the
 * newest plan and proven anew, so that nobody gains or loses access because of what lies on a queue.
 */
import * as z from 'zod';
import type { Grant } from '../ownership.ts';

const schema = z.strictObject({
  version: z.literal(1),
  scope: z.string().min(1).max(2048),
  role: z.enum(['administrator', 'user']),
  principal: z.guid().toLowerCase(),
});

/** Messages for changes. */
export interface ChangeQueue {
  send(grant: Grant, delayMs: number): Promise<void>;
}

/** The message for a change. */
export function workItem({ scope, role, principalId }: Grant): z.output<typeof schema> {
  return { version: 1, scope, role, principal: principalId };
}

/** What a message names; undefined when it is none of ours, or of a version this app does not know. */
export function parseWorkItem(message: unknown): Grant | undefined {
  const { data } = schema.safeParse(message);
  return data === undefined ? undefined : { scope: data.scope, role: data.role, principalId: data.principal };
}
