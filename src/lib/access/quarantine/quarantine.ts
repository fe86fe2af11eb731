/**
 * A quarantine: what guards withhold of one kind through one binding, until an approver decides. What it holds never
 * changes; what becomes of it is a small state machine. Pure.
 */
import * as z from 'zod';
import { instant } from '../../instant.ts';
import { hours, type Instant } from '../../time.ts';
import { isRunId, runIdsFrom } from '../runRecord.ts';

export const QUARANTINE_KINDS = ['removals', 'additions'] as const;
export type QuarantineKind = (typeof QUARANTINE_KINDS)[number];

export const QUARANTINE_STATUSES = ['pending', 'approved', 'rejected', 'expired', 'obsolete'] as const;
export type QuarantineStatus = (typeof QUARANTINE_STATUSES)[number];

const contents = z.object({
  /** Null for what no binding is known for. */
  binding: z.string().nullable(),
  kind: z.enum(QUARANTINE_KINDS),
  /** 64 hex digits over its changes. */
  hash: z.string(),
  /** Which guards have tripped, with their numbers. */
  why: z.string(),
  /** How many changes it holds; they themselves are a document of their own. */
  count: z.int(),
  createdAt: instant,
  /** Until then somebody may decide. */
  expiresAt: instant,
  /** That its time is over is known by the clock, and not written. */
  status: z.enum(['pending', 'approved', 'rejected', 'obsolete']),
  decision: z
    .object({
      at: instant,
      by: z.string(),
      reason: z.string(),
      /** How long it holds. */
      until: instant,
    })
    .readonly()
    .exactOptional(),
  /** The approval that a rejection has withdrawn. */
  withdrawn: z.object({ at: z.number(), by: z.string(), reason: z.string() }).readonly().exactOptional(),
});

export interface Quarantine extends Readonly<z.output<typeof contents>> {
  readonly id: string;
}

/** So long somebody may decide. Then it is proposed anew, if it is still wanted. */
const PENDING_MS = hours(24 * 7);
/** So long an approval authorises its changes. */
const APPROVED_MS = hours(24);
/** So long what was rejected is not proposed again. */
const REJECTED_MS = hours(24 * 7);

/** How long a quarantine is remembered. */
export const QUARANTINE_RETENTION_MS = hours(24 * 90);

/** What was made earlier than this before now has no effect any more: it was decided on its last day, and that is over. */
export const QUARANTINE_EFFECT_MS = PENDING_MS + Math.max(APPROVED_MS, REJECTED_MS);

const TAIL = 10;

/** An id that follows from its time and its hash: a later one sorts first, and one plan never gives one id twice. */
export function quarantineId(createdAt: Instant, hash: string): string {
  return `${runIdsFrom(createdAt)}-${hash.slice(0, TAIL)}`;
}

/** Whether a text has the form of the id of a quarantine. */
export function isQuarantineId(text: string): boolean {
  return isRunId(text);
}

/** A new one, for somebody to decide on. */
export function pendingQuarantine(
  about: Pick<Quarantine, 'binding' | 'kind' | 'hash' | 'why' | 'count'>,
  now: Instant,
): Quarantine {
  const { binding, kind, hash, why, count } = about;
  const expiresAt = now + PENDING_MS;
  return {
    id: quarantineId(now, hash),
    binding,
    kind,
    hash,
    why,
    count,
    createdAt: now,
    expiresAt,
    status: 'pending',
  };
}

/** The quarantine of this id from what was stored of it; undefined when that is not what this version writes. */
export function readQuarantine(id: string, stored: unknown): Quarantine | undefined {
  const { data } = contents.safeParse(stored);
  return data === undefined || !isQuarantineId(id) ? undefined : { id, ...data };
}

/** Where it stands now. An approval that is over has expired; a rejection stays one. */
export function statusAt(quarantine: Quarantine, now: Instant): QuarantineStatus {
  const { status, expiresAt } = quarantine;
  if (status === 'pending') return now < expiresAt ? 'pending' : 'expired';
  return status === 'approved' && decisionAt(quarantine, now) === undefined ? 'expired' : status;
}

/** Its decision while that holds: what was approved may be made, what was rejected is not proposed again. */
export function decisionAt({ decision }: Quarantine, now: Instant): Quarantine['decision'] {
  return decision !== undefined && now < decision.until ? decision : undefined;
}

/** What an approver says. */
export interface Decision {
  readonly what: 'approve' | 'reject';
  /** Of the changes that they have read. */
  readonly hash: string;
  readonly by: string;
  readonly reason: string;
}

/** The quarantine with the decision, or why it cannot be had any more. An approval can be withdrawn while it holds. */
export function decided(
  quarantine: Quarantine,
  { what, hash, by, reason }: Decision,
  now: Instant,
):
  | { readonly ok: true; readonly quarantine: Quarantine }
  | { readonly ok: false; readonly because: Exclude<QuarantineStatus, 'pending'> | 'otherHash' } {
  const status = statusAt(quarantine, now);
  const withdraws = status === 'approved' && what === 'reject';
  if (status !== 'pending' && !withdraws) return { ok: false, because: status };
  if (hash.toLowerCase() !== quarantine.hash) return { ok: false, because: 'otherHash' };
  const [next, holds] =
    what === 'approve' ? (['approved', APPROVED_MS] as const) : (['rejected', REJECTED_MS] as const);
  const decision = { at: now, by, reason, until: now + holds };
  return { ok: true, quarantine: { ...quarantine, status: next, decision, ...(withdraws && withdrawnIn(quarantine)) } };
}

function withdrawnIn({ decision }: Quarantine): Pick<Quarantine, 'withdrawn'> {
  if (decision === undefined) return {};
  const { at, by, reason } = decision;
  return { withdrawn: { at, by, reason } };
}

/** Nobody can decide on it any more: the plan withholds something else, or nothing. */
export function obsoleted(quarantine: Quarantine): Quarantine {
  return { ...quarantine, status: 'obsolete' };
}
