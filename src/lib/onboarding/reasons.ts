/**
 * Why a condition or a machine is as it is: the closed list, with the sentence for people and the way out. Other systems
 * match on the names, so a name is never reused for something else.
 */
import { INCLUDE, OFFBOARD, RECONCILE, resume } from './requests.ts';

interface Explanation {
  /** What is the case, when the rule has nothing more precise to say. */
  readonly sentence: string;
  /** What a person can do about it; absent when there is nothing to do. */
  readonly fix?: string;
}

const ARC = 'https://learn.microsoft.com/azure/azure-arc/servers';
/** The article that this product automates. */
export const ARTICLE = 'https://learn.microsoft.com/entra/identity/devices/howto-arc-sign-in-windows';
const AZURE_VMS = 'https://learn.microsoft.com/entra/identity/devices/howto-vm-sign-in-azure-ad-windows';
const CONTROLS = `${ARC}/security-extensions`;
/** What to do about extensions that fail or stay in between. */
export const EXTENSION_TROUBLE = `${ARC}/troubleshoot-vm-extensions`;
/** How tags are set and removed. */
export const TAGS = 'https://learn.microsoft.com/azure/azure-resource-manager/management/tag-resources';
const OTHER_TENANT = 'https://learn.microsoft.com/azure/role-based-access-control/transfer-subscription';

/** `PartOfDomain` tells whether a computer is joined to a domain. */
export const DOMAIN_MEMBERSHIP = 'https://learn.microsoft.com/windows/win32/cimwin32prov/win32-computersystem';
const HOME_EDITION = 'https://learn.microsoft.com/entra/identity/devices/concept-directory-join';

