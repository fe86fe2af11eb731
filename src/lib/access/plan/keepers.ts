/** Who keeps what we have given them: what guards count people by. Pure. */
import { type LoginRole, suffices } from '../role.ts';
import type { Change } from './change.ts';
import { bucketKey } from './desired.ts';

/** An assignment of ours that is as it should be. */
export type Kept = Pick<Change, 'scope' | 'role' | 'principalId' | 'principalType'> & { readonly binding: string };

export interface Keepers {
  keep(kept: Kept): void;
  /** Those who keep something through a binding, each once. */
  of(binding: string): ReadonlySet<string>;
  /** Every binding through which somebody keeps something. */
  bindings(): Iterable<string>;
  /** Groups that keep this role, or more, at this scope. */
  groupsAt(scope: string, role: LoginRole): readonly string[];
  /** Whether somebody keeps the role of an administrator at this scope by an assignment of their own. */
  isAdministratorAt(scope: string, principalId: string): boolean;
}

const NOBODY: ReadonlySet<string> = new Set();
const ROLES = ['administrator', 'user'] as const;

/** Nobody yet. Of a million users who keep their role, each is held once a binding, and not once a scope. */
export function newKeepers(): Keepers {
  const people = new Map<string, Set<string>>();
  const groups = new Map<string, Set<string>>();
  const administrators = new Map<string, Set<string>>();
  return {
    keep({ scope, role, principalId, principalType, binding }) {
      setIn(people, binding).add(principalId);
      if (principalType === 'Group') setIn(groups, bucketKey(scope, role)).add(principalId);
      else if (role === 'administrator') setIn(administrators, bucketKey(scope, role)).add(principalId);
    },
    of: (binding) => people.get(binding) ?? NOBODY,
    bindings: () => people.keys(),
    groupsAt: (scope, role) =>
      ROLES.filter((held) => suffices(held, role)).flatMap((held) => [...(groups.get(bucketKey(scope, held)) ?? [])]),
    isAdministratorAt: (scope, principalId) =>
      administrators.get(bucketKey(scope, 'administrator'))?.has(principalId) === true,
  };
}

function setIn(sets: Map<string, Set<string>>, key: string): Set<string> {
  const existing = sets.get(key);
  if (existing !== undefined) return existing;
  const made = new Set<string>();
  sets.set(key, made);
  return made;
}
