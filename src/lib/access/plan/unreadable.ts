/** Why nothing comes or goes: what decides it could not be read. */
import type { Withheld } from './change.ts';

/** Why nothing is changed for a policy that is not the one in the blob. */
export const POLICY_UNREADABLE: Withheld['why'] = {
  code: 'PolicyUnreadable',
  message: 'The policy cannot be read; what the last good one would change waits until it can.',
};

/** Why nothing is changed where the assignments are not known. */
export const UNREADABLE: Withheld['why'] = {
  code: 'PlaceUnreadable',
  message: 'The assignments there could not be read, so that nobody knows what is there.',
};
