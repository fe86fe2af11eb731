/** Takes assignments away, one by one, and tells what became of each. */
import type { Assignment } from '../../src/lib/access/assignment.ts';
import type { AssignmentWriter, RemoveOutcome } from '../../src/lib/access/assignmentWriter.ts';
import { finalFailure } from '../../src/lib/access/runs/finalFailure.ts';
import { type Patience, patiently } from '../../src/lib/access/runs/patiently.ts';

export interface RemoveAllDeps extends Patience {
  readonly assignments: Pick<AssignmentWriter, 'remove'>;
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
    const outcome = await removed(assignment, deps);
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

function removed(assignment: Assignment, deps: RemoveAllDeps): Promise<Outcome> {
  const { scope, name } = assignment;
  return patiently(
    async (mayRetry, slot): Promise<Outcome> => {
      try {
        return await deps.assignments.remove(scope, name, slot === undefined ? {} : { slot });
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
