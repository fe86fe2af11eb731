/** Where a denied person gets in although no assignment of ours to them lets them. Pure. */
import type { Diff } from './diff.ts';
import { called, type ListedById } from './listed.ts';
import { isEligible } from './membership.ts';
import type { PlanInput } from './planInput.ts';
import type { PlanWarning } from './planWarning.ts';

/** What the directory tells of those who are denied. */
export interface ToldOfDenied {
  /** Foreign group → those denied people who are members of it. */
  readonly deniedIn: ReadonlyMap<string, readonly string[]>;
  /** Those whom the policy or a deny assignment lists; who is missing was not found out. */
  readonly listed: ListedById;
}

/** One warning a way. */
export function denyWarnings(
  id: string,
  input: PlanInput,
  diff: Diff,
  { deniedIn, listed }: ToldOfDenied,
): PlanWarning[] {
  const ways = [
    ...throughBindings(id, diff),
    ...throughWithheld(id, input, diff),
    ...throughOthers(id, diff, deniedIn),
  ];
  const who = called(id, listed);
  return ways.map(({ way, fix }) => {
    return { code: 'DenyIneffective', message: `${who} is denied, and still gets in: ${way}.`, fix };
  });
}

interface Way {
  readonly way: string;
  readonly fix: string;
}

/** Where the group has the role already: it gets none anew while somebody who is denied is in it. */
function throughBindings(id: string, { bindings, keepers }: Diff): Way[] {
  return bindings
    .filter(({ binding, expired, reading }) => binding.assign === 'group' && !expired && isEligible(reading, id))
    .filter(({ binding }) => keepers.of(binding.name).has(binding.group.id))
    .map(({ binding }) => ({
      way: `binding ${binding.name} gives the role to group ${binding.group.id}, of which they are a member`,
      fix: 'Take the person out of the group, or set assign: members.',
    }));
}

/** A group whose assignment of ours is to go, and which something keeps. */
function throughWithheld(id: string, { groups }: PlanInput, { withheld }: Diff): Way[] {
  return withheld
    .filter(({ action, principalId }) => action === 'remove' && isEligible(groups.get(principalId), id))
    .map(({ principalId, scope }) => ({
      way: `they are a member of group ${principalId}, whose assignment at ${scope} still stands`,
      fix: 'Take the person out of the group, or see to what keeps the assignment.',
    }));
}

function throughOthers(id: string, { foreign }: Diff, deniedIn: ReadonlyMap<string, readonly string[]>): Way[] {
  return foreign
    .filter(({ principalId }) => principalId === id || deniedIn.get(principalId)?.includes(id) === true)
    .map(({ name, scope, principalId }) => ({
      way:
        principalId === id
          ? `assignment ${name} at ${scope} is not of this app`
          : `they are a member of group ${principalId}, which assignment ${name} at ${scope} lets in`,
      fix: 'Remove that assignment or that membership by hand.',
    }));
}
