/**
 * Why a condition or a machine is as it is: the closed list, with the sentence for people and the way out. Other systems
 * match on the names, so a name is never reused for something else.
 */
interface Explanation {
  /** What is the case, when the rule has nothing more precise to say. */
  readonly sentence: string;
  /** What a person can do about it; absent when there is nothing to do. */
  readonly fix?: string;
}

const ARC = 'https://learn.microsoft.com/azure/azure-arc/servers';
const ARTICLE = 'https://learn.microsoft.com/entra/identity/devices/howto-arc-sign-in-windows';

const REASONS = {
  // Not looked at, or not readable.
  NotLookedAt: { sentence: 'Nobody has looked at this machine yet.' },
  Absent: { sentence: 'Azure Resource Manager no longer has this machine.' },
  ReadDenied: {
    sentence: 'Azure Resource Manager does not let this app read the machine.',
    fix: 'Grant the identity of this app the custom role of infra/ (Microsoft.HybridCompute/machines/read) on the subscription.',
  },
  WriteDenied: {
    sentence: 'Azure Resource Manager does not let this app change the machine.',
    fix: 'Grant the identity of this app machines/write and machines/extensions/write (the custom role of infra/) on the subscription, and look for a lock or a deny policy.',
  },
  WriteRefused: {
    sentence: 'Azure Resource Manager refused the change.',
    fix: 'Read the code and the text, mend what they name, then POST …/reconcile.',
  },
  LookKeptFailing: {
    sentence: 'Looking at this machine failed again and again.',
    fix: 'Read the last error, mend what it names, then POST …/reconcile.',
  },

  // Selected
  SelectedByRule: { sentence: 'ONBOARD names this machine.' },
  SelectedByTag: { sentence: 'The machine carries the tag that ONBOARD names.' },
  Settling: {
    sentence: 'The machine is left alone for SETTLE_MINUTES, since tags and domain joins arrive after registration.',
  },
  NotSelected: {
    sentence: 'ONBOARD does not name this machine.',
    fix: 'Extend ONBOARD, or give the machine the tag that ONBOARD names.',
  },
  ExcludedByTag: {
    sentence: 'The machine carries the exclusion tag and is left alone.',
    fix: 'Remove the tag that EXCLUDE_TAG names to have the machine onboarded.',
  },

  // Reported
  AgentReported: { sentence: 'The agent has reported operating system and status.' },
  NotReportedYet: {
    sentence: 'The agent has not reported operating system and status yet; it does so within minutes of registration.',
  },

  // Eligible
  OsSupported: { sentence: 'The operating system supports Microsoft Entra sign-in.' },
  OsUnknown: { sentence: 'The agent has not said which operating system this is.' },
  NotWindows: { sentence: 'Microsoft Entra sign-in over RDP is for Windows machines only.', fix: `See ${ARTICLE}.` },
  OsTooOld: {
    sentence: 'Microsoft Entra sign-in needs Windows Server 2025 or Windows 11 24H2 (build 26100) or later.',
    fix: `Upgrade the machine; see ${ARTICLE}.`,
  },

  // Connected
  AgentConnected: { sentence: 'The agent is connected.' },
  AgentDisconnected: {
    sentence: 'The agent is disconnected.',
    fix: `Start the machine and its Azure Connected Machine agent (azcmagent show); see ${ARC}/overview.`,
  },
  AgentExpired: {
    sentence: 'The connection of the agent has expired; Azure can no longer manage the machine.',
    fix: 'On the machine, run azcmagent disconnect --force-local-only, then azcmagent connect.',
  },
  AgentInError: {
    sentence: 'The agent reports an error.',
    fix: 'On the machine, run azcmagent check and azcmagent logs.',
  },

  // IdentityEnabled
  IdentityPresent: { sentence: 'The machine has its system-assigned identity.' },
  IdentityMissing: { sentence: 'The machine has no system-assigned identity.' },
  IdentityRequested: { sentence: 'The system-assigned identity was requested; it is not visible yet.' },
  IdentityInOtherTenant: {
    sentence:
      'The system-assigned identity belongs to another tenant than the subscription; sign-in does not work across tenants.',
    fix: 'Disconnect the machine and connect it again after the subscription has settled in its tenant.',
  },

  // ExtensionInstalled
  ExtensionSucceeded: { sentence: 'The extension AADLoginForWindows is installed.' },
  ExtensionAbsent: { sentence: 'The extension AADLoginForWindows is not installed.' },
  ExtensionRemoved: {
    sentence:
      'Somebody removed the extension AADLoginForWindows after the machine was ready; removing it is the documented way to leave Microsoft Entra.',
    fix: 'If nobody meant to, install the extension again; to keep it away, set the tag that EXCLUDE_TAG names.',
  },
  InstallRequested: { sentence: 'The installation was requested; it is not visible yet.' },
  ExtensionInProgress: { sentence: 'The extension AADLoginForWindows is being worked on.' },
  ExtensionBeingRemoved: { sentence: 'The extension AADLoginForWindows is being removed.' },
  AnotherInstallInProgress: { sentence: 'Somebody else is installing an extension on this machine; ours waits.' },
  InstallFailed: {
    sentence: 'The extension AADLoginForWindows failed to install.',
    fix: `See the troubleshooting part of ${ARTICLE}; afterwards remove the failed extension and POST …/reconcile.`,
  },
  InstallVanished: {
    sentence: 'Azure took on the installation of AADLoginForWindows three times, and the extension never appeared.',
    fix: 'Look at the activity log of the machine for who removes it, then POST …/reconcile.',
  },
  MdmIdMissing: {
    sentence: 'The extension was installed without mdmId in its settings, which Arc machines need.',
    fix: 'Remove the extension; it is installed again with the settings of the article.',
  },

  // Derived states
  Ready: { sentence: 'People who hold a login role can sign in with Microsoft Entra accounts.' },
  ObserveMode: {
    sentence: 'ONBOARDING_MODE is observe: nothing is changed.',
    fix: 'Set ONBOARDING_MODE=enforce once the list of machines is the one you want.',
  },
  IdentityDue: { sentence: 'The system-assigned identity is enabled next.' },
  InstallDue: { sentence: 'The extension AADLoginForWindows is installed next.' },
  InProgressTooLong: {
    sentence: 'The installation has been in progress for more than an hour.',
    fix: `See whether the agent is alive (azcmagent show) and what C:\\ProgramData\\GuestConfig\\ext_mgr_logs says; see ${ARC}/troubleshoot-vm-extensions.`,
  },
} as const satisfies Record<string, Explanation>;

export type Reason = keyof typeof REASONS;

/** The sentence of a reason and, where a person can do something, the way out. */
export function explain(reason: Reason): Explanation {
  return REASONS[reason];
}
