/** Takes assignments away, one by one, and puts on record what became of each. */
import type { Assignment } from '../../src/lib/access/assignment.ts';
import type { AssignmentWriter, RemoveOutcome } from '../../src/lib/access/assignmentWriter.ts';
import { finalFailure } from '../../src/lib/access/runs/finalFailure.ts';
import { type Patience, patiently } from '../../src/lib/access/runs/patiently.ts';
import { defined } from '../../src/lib/defined.ts';
import { toIso } from '../../src/lib/time.ts';
import type { RemovalLine, RemovalRecord } from './removalRecord.ts';

export interface RemoveAllDeps extends Patience {
  readonly assignments: Pick<AssignmentWriter, 'remove'>;
  readonly record: Pick<RemovalRecord, 'write'>;
  /** A GUID that names a call in ARM's own logs. */
  readonly newToken: () => string;
}

/** What became of them. */
export interface Removals {
  readonly removed: number;
  /** Somebody else was faster. */
  readonly wereAbsent: number;
  readonly left: number;
}

/** A failure that tries again did not mend. */
type Outcome = RemoveOutcome | { readonly kind: 'failed'; readonly code: string; readonly message: string };

/** Removes them all; one that stays keeps none of the others. */
export async function removeAll(own: readonly Assignment[], deps: RemoveAllDeps): Promise<Removals> {
  const counts = { removed: 0, wereAbsent: 0, left: 0 };
  for (const [index, assignment] of own.entries()) {
    const outcome = await recorded(assignment, deps);
    switch (outcome.kind) {
      case 'removed':
        counts.removed += 1;
        break;
      case 'wasAbsent':
        counts.wereAbsent += 1;
        break;
      case 'denied':
      case 'busy':
      case 'refused':
      case 'failed':
        counts.left += 1;
        deps.progress?.(`${textOf(assignment)} stays: ${outcome.message} (${outcome.code})`);
    }
    deps.progress?.(`${index + 1} of ${own.length} done`);
  }
  return counts;
}

/** On record before it is made: one that is cut off can be looked up, too. */
async function recorded(assignment: Assignment, deps: RemoveAllDeps): Promise<Outcome> {
  const { scope, role, principalId, name } = assignment;
  const correlationId = deps.newToken();
  const say = (said: Pick<RemovalLine, 'outcome' | 'code'>) =>
    deps.record.write({
      at: toIso(deps.clock.now()),
      scope,
      role,
      principalId,
      assignment: name,
      correlationId,
      ...said,
    });
  await say({ outcome: 'begun' });
  const outcome = await removed(assignment, correlationId, deps);
  // The text of a refusal may have names in it.
  await say({ outcome: outcome.kind, ...('code' in outcome && { code: outcome.code }) });
  return outcome;
}

function removed(assignment: Assignment, correlationId: string, deps: RemoveAllDeps): Promise<Outcome> {
  const { scope, name } = assignment;
  return patiently(
    async (mayRetry, slot): Promise<Outcome> => {
      try {
        return await deps.assignments.remove(scope, name, defined({ slot, correlationId }));
      } catch (error) {
        const { code, message } = finalFailure(error, mayRetry);
        return { kind: 'failed', code, message };
      }
    },
    textOf(assignment),
    deps,
  );
}

function textOf({ role, principalId, scope }: Assignment): string {
  return `${role} ${principalId} at ${scope}`;
}
