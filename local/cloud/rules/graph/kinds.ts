/** The kinds of directory objects, as far as the rules differ between them. */

export const KINDS = ['user', 'group', 'device', 'servicePrincipal', 'orgContact'] as const;

export type Kind = (typeof KINDS)[number];

interface KindTraits {
  /** Segment of its collection. */
  readonly collection: string;
  /** What messages call it. */
  readonly resource: string;
  /** Application permissions of which one shows more than type and id; Directory.Read.All always does. */
  readonly readBy: readonly string[];
  /** The same for what was deleted (learn.microsoft.com, _List deletedItems_). */
  readonly readDeletedBy: readonly string[];
  /** Properties that come without `$select`. */
  readonly usual: readonly string[];
  /** Properties that come only when selected. */
  readonly further: readonly string[];
  /** Properties that are an empty list, never null. */
  readonly lists: readonly string[];
}

const GROUP_READERS = ['GroupMember.Read.All', 'Group.Read.All', 'Group.ReadBasic.All', 'Group.ReadWrite.All'];

/** Names from msgraph-metadata, schemas/v1.0-Prod.csdl; the usual ones from the examples of learn.microsoft.com/graph/api. */
export const KIND_TRAITS: Readonly<Record<Kind, KindTraits>> = {
  user: {
    collection: 'users',
    resource: 'User',
    readBy: ['User.Read.All', 'User.ReadWrite.All'],
    readDeletedBy: ['User.Read.All', 'User.ReadWrite.All'],
    usual: words(
      'businessPhones displayName givenName id jobTitle mail mobilePhone officeLocation preferredLanguage surname userPrincipalName',
    ),
    further: words(
      `accountEnabled ageGroup city companyName country createdDateTime creationType deletedDateTime department employeeId
       employeeType externalUserState externalUserStateChangeDateTime faxNumber imAddresses lastPasswordChangeDateTime
       mailNickname onPremisesDistinguishedName onPremisesDomainName onPremisesImmutableId onPremisesLastSyncDateTime
       onPremisesSamAccountName onPremisesSecurityIdentifier onPremisesSyncEnabled onPremisesUserPrincipalName otherMails
       passwordPolicies passwordProfile postalCode preferredDataLocation proxyAddresses securityIdentifier showInAddressList
       signInSessionsValidFromDateTime state streetAddress usageLocation userType`,
    ),
    lists: ['businessPhones', 'imAddresses', 'otherMails', 'proxyAddresses'],
  },
  group: {
    collection: 'groups',
    resource: 'Group',
    readBy: GROUP_READERS,
    readDeletedBy: ['Group.Read.All', 'Group.ReadWrite.All'],
    usual: words(
      `id deletedDateTime classification createdDateTime description displayName expirationDateTime groupTypes isAssignableToRole
       mail mailEnabled mailNickname membershipRule membershipRuleProcessingState onPremisesDomainName
       onPremisesLastSyncDateTime onPremisesNetBiosName onPremisesProvisioningErrors onPremisesSamAccountName
       onPremisesSecurityIdentifier onPremisesSyncEnabled preferredDataLocation preferredLanguage proxyAddresses
       renewedDateTime securityEnabled securityIdentifier theme visibility`,
    ),
    further: [],
    lists: ['groupTypes', 'onPremisesProvisioningErrors', 'proxyAddresses'],
  },
  device: {
    collection: 'devices',
    resource: 'Device',
    readBy: ['Device.Read.All', 'Device.ReadWrite.All'],
    readDeletedBy: [],
    usual: words(
      `id deletedDateTime accountEnabled alternativeSecurityIds approximateLastSignInDateTime complianceExpirationDateTime
       deviceId deviceMetadata deviceVersion displayName isCompliant isManaged mdmAppId onPremisesLastSyncDateTime
       onPremisesSyncEnabled operatingSystem operatingSystemVersion physicalIds profileType registrationDateTime systemLabels
       trustType`,
    ),
    further: [],
    lists: ['alternativeSecurityIds', 'physicalIds', 'systemLabels'],
  },
  servicePrincipal: {
    collection: 'servicePrincipals',
    resource: 'ServicePrincipal',
    readBy: ['Application.Read.All', 'Application.ReadWrite.All'],
    readDeletedBy: ['Application.Read.All', 'Application.ReadWrite.All'],
    usual: words(
      `id deletedDateTime accountEnabled alternativeNames appDescription appDisplayName appId appOwnerOrganizationId
       appRoleAssignmentRequired description displayName homepage loginUrl notes replyUrls servicePrincipalNames
       servicePrincipalType signInAudience tags`,
    ),
    further: [],
    lists: ['alternativeNames', 'replyUrls', 'servicePrincipalNames', 'tags'],
  },
  orgContact: {
    collection: 'contacts',
    resource: 'OrgContact',
    readBy: ['OrgContact.Read.All'],
    readDeletedBy: [],
    usual: words(
      'id deletedDateTime companyName department displayName givenName jobTitle mail mailNickname proxyAddresses surname',
    ),
    further: [],
    lists: ['proxyAddresses'],
  },
};

/** `#microsoft.graph.user` */
export function odataTypeOf(kind: Kind): string {
  return `#microsoft.graph.${kind}`;
}

/** Every property that the simulation knows of a kind. */
export function propertiesOf(kind: Kind): readonly string[] {
  const { usual, further } = KIND_TRAITS[kind];
  return [...usual, ...further];
}

function words(text: string): string[] {
  return text.trim().split(/\s+/);
}
