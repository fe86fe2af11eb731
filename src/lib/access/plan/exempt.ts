/** Exemptions of the policy: whoever is exempt keeps what they have, by themselves or through a group. Pure. */
import { type Assignment, placeKey, placeOf } from '../assignment.ts';
import { isOver } from '../policy/day.ts';
import type { Exemption } from '../policy/policy.ts';
import type { GroupReading } from '../readings/groupReading.ts';
import { coveredSince, isSettled } from './cover.ts';
import type { Judgement } from './judgement.ts';
import { isEligible } from './membership.ts';
import { hasEnoughOver } from './moving.ts';
import type { Site } from './site.ts';

/** Why an exemption keeps it; undefined when none does. */
export function exemption(assignment: Assignment, site: Site): Judgement['withheld'] {
  const own = site.world.exemptions.get(assignment.principalId);
  if (own !== undefined && isInForce(own, site)) return { code: 'Exempt', message: `Exempt ${until(own)}.` };
  return assignment.principalType === 'Group' ? exemptionInGroup(assignment, site) : undefined;
}

function exemptionInGroup(assignment: Assignment, site: Site): Judgement['withheld'] {
  const { exemptions, input } = site.world;
  const reading = input.groups.get(assignment.principalId);
  const gap = reading?.gap?.reason;
  // Nobody is in a group that is gone.
  if (gap === 'GroupDeleted') return undefined;
  const losing = [...exemptions.values()].filter((one) => mayLose(one, assignment, site));
  const member = losing.find(({ principal }) => isEligible(reading, principal) || isMissing(reading, principal));
  if (member !== undefined)
    return { code: 'Exempt', message: `${member.principal}, a member of the group, is exempt ${until(member)}.` };
  return losing.length > 0 && gap === 'HiddenMembership' ? HIDDEN : undefined;
}

function isMissing(reading: GroupReading | undefined, principal: string): boolean {
  return reading?.missing?.some(({ id }) => id === principal) === true;
}

const HIDDEN = {
  code: 'IncompleteReading',
  message: 'Members of the group are hidden from this app, and somebody who is exempt may be among them.',
} as const;

function until({ until, reason, owner }: Exemption): string {
  return `until ${until}: ${reason} (${owner})`;
}

function isInForce({ until }: Exemption, { world: { input } }: Site): boolean {
  return !isOver(until, input.now);
}

/** Exempt, not denied, and without the role there by anything that has stood for long enough. */
function mayLose(one: Exemption, assignment: Assignment, site: Site): boolean {
  const { principal } = one;
  const { world, there } = site;
  if (!isInForce(one, site) || world.denied.has(principal)) return false;
  const bucket = { ...assignment, place: placeKey(placeOf(assignment.scope)) };
  const here = coveredSince([principal], { bucket, there, world });
  return !isSettled(here, world.input.now) && !hasEnoughOver(principal, assignment, site);
}
