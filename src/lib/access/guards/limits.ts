/** Which numbers hold for which binding: the settings' limits, as the policy and the binding make them stricter. Pure. */
import { MOST_RESERVED } from '../budgets/reservations.ts';
import type { BindingName } from '../plan/change.ts';
import { effectiveGuards, type Guards, type SomeGuards } from '../policy/guards.ts';
import type { Binding } from '../policy/policy.ts';

export interface Limits {
  /** For what counts over all bindings together. */
  readonly all: Guards;
  of(binding: BindingName): Guards;
}

/** The limits under a policy. A binding that it does not have is held to what the policy says for all. */
export function limitsUnder(
  settings: Guards,
  policy: { readonly guards: SomeGuards; readonly bindings: readonly Binding[] },
): Limits {
  const all = effectiveGuards(settings, policy.guards);
  const own = new Map<BindingName, Guards>(
    policy.bindings.map(({ name, guards }) => [name, effectiveGuards(settings, policy.guards, guards)]),
  );
  return { all, of: (binding) => own.get(binding) ?? all };
}

/**
 * The greater of a number and a share, rounded down: a small binding is not held to a fraction of a person. A number of 0
 * allows nobody, whatever the share. No more than can be reserved: nobody is allowed what no budget could hold.
 */
export function allowedOf(number: number, percent: number, people: number): number {
  if (number === 0) return 0;
  return Math.min(Math.max(number, Math.floor((percent * people) / 100)), MOST_RESERVED);
}
