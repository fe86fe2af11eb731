/** Puts the quarantines of a plan on record, before the plan itself is. */
import type { Instant } from '../../time.ts';
import type { Plan } from '../plan/plan.ts';
import { changesName, saveChanges } from './changes.ts';
import type { QuarantineDeps } from './known.ts';
import { obsoleted, QUARANTINE_RETENTION_MS, type Quarantine, type QuarantineStatus, statusAt } from './quarantine.ts';
import type { Withholding } from './withhold.ts';

/** A quarantine as a plan shows it. */
export interface PlannedQuarantine
  extends Pick<Quarantine, 'id' | 'binding' | 'kind' | 'hash' | 'why' | 'count' | 'createdAt'> {
  readonly status: QuarantineStatus;
  /** Until then somebody may decide, or the decision holds. */
  readonly until: Instant;
}

/** Old ones that one plan forgets at most. */
const PRUNED_AT_ONCE = 50;

/**
 * Writes the new ones with their changes as the plan names them, and ends those that are over: unless somebody has decided
 * meanwhile, which wins. Made again after it broke off, it comes to the same. Answers what the plan shows.
 */
export async function settle(
  { proposals, inForce }: Pick<Withholding, 'proposals' | 'inForce'>,
  { withheld }: Pick<Plan, 'withheld'>,
  now: Instant,
  { quarantines, documents }: QuarantineDeps,
): Promise<readonly PlannedQuarantine[]> {
  for (const { quarantine, isNew } of proposals.current) {
    if (!isNew) continue;
    const mine = withheld.filter((change) => change.quarantine === quarantine.id);
    const changes = mine.map(({ why: _why, quarantine: _id, proposed: _proposed, ...change }) => change);
    // First: who finds the row finds its changes.
    await saveChanges(quarantine.id, changes, documents);
    await quarantines.create(quarantine);
  }
  for (const { id } of proposals.obsolete) {
    const found = await quarantines.read(id);
    if (found?.quarantine.status === 'pending') await quarantines.update(obsoleted(found.quarantine), found.etag);
  }
  await quarantines.prune(now - QUARANTINE_RETENTION_MS, PRUNED_AT_ONCE, (id) => documents.remove(changesName(id)));
  return [...proposals.current.map(({ quarantine }) => quarantine), ...inForce].map((one) => shown(one, now));
}

function shown(quarantine: Quarantine, now: Instant): PlannedQuarantine {
  const { id, binding, kind, hash, why, count, createdAt, expiresAt, decision } = quarantine;
  const until = decision?.until ?? expiresAt;
  return { id, binding, kind, hash, why, count, createdAt, status: statusAt(quarantine, now), until };
}
