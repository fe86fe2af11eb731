/** What guards look at. */
import type { Spent } from '../budgets/budgets.ts';
import type { BindingName } from '../plan/change.ts';
import type { Diff } from '../plan/diff.ts';
import type { Names } from '../plan/names.ts';
import type { PlanInput } from '../plan/planInput.ts';
import type { Binding } from '../policy/policy.ts';
import type { BindingBaseline } from './baselines.ts';
import type { Holdings } from './holdings.ts';
import type { Limits } from './limits.ts';

export interface GuardInput extends Pick<PlanInput, 'groups' | 'places' | 'machines'>, Holdings {
  readonly diff: Diff;
  readonly names: Names;
  readonly limits: Limits;
  /** The most people whom a binding gave access to within 24 hours. */
  readonly peak: (binding: BindingName) => number;
  /** What was done within 24 hours without an approval. */
  readonly spent: Spent;
  readonly decided: Decided;
  /** What the policy said of each binding before. */
  readonly baselines: readonly BindingBaseline[];
  /** Whether an earlier plan has seen this end of the binding before it came. */
  readonly endedAsAnnounced: (binding: Pick<Binding, 'name' | 'expires'>) => boolean;
}

/** What approvers have decided, and what still holds. Changes by `changeKey`. */
export interface Decided {
  /** The quarantine in which it was approved. */
  readonly approved: ReadonlyMap<string, string>;
  /** Why it is withheld still, and the quarantine in which it was rejected. */
  readonly rejected: ReadonlyMap<string, { readonly quarantine: string; readonly message: string }>;
}
