import type { Fields } from '../exchange.ts';
import type { GraphWorld } from './graphWorld.ts';
import { isUnified, typesOf } from './groupRules.ts';
import type { Kind } from './kinds.ts';
import { directoryTimestamp } from './timestamps.ts';

/** What an object gets without being asked. */
export function usualAttributes({ time, chance }: GraphWorld, kind: Kind, given: Fields): Fields {
  const createdDateTime = directoryTimestamp(time.now());
  switch (kind) {
    case 'user':
      return {
        accountEnabled: true,
        userType: 'Member',
        createdDateTime,
        mailNickname: String(given['userPrincipalName']).split('@')[0],
      };
    case 'group':
      return { ...usualGroup(given), createdDateTime, renewedDateTime: createdDateTime };
    case 'device':
      return { accountEnabled: true, deviceId: chance.guid(), registrationDateTime: createdDateTime };
    case 'servicePrincipal':
      return { accountEnabled: true, servicePrincipalType: 'Application', appRoleAssignmentRequired: false };
    case 'orgContact':
      return {};
  }
}

function usualGroup(given: Fields): Fields {
  const unified = isUnified(given);
  const dynamic = typesOf(given).includes('DynamicMembership');
  return {
    mailEnabled: unified,
    securityEnabled: !unified,
    mailNickname: String(given['displayName']).replace(/[^\w-]+/g, '') || 'group',
    visibility: unified ? 'Public' : null,
    isAssignableToRole: null,
    ...(dynamic && { membershipRuleProcessingState: 'On' }),
  };
}
