/** What the policy denies or exempts and does not exist, or is of a kind for which that does nothing. Pure. */
import type { Exemption } from '../policy/policy.ts';
import type { Diff } from './diff.ts';
import { called, type Listed, type ListedById } from './listed.ts';
import type { PlanWarning } from './planWarning.ts';

const CORRECT = 'Correct it: the object id of the user is meant. If they have been deleted, take it out of the policy.';

/** A denial is for the hour of need: that it keeps nobody out must not wait to be noticed then. */
export function uselessDenial(id: string, listed: ListedById): PlanWarning[] {
  const kind = listed.get(id)?.kind;
  if (kind === undefined || kind === 'user') return [];
  if (kind === 'absent') {
    const message = `deny lists ${id}, which the directory does not know: it keeps nobody out.`;
    return [{ code: 'DenyUnknown', message, fix: CORRECT }];
  }
  const message = `deny lists ${called(id, listed)}, which is ${A_KIND[kind]}: it keeps nobody out, for only users can be denied.`;
  const fix = 'List the object ids of the users who are meant; what a binding gives to a group ends with the binding.';
  return [{ code: 'DenyNoUser', message, fix }];
}

/** An exemption keeps what its principal holds, so that one of a group counts where a group has the role itself. */
export function uselessExemption({ principal, owner }: Exemption, diff: Diff, listed: ListedById): PlanWarning[] {
  const kind = listed.get(principal)?.kind;
  if (kind === undefined || kind === 'user') return [];
  if (kind === 'absent') {
    const message = `The exemption of ${principal} (${owner}) keeps nothing: the directory does not know this id.`;
    return [{ code: 'ExemptionUnknown', message, fix: CORRECT }];
  }
  if (holds(principal, diff)) return [];
  const whose = kind === 'group' ? 'its members are not exempt' : 'no role of ours is given to it';
  const message = `The exemption of ${called(principal, listed)} (${owner}) keeps nothing: it is of ${A_KIND[kind]}, and ${whose}.`;
  return [{ code: 'ExemptionNoUser', message, fix: 'Exempt the users who are meant, each by their object id.' }];
}

/** Whether there is something that an exemption could keep, now or when the binding goes. */
function holds(id: string, { bindings, withheld }: Pick<Diff, 'bindings' | 'withheld'>): boolean {
  return (
    bindings.some(({ binding }) => binding.assign === 'group' && binding.group.id === id) ||
    withheld.some(({ principalId }) => principalId === id)
  );
}

const A_KIND: Readonly<Record<Exclude<Listed['kind'], 'user' | 'absent'>, string>> = {
  group: 'a group',
  servicePrincipal: 'a service principal',
  device: 'a device',
  contact: 'a contact',
  other: 'no user',
};
