/** An assignment that nobody wants: ours is to go unless something keeps it, and what is foreign is shown. Pure. */
import type { Instant } from '../../time.ts';
import type { Assignment } from '../assignment.ts';
import { noteAbsence } from './absence.ts';
import type { Change, RemoveReason, Withheld } from './change.ts';
import { awaited } from './confirmation.ts';
import type { Findings } from './findings.ts';
import { foreignOf } from './foreign.ts';
import type { Judgement } from './judgement.ts';
import { noteRecord } from './onRecord.ts';
import { isDue } from './proposal.ts';
import { judgeRemoval } from './removal.ts';
import { isOurs, type Site } from './site.ts';
import { POLICY_UNREADABLE, UNREADABLE } from './unreadable.ts';

/** Adds what it finds to `out`. */
export function compareUnwanted(assignment: Assignment, site: Site, out: Findings): void {
  if (!isOurs(assignment, site)) {
    out.foreign.push(foreignOf(assignment, site.world));
    return;
  }
  const judged = judgeRemoval(assignment, site);
  noteRecord(assignment, judged.binding, site, out);
  // A change names a principal: of two assignments of ours the one that counts stands for both.
  if (isDouble(assignment, site)) return;
  const { scope, role, principalId, principalType } = assignment;
  const { reason, binding } = judged;
  if (reason === 'leftGroup' || reason === 'notAPerson') noteAbsence(principalId, site, out);
  const change: Change = { action: 'remove', scope, role, principalId, principalType, binding, reason };
  const held = holdingBack(judged, principalId, site);
  if (held === undefined) out.removes.push(change);
  else withhold(change, held, isProposed(judged, site), site, out);
}

interface Held {
  readonly why: Withheld['why'];
  /** From when on it may be over by itself; Infinity when people have to do something. */
  readonly confirmAt: Instant;
}

/** What keeps it. */
function holdingBack(judged: Judgement, principalId: string, site: Site): Held | undefined {
  const { reason, withheld, confirmAt = Infinity } = judged;
  const why = withheld ?? heldAnyway(reason, site);
  return why === undefined ? awaited(judged, principalId, site) : { why, confirmAt };
}

function isProposed({ reason, binding, proposable }: Judgement, site: Site): boolean {
  return proposable === true && isDue(binding, site) && heldAnyway(reason, site) === undefined;
}

function withhold(change: Change, { why, confirmAt }: Held, proposed: boolean, { world }: Site, out: Findings): void {
  out.withheld.push({ ...change, why, ...(proposed && { proposed }) });
  out.confirmAt = Math.min(out.confirmAt, confirmAt);
  const { binding } = change;
  if (why.code !== 'IncompleteReading' || binding === null) return;
  out.blockedSince.set(binding, world.input.blockedSince(binding) ?? world.input.now);
}

/** What keeps it whatever else is known. */
function heldAnyway(reason: RemoveReason, { world, readable }: Site): Withheld['why'] | undefined {
  if (world.input.held) return POLICY_UNREADABLE;
  // Who is denied loses what is ours even when all that is known of it is old.
  return readable || reason === 'deny' ? undefined : UNREADABLE;
}

function isDouble(assignment: Assignment, { there }: Site): boolean {
  return there.get(assignment.principalId) !== assignment;
}
