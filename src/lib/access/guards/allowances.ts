/** How many people may gain or lose something within 24 hours, as the world is. Pure. */
import { MOST_RESERVED } from '../budgets/reservations.ts';
import type { BindingName, Change } from '../plan/change.ts';
import type { LoginRole } from '../role.ts';
import type { GuardInput } from './guardInput.ts';
import { allowedOf } from './limits.ts';
import type { People } from './people.ts';
import { people, together } from './trip.ts';

/** A limit, and in words where it comes from. */
export interface Allowance {
  readonly most: number;
  readonly because: string;
}

/** How many may lose something through a binding: none where nobody knows any more what was written there, and why. */
export function removalAllowance(
  binding: BindingName,
  { limits, peak, diff }: Pick<GuardInput, 'limits' | 'peak' | 'diff'>,
  present: People,
): Allowance {
  if (diff.lost.has(binding)) return { most: 0, because: LOST };
  const { maxRemovals, maxRemovalPercent } = limits.of(binding);
  const base = Math.max(peak(binding), present.count(binding));
  return {
    most: allowedOf(maxRemovals, maxRemovalPercent, base),
    because: `maxRemovals ${maxRemovals}, maxRemovalPercent ${maxRemovalPercent} of ${people(base)}`,
  };
}

const LOST =
  'the record of what was written there is lost, so that for 24 hours after that was found nobody loses anything unless an approver says so';

/** How many may get a role through a binding: the share is of those who had that role before, not of who came meanwhile. */
export function additionAllowance(
  binding: BindingName,
  role: LoginRole,
  input: Pick<GuardInput, 'limits' | 'established'>,
): Allowance {
  const guards = input.limits.of(binding);
  const { maxNewAdministrators, maxNewAdministratorsPercent, maxNewUsers, maxNewUsersPercent } = guards;
  const [guard, number, percent] =
    role === 'administrator'
      ? (['maxNewAdministrators', maxNewAdministrators, maxNewAdministratorsPercent] as const)
      : (['maxNewUsers', maxNewUsers, maxNewUsersPercent] as const);
  const base = input.established(binding, role);
  return {
    most: allowedOf(number, percent, base),
    because: `${guard} ${number}, ${guard}Percent ${percent} of ${people(base)}`,
  };
}

/** Those who were given something through a binding within 24 hours without an approval. */
export function addedLately(
  binding: BindingName,
  { spent, createdUnapproved }: Pick<GuardInput, 'spent' | 'createdUnapproved'>,
): ReadonlySet<string> {
  return together(spent.of(binding, 'additions'), createdUnapproved(binding));
}

/** The limits that a plan was made under: what is reserved before each of its changes is held to them. */
export interface PlannedBudgets {
  /** Of bindings that have changes, in people. */
  readonly budgets: readonly {
    readonly binding: BindingName;
    readonly removals: number;
    readonly additions: number;
    readonly minAdministrators: number;
  }[];
  readonly budgetInAll: { readonly removals: number; readonly denials: number };
}

/** The limits for these changes. */
export function budgetsFor(changes: readonly Change[], input: GuardInput, present: People): PlannedBudgets {
  const roles = new Map<BindingName, LoginRole>(input.diff.bindings.map(({ binding }) => [binding.name, binding.role]));
  return {
    budgets: [...new Set(changes.map(({ binding }) => binding))].map((binding) => {
      const role = roles.get(binding);
      return {
        binding,
        removals: removalAllowance(binding, input, present).most,
        // Nothing is added through what the policy does not have.
        additions: role === undefined ? 0 : additionAllowance(binding, role, input).most,
        minAdministrators: input.limits.of(binding).minAdministrators,
      };
    }),
    budgetInAll: inAll(input),
  };
}

/** How many may lose something through all bindings together, and how many denials pass the other guards. */
export function inAll({ limits }: Pick<GuardInput, 'limits'>): PlannedBudgets['budgetInAll'] {
  const { maxRemovalsTotal, maxDenied } = limits.all;
  return { removals: Math.min(maxRemovalsTotal, MOST_RESERVED), denials: Math.min(maxDenied, MOST_RESERVED) };
}
