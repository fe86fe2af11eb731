/** Whoever is exempt keeps what they have, by themselves or through a group, unless they are denied. */
import type { ChangeRecord } from '../../src/lib/access/apply/changeRecord.ts';
import type { Assignment } from '../../src/lib/access/assignment.ts';
import type { PolicyState } from './policy.ts';
import { has, reached, type Scene } from './scene.ts';
import { isEligible } from './truth.ts';

/** Of what others have taken away a listing shows as much for so long, and an instance goes by it for half a minute more. */
const LISTED_STILL_MS = 90_000;

/** Who loses something although they are exempt, in words. `policies`: all that an instance may go by. */
export function takenFromExempt(
  assignment: Assignment,
  record: ChangeRecord | undefined,
  policies: readonly PolicyState[],
  { truth, there, clock }: Scene,
): readonly string[] {
  if (record?.reason === 'deny') return [];
  const now = truth.now();
  const without = (list: readonly Assignment[]) => list.filter(({ name }) => name !== assignment.name);
  const lists = there.since(clock.now() - LISTED_STILL_MS);
  return reached(assignment, now)
    .filter((person) => isEligible(now, person) || assignment.principalType === 'User')
    .filter((person) => policies.every(({ exempt, deny }) => exempt.includes(person) && !deny.includes(person)))
    .filter(
      (person) =>
        assignment.principalType === 'User' || !lists.some((list) => has(person, assignment, without(list), now)),
    )
    .map((person) => `person ${person} is exempt, and loses what they have`);
}
