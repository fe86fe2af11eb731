/** What the rows of budgets are called. A name of a binding or of a scope may hold what a key cannot, and be too long. Pure. */
import { v5 } from 'uuid';
import { scopeKey } from '../assignment.ts';
import type { BindingName } from '../plan/change.ts';

/** Namespace of the names; made once, never changed. */
const NAMESPACE = 'b6f3a1de-47c8-4d0e-9a55-2f10c7e9d384';

/** Of removals through all bindings together. */
export const REMOVALS_ROW = 'access-budget-removals';
/** Of denials, which are not counted by binding. */
export const DENIALS_ROW = 'access-budget-denials';

/** The row of one binding. Two that came to one key would only share a budget. */
export function bindingRow(binding: BindingName, kind: 'removals' | 'additions'): string {
  // As JSON, in which nothing is called like what no binding is known for.
  return `access-budget-${kind}-${shortened(JSON.stringify(binding))}`;
}

/** The row of the floor at one scope. */
export function floorRow(scope: string): string {
  return `access-floor-${shortened(scopeKey(scope))}`;
}

const TEXT = new TextEncoder();

function shortened(text: string): string {
  // As bytes: as text it throws on half of a surrogate pair.
  return v5(TEXT.encode(text), NAMESPACE);
}
