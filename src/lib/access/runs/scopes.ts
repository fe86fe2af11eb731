/** The scopes that a policy names itself, each once. */

import type { AccessPolicy } from '../policy/policy.ts';
import { scopeId } from '../scope.ts';

export function scopesOf({ bindings }: AccessPolicy): readonly string[] {
  const scopes = new Map<string, string>();
  for (const { target } of bindings)
    if (target.kind === 'scopes') for (const scope of target.scopes) scopes.set(scope.key, scopeId(scope));
  return [...scopes.values()];
}
