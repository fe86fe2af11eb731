/** What the ledger of grants remembers of the last 24 hours, beside the budgets: either may be lost. Pure. */
import { hours } from '../../time.ts';
import { peopleBehind } from '../guards/peopleBehind.ts';
import type { BindingName } from '../plan/change.ts';
import type { PlanInput } from '../plan/planInput.ts';
import type { Spent } from './budgets.ts';

const WINDOW_MS = hours(24);

/** The budgets with what the ledger knows of besides. Additions are not in it: Azure tells when what stands was made. */
export function spentOnRecord(
  spent: Spent,
  { recorded, groups, now }: Pick<PlanInput, 'recorded' | 'groups' | 'now'>,
): Spent {
  const behind = peopleBehind(groups);
  const removals = new Set(spent.removals);
  const denials = new Set(spent.denials);
  const through = new Map<BindingName, Set<string>>();
  for (const { counted, principalId, binding, at } of recorded.values()) {
    if (counted === undefined || now - at >= WINDOW_MS) continue;
    if (counted === 'denials') {
      denials.add(principalId);
      continue;
    }
    const people = through.get(binding) ?? new Set();
    through.set(binding, people);
    for (const person of behind(principalId)) {
      removals.add(person);
      people.add(person);
    }
  }
  return {
    removals,
    denials,
    of(binding, kind) {
      const reserved = spent.of(binding, kind);
      return kind === 'removals' ? new Set([...reserved, ...(through.get(binding) ?? [])]) : reserved;
    },
  };
}
