/** What is wanted at one role and scope: there already, given by others, or to be added. Pure. */
import { defined } from '../../defined.ts';
import type { Assignment } from '../assignment.ts';
import type { Change, Withheld } from './change.ts';
import type { Bucket, ResolvedBinding } from './desired.ts';
import type { Findings } from './findings.ts';
import type { Giver } from './givers.ts';
import { isEligible, leftOutReason } from './membership.ts';
import { type Site, seemsOurs } from './site.ts';
import { POLICY_UNREADABLE, UNREADABLE } from './unreadable.ts';
import type { World } from './world.ts';

/** Adds what it finds to `out`; answers how many assignments are as they should be. */
export function compareWanted(bucket: Bucket, site: Site, out: Findings): number {
  const { scope, role } = bucket;
  let kept = 0;
  for (const [principalId, { by, type }] of bucket.wanted) {
    const binding = by.binding.name;
    const present = site.there.get(principalId);
    const ours = oursOf(present, site);
    if (ours !== undefined && site.world.givers.endOf(ours) === undefined) {
      kept++;
      out.kept.set(binding, (out.kept.get(binding) ?? 0) + 1);
      out.keepers.keep({ scope, role, principalId, principalType: type, binding });
      continue;
    }
    const giver = endingIn(ours, site) ?? site.world.givers.giverOf(principalId, bucket);
    if (giver !== undefined) {
      out.satisfied.push(defined({ scope, role, principalId, binding, by: giver.name, endsAt: giver.endsAt }));
      continue;
    }
    const reason = type === 'Group' ? ('group' as const) : ('member' as const);
    const change: Change = { action: 'add', scope, role, principalId, principalType: type, binding, reason };
    const why = withheldAdd(by, present, site);
    if (why === undefined) out.adds.push(change);
    else out.withheld.push({ ...change, why });
  }
  return kept;
}

/** What stands, if it is or claims to be ours, and gives all of the role. */
function oursOf(present: Assignment | undefined, site: Site): Assignment | undefined {
  return present !== undefined && present.conditional !== true && seemsOurs(present, site) ? present : undefined;
}

/** What stands and ends by itself, as long as it does: Azure takes no second one beside it. */
function endingIn(present: Assignment | undefined, { world }: Site): Giver | undefined {
  const endsAt = present && world.givers.endOf(present);
  if (present === undefined || endsAt === undefined || endsAt <= world.input.now) return undefined;
  return { name: present.name, endsAt };
}

function withheldAdd(
  by: ResolvedBinding,
  present: Assignment | undefined,
  { world, readable }: Site,
): Withheld['why'] | undefined {
  if (by.blocked !== undefined) return { code: 'NotRoleAssignable', message: by.blocked.message };
  if (world.input.held) return POLICY_UNREADABLE;
  if (!readable) return UNREADABLE;
  return present?.conditional === true ? conditional(present) : deniedIn(by, world);
}

/** A group assignment gives access to every member, denied ones included. */
function deniedIn({ binding, reading }: ResolvedBinding, { denied }: World): Withheld['why'] | undefined {
  if (binding.assign !== 'group') return undefined;
  const count = [...denied].filter((id) => isEligible(reading, id) || leftOutReason(reading, id) !== undefined).length;
  if (count === 0) return undefined;
  const message = `The policy denies ${count} of the members of group ${binding.group.id}. Take them out of the group, or set assign: members.`;
  return { code: 'DeniedInGroup', message };
}

// Source: troubleshoot Azure RBAC (learn.microsoft.com): a second assignment of the same role to the same principal at the
// same scope is answered with 409 RoleAssignmentExists. That a condition on the first makes no difference is our reading:
// only these three are named.
function conditional({ name }: Assignment): Withheld['why'] {
  const message = `Assignment ${name} gives the role there under a condition, and Azure takes no second one beside it.`;
  return { code: 'ConditionalAssignment', message };
}
