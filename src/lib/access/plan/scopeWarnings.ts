/** Scopes in which no machine lies: a slip in a name plans assignments that let nobody in anywhere. Pure. */
import { hours } from '../../time.ts';
import { scopeKey } from '../assignment.ts';
import { inventoryGap, type MachinesReading } from '../readings/machineSelector.ts';
import type { ResolvedBinding } from './desired.ts';
import type { PlanInput } from './planInput.ts';
import type { PlanWarning } from './planWarning.ts';

/** Scopes that one warning names. */
const NAMED = 3;

/** One warning a binding that is in force, where the inventory is known in full. */
export function scopeWarnings(bindings: readonly ResolvedBinding[], input: PlanInput): PlanWarning[] {
  const known = inventoryOf(bindings, input);
  if (known === undefined) return [];
  const keys = keysOf(known);
  return bindings
    .filter(({ expired }) => !expired)
    .flatMap(({ binding, scopes }): PlanWarning[] => {
      const empty = scopes.filter((scope) => lacksMachines(scope, keys));
      if (empty.length === 0) return [];
      const more = empty.length > NAMED ? ` and ${empty.length - NAMED} more` : '';
      const message = `The inventory has no machine in ${empty.slice(0, NAMED).join(', ')}${more}.`;
      const fix = 'Compare the names with those in Azure. Nothing, if machines are still to come there.';
      return [{ code: 'ScopeWithoutMachines', binding: binding.name, message, fix }];
    });
}

/** What was read while no binding selects machines is of an earlier policy, unless it is as new as the plan. */
const NEW_MS = hours(1);

function inventoryOf(bindings: readonly ResolvedBinding[], input: PlanInput): MachinesReading | undefined {
  const { machines, now } = input;
  if (machines === undefined || inventoryGap(machines) !== undefined) return undefined;
  const isRead = bindings.some(({ binding }) => binding.target.kind === 'machines') || now - machines.readAt < NEW_MS;
  return isRead ? machines : undefined;
}

/** Every machine, and everything above one. */
function keysOf({ machines }: MachinesReading): ReadonlySet<string> {
  const keys = new Set<string>();
  for (const { id } of machines) {
    const key = scopeKey(id);
    const parts = key.split('/');
    keys.add(key);
    keys.add(parts.slice(0, 3).join('/'));
    keys.add(parts.slice(0, 5).join('/'));
  }
  return keys;
}

/** A subscription that shows no machine may be one that is not watched: nothing is known of what is in it. */
function lacksMachines(scope: string, keys: ReadonlySet<string>): boolean {
  const key = scopeKey(scope);
  const [, subscriptions, subscription, group] = key.split('/');
  return (
    subscriptions === 'subscriptions' &&
    group !== undefined &&
    keys.has(`/subscriptions/${subscription}`) &&
    !keys.has(key)
  );
}
