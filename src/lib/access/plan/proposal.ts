/** Removals that an incomplete reading has blocked for so long that an approver may stand in for it. Pure. */
import { hours } from '../../time.ts';
import type { Assignment } from '../assignment.ts';
import type { ResolvedBinding } from './desired.ts';
import { isEligible, leftOutReason } from './membership.ts';
import type { Site } from './site.ts';

const PROPOSED_AFTER_MS = hours(24 * 7);

/** Whether the binding has been blocked for so long. */
export function isDue(binding: string | null, { world: { input } }: Site): boolean {
  const since = binding === null ? undefined : input.blockedSince(binding);
  return since !== undefined && input.now - since >= PROPOSED_AFTER_MS;
}

/** Whether an approval may take the place of the readings that are missing, as far as this assignment goes. */
export function mayPropose({ principalId }: Assignment, { active }: Pick<Site, 'active'>): boolean {
  return active.every((one) => saysNothingFor(principalId, one));
}

/** Hidden members may be there still, and so may those of a group that nobody has read; who is not readable is there. */
function saysNothingFor(principalId: string, { binding, reading }: ResolvedBinding): boolean {
  if (reading === undefined || reading.gap?.reason === 'HiddenMembership') return false;
  if (leftOutReason(reading, principalId) === 'notReadable') return false;
  // Nobody is in a group that is gone; of any other, who is known to be in it has switched to another way in.
  if (reading.gap?.reason === 'GroupDeleted') return true;
  return binding.group.id !== principalId && !isEligible(reading, principalId);
}
