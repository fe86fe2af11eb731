/**
 * Making and taking away role assignments: the only thing that gives or takes access. Every answer that a plan must expect
 * is a value; what remains is thrown as by the reader.
 */
import type { Instant } from '../time.ts';
import type { Grant } from './ownership.ts';

/** How an assignment is to be made. */
export interface NewAssignment {
  /** A GUID; the same grant always has the same (`assignmentName`), so that a repeated write hits what is there. */
  readonly name: string;
  /** `User`, `Group` and so on: without it Azure looks the principal up, and does not find who is new. */
  readonly principalType: string;
  readonly description: string;
}

/** How a write relates to the shared rate and to ARM's own logs. */
export interface WriteOptions {
  /** A slot that an earlier write over the rate has reserved. */
  readonly slot?: Instant;
  /** A GUID that names this write in ARM's own logs. */
  readonly correlationId?: string;
}

/** What Azure said, with its own words where a person has to act on them. */
interface Said {
  readonly code: string;
  readonly message: string;
}

export type WriteOutcome =
  /** It is new (201). */
  | { readonly kind: 'created' }
  /** It stood under this name already, by an earlier write whose answer was lost, or that a listing does not show (200). */
  | { readonly kind: 'wasThere' }
  /** The same grant stands under another name, which Azure does not always tell. */
  | { readonly kind: 'exists'; readonly name?: string }
  /** Unknown to the directory, or so new that the news has not arrived. */
  | ({ readonly kind: 'principalNotFound' } & Said)
  /** The principal is of another type than the one that was said. */
  | ({ readonly kind: 'unmatchedPrincipalType' } & Said)
  /** The name stands for another grant. */
  | ({ readonly kind: 'updateNotPermitted' } & Said)
  /** No more assignments fit into the subscription or at the management group. */
  | ({ readonly kind: 'limitExceeded' } & Said)
  /** The scope is not there. */
  | { readonly kind: 'absent' }
  | WriteRefusal;

export type RemoveOutcome =
  | { readonly kind: 'removed' }
  /** It was not there, or its scope is not. */
  | { readonly kind: 'wasAbsent' }
  | WriteRefusal;

/**
 * Why a write is denied: a lock; the condition on our own role, or its absence, which Azure does not tell apart; the absence
 * of a permission; or what only its text tells.
 */
export type DenialCause = 'lock' | 'condition' | 'permission' | 'other';

/** What may be said to any write. */
export type WriteRefusal =
  /** 401 or 403 (permission, a condition on our own role, policy), or a lock: it stays so until a person acts. */
  | ({ readonly kind: 'denied'; readonly because: DenialCause } & Said)
  /** Any other 409: somebody else is at work there. */
  | ({ readonly kind: 'busy' } & Said)
  /** Any other 4xx. */
  | ({ readonly kind: 'refused' } & Said);

/** Writing assignments. Throws `Throttled` and transient failures as the reader does. */
export interface AssignmentWriter {
  create(grant: Grant, assignment: NewAssignment, options?: WriteOptions): Promise<WriteOutcome>;
  remove(scope: string, name: string, options?: WriteOptions): Promise<RemoveOutcome>;
}
