/** Deny assignments, which win over every role. Azure's own services make them; what is inherited shows in every place below. Pure. */
import { parseMachineId } from '../../onboarding/machineId.ts';
import type { Denial } from '../assignment.ts';
import { compare } from './change.ts';
import { called, type ListedById, PRINCIPALS_NAMED } from './listed.ts';
import type { PlanInput } from './planInput.ts';
import type { PlanWarning } from './planWarning.ts';

/** One warning a deny assignment that keeps somebody from something. */
export function denialWarnings({ places }: Pick<PlanInput, 'places'>, listed: ListedById): PlanWarning[] {
  const denials = new Map([...places.values()].flatMap((place) => place.denials.map((one) => [one.id, one])));
  return [...denials.values()]
    .filter(isFelt)
    .toSorted((a, b) => compare(a.id, b.id))
    .map((denial) => ({
      code: 'DenyAssignment',
      message: `The deny assignment "${denial.name}" at ${denial.scope} keeps ${whom(denial, listed)} from ${what(denial)}.`,
      fix: 'Find out which service made it (deployment stacks, managed applications), and change it there.',
    }));
}

/** People sign in to machines: above them, what is not handed down takes nothing away. */
function isFelt({ scope, notBelow, everyone, principalIds }: Denial): boolean {
  return (everyone || principalIds.length > 0) && (!notBelow || parseMachineId(scope) !== undefined);
}

function what({ roles }: Denial): string {
  return roles.includes('user')
    ? 'signing in, whatever role they have'
    : 'signing in as administrators, whatever role they have; as users they still can';
}

function whom({ everyone, principalIds, excludedPrincipalIds }: Denial, listed: ListedById): string {
  const all = everyone ? 'everybody' : namesOf(principalIds, listed);
  return excludedPrincipalIds.length === 0 ? all : `${all} but ${namesOf(excludedPrincipalIds, listed)}`;
}

/** `a, b and c`, or `a, b, c and 2 more`. */
function namesOf(ids: readonly string[], listed: ListedById): string {
  const names = ids.slice(0, PRINCIPALS_NAMED).map((id) => {
    return listed.get(id)?.kind === 'group' ? `the members of ${called(id, listed)}` : called(id, listed);
  });
  const parts = ids.length > names.length ? [...names, `${ids.length - names.length} more`] : names;
  const before = parts.slice(0, -1);
  return [...(before.length === 0 ? [] : [before.join(', ')]), ...parts.slice(-1)].join(' and ');
}