const REASONS = {
  // Not looked at, or not readable.
  NotLookedAt: { sentence: 'No look at this machine has succeeded yet.' },
  RecordDamaged: {
    sentence: 'The stored record of this machine cannot be read, and what was known of the machine is lost.',
    fix: `The record is written anew when the machine is reconciled next: with the next sweep, or at once with ${RECONCILE}.`,
  },
  Absent: { sentence: 'Azure Resource Manager no longer has this machine.' },
  MovedAway: { sentence: 'The machine was moved, or registered again, and has another id now.' },
  ReadDenied: {
    sentence: 'Azure Resource Manager does not let this app read the machine.',
    fix: 'Grant the identity of this app the custom role of infra/ (Microsoft.HybridCompute/machines/read) on the subscription.',
  },
  WriteDenied: {
    sentence: 'Azure Resource Manager does not let this app change the machine.',
    fix: 'Grant the identity of this app the custom role of infra/ on the subscription (machines/write and machines/extensions/write; to let a machine leave, Microsoft.Resources/tags/write and machines/extensions/delete), and look for a lock or a deny policy.',
  },
  WriteRefused: {
    sentence: 'Azure Resource Manager refused the change.',
    fix: `Read the code and the text, mend what they name, then ${RECONCILE}.`,
  },
  LookKeptFailing: {
    sentence: 'Looking at this machine failed again and again.',
    fix: `Read the last error, mend what it names, then ${RECONCILE}.`,
  },

  // Selected
  SelectedByRule: { sentence: 'ONBOARD names this machine.' },
  SelectedByTag: { sentence: 'The machine carries the tag that ONBOARD names.' },
  Settling: {
    sentence: 'The machine is left alone for SETTLE_MINUTES, since tags and domain joins arrive after registration.',
  },
  NotSelected: {
    sentence: 'ONBOARD does not name this machine.',
    fix: `Extend ONBOARD, or give the machine the tag that ONBOARD names; see ${TAGS}.`,
  },
  ExcludedByTag: {
    sentence: 'The machine carries the exclusion tag and is left alone.',
    fix: `Remove the tag that EXCLUDE_TAG names to have the machine onboarded; see ${TAGS}.`,
  },
  ExclusionUnclear: {
    sentence: 'A tag has the name of the exclusion tag, and a value that this app does not know.',
    fix: `Set the tag to the value that EXCLUDE_TAG names to exclude the machine, or remove it to have the machine onboarded; see ${TAGS}.`,
  },
  TagsUnreadable: {
    sentence: 'The tags of the machine cannot be read, so that an exclusion tag may be among them.',
    fix: `Look at the tags of the machine in the portal and set them again, then ${RECONCILE}; see ${TAGS}.`,
  },
  ExcludedOnReturn: {
    sentence: 'The machine was excluded before it registered again with the same vmId, and is left alone.',
    fix: `To have the machine onboarded, ${INCLUDE}; to keep it out for good, set the tag that EXCLUDE_TAG names; see ${TAGS}.`,
  },
  ExcludedByPerson: {
    sentence: 'A person excluded the machine, and it is left alone.',
    fix: `Fix the cause of the exclusion. To have the machine onboarded, ${INCLUDE}.`,
  },
  ExclusionRequested: { sentence: 'The exclusion tag was requested; it is not visible yet.' },

  // Reported
  AgentReported: { sentence: 'The agent has reported operating system and status.' },
  NotReportedYet: {
    sentence: 'The agent has not reported operating system and status yet; it does so within minutes of registration.',
  },

  // Eligible
  RequirementsMet: { sentence: 'The machine meets the requirements of Microsoft Entra sign-in.' },
  OsUnknown: {
    sentence: 'The agent has not said which operating system this is.',
    fix: `If that does not change within minutes, see what azcmagent show says on the machine, and update the agent; see ${ARC}/manage-agent.`,
  },
  NotWindows: { sentence: 'Microsoft Entra sign-in over RDP is for Windows machines only.', fix: `See ${ARTICLE}.` },
  OsTooOld: {
    sentence: 'Microsoft Entra sign-in needs Windows Server 2025 or Windows 11 24H2 (build 26100) or later.',
    fix: `Upgrade the machine; see ${ARTICLE}.`,
  },
  ServerCore: {
    sentence: 'Microsoft Entra sign-in needs Windows Server with Desktop Experience; this is Server Core.',
    fix: `Install Windows Server with Desktop Experience; the one cannot be turned into the other. See ${ARTICLE}.`,
  },
  WindowsHome: {
    sentence: 'The machine runs a Home edition of Windows, which cannot join Microsoft Entra.',
    fix: `Upgrade the machine to Windows Pro or Enterprise, then ${RECONCILE}; see ${HOME_EDITION}.`,
  },
  ReportUnreadable: {
    sentence: 'The agent reports something that this app cannot read.',
    fix: `On the machine, see what azcmagent show and azcmagent config list say, and update the agent, then ${RECONCILE}; see ${ARC}/manage-agent.`,
  },
  DomainUnknown: {
    sentence: 'The agent has not said whether the machine is joined to an Active Directory domain.',
    fix: `On the machine, see what azcmagent show says, and update the agent; see ${ARC}/manage-agent.`,
  },
  DomainJoined: {
    sentence: 'The machine is joined to an Active Directory domain; Microsoft Entra sign-in is for machines in none.',
    fix: `Take the machine out of its domain, or leave it there and set the tag that EXCLUDE_TAG names; see ${ARTICLE}.`,
  },
  AzureVm: {
    sentence: 'The machine is a virtual machine of Azure with an Arc agent on it, which is not supported.',
    fix: `On the machine, run azcmagent disconnect, and set up Microsoft Entra sign-in as for any Azure VM; see ${AZURE_VMS}.`,
  },
  ClusterNode: {
    sentence:
      'The machine belongs to an Azure Local cluster (Azure Stack HCI), which Microsoft Entra sign-in through Arc does not support.',
    fix: `Leave the machine as it is and set the tag that EXCLUDE_TAG names; for supported systems see ${ARTICLE}.`,
  },
  MonitorMode: {
    sentence: 'The agent is in monitor mode, in which it refuses the extension AADLoginForWindows.',
    fix: `On the machine, run azcmagent config set config.mode full, then ${RECONCILE}; see ${CONTROLS}.`,
  },
  ExtensionsDisabled: {
    sentence: 'Extensions are disabled in the configuration of the agent.',
    fix: `On the machine, run azcmagent config set extensions.enabled true, then ${RECONCILE}; see ${CONTROLS}.`,
  },
  BlockListed: {
    sentence: 'AADLoginForWindows is on the block list of the agent.',
    fix: `On the machine, take Microsoft.Azure.ActiveDirectory/AADLoginForWindows out of extensions.blocklist (azcmagent config), then ${RECONCILE}; see ${CONTROLS}.`,
  },
  NotAllowListed: {
    sentence: 'The agent has an allow list of extensions, and AADLoginForWindows is not on it.',
    fix: `On the machine, add Microsoft.Azure.ActiveDirectory/AADLoginForWindows to extensions.allowlist (azcmagent config), then ${RECONCILE}; see ${CONTROLS}.`,
  },
  NotOffered: {
    sentence: 'Azure does not offer the extension AADLoginForWindows in the region of this machine.',
    fix: `Connect the machine in another region, or ask Microsoft when this one will have it; see ${ARTICLE}.`,
  },

  // Connected
  AgentConnected: { sentence: 'The agent is connected.' },
  AgentDisconnected: {
    sentence: 'The agent is disconnected.',
    fix: `Start the machine and its Azure Connected Machine agent (azcmagent show); see ${ARC}/overview.`,
  },
  AgentExpired: {
    sentence: 'The connection of the agent has expired; Azure can no longer manage the machine.',
    fix: `On the machine, run azcmagent disconnect --force-local-only, then azcmagent connect; see ${ARC}/azcmagent-disconnect.`,
  },
  AgentInError: {
    sentence: 'The agent reports an error.',
    fix: `On the machine, run azcmagent check and azcmagent logs; see ${ARC}/troubleshoot-agent-onboard.`,
  },

  // IdentityEnabled
  IdentityPresent: { sentence: 'The machine has its system-assigned identity.' },
  IdentityMissing: { sentence: 'The machine has no system-assigned identity.' },
  IdentityRequested: { sentence: 'The system-assigned identity was requested; it is not visible yet.' },
  IdentityUnreadable: {
    sentence: 'This app cannot read what Azure Resource Manager says of the identity of the machine.',
    fix: `Look at the identity of the machine (az connectedmachine show), then ${RECONCILE}; see ${ARC}/managed-identity-authentication.`,
  },
  IdentityInOtherTenant: {
    sentence:
      'The system-assigned identity belongs to another tenant than the subscription; sign-in does not work across tenants.',
    fix: `Disconnect the machine and connect it again after the subscription has settled in its tenant; see ${OTHER_TENANT}.`,
  },

  IdentityOfOtherKind: {
    sentence: 'The machine has an identity of another kind, and no system-assigned one; this app does not replace it.',
    fix: `Find out who uses that identity. Enable the system-assigned one on the machine yourself, or disconnect the machine and connect it again; then ${RECONCILE}. See ${ARC}/managed-identity-authentication.`,
  },

  // ExtensionInstalled
  ExtensionSucceeded: { sentence: 'The extension AADLoginForWindows is installed.' },
  ExtensionAbsent: { sentence: 'The extension AADLoginForWindows is not installed.' },
  ExtensionRemoved: {
    sentence:
      'Somebody removed the extension AADLoginForWindows after the machine was ready; removing it is the documented way to leave Microsoft Entra.',
    fix: 'It is installed again after DRIFT_GRACE; to keep it away, set the tag that EXCLUDE_TAG names.',
  },
  ExtensionFight: {
    sentence: 'The extension AADLoginForWindows was removed for the third time; it is left alone.',
    fix: `Find out who or what removes it (activity log of the machine), or set the tag that EXCLUDE_TAG names; then ${RECONCILE}.`,
  },
  ExtensionsUnreadable: {
    sentence: 'This app cannot read the extensions of the machine, among which AADLoginForWindows may be.',
    fix: `Look at the extensions of the machine (az connectedmachine extension list), remove the one that is damaged, then ${RECONCILE}; see ${EXTENSION_TROUBLE}.`,
  },
  InstallRequested: { sentence: 'The installation was requested; it is not visible yet.' },
  ExtensionInProgress: { sentence: 'The extension AADLoginForWindows is being worked on.' },
  ExtensionBeingRemoved: { sentence: 'The extension AADLoginForWindows is being removed.' },
  AnotherInstallInProgress: { sentence: 'Somebody else is installing an extension on this machine; ours waits.' },
  BlockedByExtension: {
    sentence: 'Work on another extension has kept AADLoginForWindows from being installed for more than an hour.',
    fix: `Find out which extension of the machine is not at rest (az connectedmachine extension list), and remove it or restart the agent, then ${RECONCILE}; see ${EXTENSION_TROUBLE}.`,
  },
  InstallFailed: {
    sentence: 'The extension AADLoginForWindows failed to install.',
    fix: `Mend what the code and the text name, remove the failed extension, then ${RECONCILE}; see the troubleshooting part of ${ARTICLE}.`,
  },
  InstallVanished: {
    sentence: 'Azure took on the installation of AADLoginForWindows three times, and none succeeded.',
    fix: `Look at the activity log of the machine for who removes it, then ${RECONCILE}; see ${EXTENSION_TROUBLE}.`,
  },
  RemovalFailed: {
    sentence: 'The extension AADLoginForWindows could not be removed.',
    fix: `See what C:\\ProgramData\\GuestConfig\\ext_mgr_logs on the machine says and mend it, then ${OFFBOARD} again; see ${EXTENSION_TROUBLE}.`,
  },
  MdmIdMissing: {
    sentence: 'The extension was installed without mdmId in its settings, which Arc machines need.',
    fix: `Remove the extension, then ${RECONCILE}: it is installed again with the settings of the article, ${ARTICLE}.`,
  },

  // Derived states
  Ready: { sentence: 'People who hold a login role can sign in with Microsoft Entra accounts.' },
  ObserveMode: {
    sentence: 'ONBOARDING_MODE is observe: nothing is changed.',
    fix: 'Set ONBOARDING_MODE=enforce once the list of machines is the one you want.',
  },
  IdentityDue: { sentence: 'The system-assigned identity is enabled next.' },
  InstallDue: { sentence: 'The extension AADLoginForWindows is installed next.' },
  OnboardingPaused: {
    sentence: 'Onboarding is paused: the change that is due is held back.',
    fix: `GET /api/fleet (function key, or the role Reader) shows who paused what, and why. When that is over, ${resume('onboarding')}; a pause of everything is lifted with "all".`,
  },
  RolloutFull: {
    sentence: 'As many installations as MAX_INSTALLS_IN_FLIGHT allows are under way; this machine waits its turn.',
  },
  RolloutHalted: {
    sentence: 'Too many of the last installations failed; no new one begins until a person resumes.',
    fix: `GET /api/fleet (function key, or the role Reader) names the machines in rollout.failing. Fix the cause, then ${resume('onboarding')}; add "exclude":true to go on without those machines.`,
  },
  Offboarding: {
    sentence:
      'The machine is leaving Microsoft Entra: it is excluded by its tag first, and leaves when the extension AADLoginForWindows is gone.',
    fix: `Start the machine if its agent is away: the removal waits for it. To have it onboarded again later, remove the tag that EXCLUDE_TAG names; see ${ARTICLE}.`,
  },
  InProgressTooLong: {
    sentence: 'The installation has been in progress for more than an hour.',
    fix: `See whether the agent is alive (azcmagent show) and what C:\\ProgramData\\GuestConfig\\ext_mgr_logs says; see ${EXTENSION_TROUBLE}.`,
  },
} as const satisfies Record<string, Explanation>;

export type Reason = keyof typeof REASONS;

/** Why a change is held back although it is due. */
export const HELD_REASONS = ['OnboardingPaused', 'RolloutFull', 'RolloutHalted'] as const satisfies readonly Reason[];
export type HeldReason = (typeof HELD_REASONS)[number];

/** The sentence of a reason and, where a person can do something, the way out. */
export function explain(reason: Reason): Explanation {
  return REASONS[reason];
}
