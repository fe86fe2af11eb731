import { describe, expect, it } from 'vitest';
import { type EvidenceOverrides, evidence, NOON } from '../../../../test/builders/evidence.ts';
import { anExtension } from '../../../../test/builders/machine.ts';
import type { Offboarding } from '../offboarding.ts';
import { extensionInstalled } from './extensionInstalled.ts';

type Row = readonly [sentence: string, given: EvidenceOverrides, status: string, reason: string];

const failing = (message: string) => ({ extensions: [anExtension({ provisioningState: 'Failed', message })] });

/** A machine that is to leave, with its extension. */
const leaving = (offboard: Omit<Offboarding, 'requestedAt'>, provisioningState = 'Succeeded'): EvidenceOverrides => ({
  machine: { extensions: [anExtension({ provisioningState })] },
  history: { offboard: { requestedAt: NOON, ...offboard } },
  now: NOON + 60_000,
});

const rows: readonly Row[] = [
  ['one that is to be removed is still installed', leaving({}), 'True', 'ExtensionSucceeded'],
  [
    'one whose removal does not show yet is being removed',
    leaving({ removalRequestedAt: NOON }),
    'Unknown',
    'ExtensionBeingRemoved',
  ],
  [
    'so is one that had failed before',
    leaving({ removalRequestedAt: NOON }, 'Failed'),
    'Unknown',
    'ExtensionBeingRemoved',
  ],
  [
    'one whose removal never showed is as it was',
    leaving({ removalRequestedAt: NOON - 240_000, removals: 2 }),
    'True',
    'ExtensionSucceeded',
  ],
  [
    'one that outlived three removals cannot be removed',
    leaving({ removalRequestedAt: NOON - 240_000, removals: 3 }),
    'False',
    'RemovalFailed',
  ],
  [
    'one whose removal failed cannot be removed, however short ago that was',
    leaving({ removalRequestedAt: NOON, failure: { code: 'C', message: 'm' } }, 'Failed'),
    'False',
    'RemovalFailed',
  ],
  [
    'one that is gone from a machine that is to leave was not removed by somebody',
    { history: { readyAt: NOON, removals: 3, offboard: { requestedAt: NOON } } },
    'False',
    'ExtensionAbsent',
  ],
  ['no extension is absent', {}, 'False', 'ExtensionAbsent'],
  [
    'extensions that cannot be read may be ours',
    { machine: { unreadable: ['resources'] } },
    'Unknown',
    'ExtensionsUnreadable',
  ],
  [
    'also where one of ours failed before there was an extension',
    { machine: { unreadable: ['resources'] }, history: { installFailure: { code: 'C', message: 'm' } } },
    'Unknown',
    'ExtensionsUnreadable',
  ],
  [
    'one that shows counts, whatever else cannot be read',
    { machine: { extensions: [anExtension()], unreadable: ['resources'] } },
    'True',
    'ExtensionSucceeded',
  ],
  [
    'the second of two counts when it works',
    { machine: { extensions: [anExtension({ provisioningState: 'Failed' }), anExtension({ name: 'second' })] } },
    'True',
    'ExtensionSucceeded',
  ],
  [
    'a succeeded one is installed',
    { machine: { extensions: [anExtension()] } },

    'True',
    'ExtensionSucceeded',
  ],
  [
    'it counts under whatever name and case',
    { machine: { extensions: [anExtension({ name: 'by-policy', publisher: 'microsoft.azure.activedirectory' })] } },

    'True',
    'ExtensionSucceeded',
  ],
  [
    'another extension does not count',
    { machine: { extensions: [anExtension({ type: 'AADSSHLoginForLinux' })] } },

    'False',
    'ExtensionAbsent',
  ],
  [
    'one without mdmId is no good',
    { machine: { extensions: [anExtension({ hasMdmId: false })] } },

    'False',
    'MdmIdMissing',
  ],
  [
    'any other provisioning state is work in progress',
    { machine: { extensions: [anExtension({ provisioningState: 'Creating' })] } },

    'Unknown',
    'ExtensionInProgress',
  ],
  [
    'so is its removal',
    { machine: { extensions: [anExtension({ provisioningState: 'Deleting' })] } },

    'Unknown',
    'ExtensionBeingRemoved',
  ],
  ['a failed one failed', { machine: failing('') }, 'False', 'InstallFailed'],
  [
    'a canceled one too',
    { machine: { extensions: [anExtension({ provisioningState: 'Canceled' })] } },

    'False',
    'InstallFailed',
  ],
  [
    'one that was asked for a minute ago may still come',
    { history: { installRequestedAt: NOON - 60_000 } },

    'Unknown',
    'InstallRequested',
  ],
  [
    'one whose operation failed failed',
    { history: { installFailure: { code: 'C', message: 'm' } } },

    'False',
    'InstallFailed',
  ],
  [
    'one that never appears is given up',
    { history: { installs: 3 } },

    'False',
    'InstallVanished',
  ],
  [
    'somebody else may be installing',
    { history: { busyUntil: NOON + 1 } },

    'False',
    'AnotherInstallInProgress',
  ],
  [
    'one that is gone after the machine was ready was removed',
    { history: { readyAt: NOON } },

    'False',
    'ExtensionRemoved',
  ],
  [
    'it stays away until the grace is over',
    { history: { readyAt: NOON, removedAt: NOON }, now: NOON + 24 * 3_600_000 - 1 },

    'False',
    'ExtensionRemoved',
  ],
  [
    'and is due again then',
    { history: { readyAt: NOON, removedAt: NOON, removals: 2 }, now: NOON + 24 * 3_600_000 },

    'False',
    'ExtensionAbsent',
  ],
  [
    'but not when it was removed for the third time',
    { history: { readyAt: NOON, removedAt: NOON, removals: 3 }, now: NOON + 48 * 3_600_000 },

    'False',
    'ExtensionFight',
  ],
];

describe('ExtensionInstalled', () => {
  it.each(rows)('%s', (_sentence, given, status, reason) => {
    expect(extensionInstalled(evidence(given))).toMatchObject({ status, reason });
  });

  it('says since when it is gone, when it comes back, and which tag keeps it away', () => {
    const settings = { excludeTag: { name: 'Leave', value: 'alone' } };

    expect(extensionInstalled(evidence({ history: { readyAt: NOON }, settings })).fix).toBe(
      'It is installed again after 2026-11-23 12:00 UTC, 24 hours after it was seen gone (DRIFT_GRACE); to keep it away, set the tag Leave=alone.',
    );
    expect(extensionInstalled(evidence({ history: { readyAt: NOON, removals: 3 }, settings })).fix).toContain(
      'set the tag Leave=alone; then POST /api/machines/',
    );
  });

  it('shows the code and the text of a failed installation', () => {
    const message =
      "terminal error code '1007'. Extension returned non-zero exit code for Install: -2145648574. Extension error output: no tenant";

    const finding = extensionInstalled(evidence({ machine: failing(message) }));

    expect(finding.message).toContain('terminal error code 1007, exit code -2145648574');
    expect(finding.message).toContain('no tenant');
  });
});

describe('another extension that keeps ours from being installed', () => {
  const HOUR = 3_600_000;
  const defender = anExtension({
    name: 'MDE.Windows',
    publisher: 'Microsoft.Azure.AzureDefenderForServers',
    type: 'MDE.Windows',
    provisioningState: 'Deleting',
  });
  const monitor = anExtension({ name: 'AMA', publisher: 'Microsoft.Azure.Monitor', type: 'AMA' });
  const blocked = (busySince: number, extensions = [monitor, defender]) =>
    extensionInstalled(
      evidence({ machine: { extensions }, history: { busySince, busyUntil: NOON + 60_000 }, now: NOON }),
    );

  it('is named with its state', () => {
    expect(blocked(NOON - HOUR)).toEqual({
      status: 'False',
      reason: 'AnotherInstallInProgress',
      message:
        'The installation of AADLoginForWindows waits for other extensions, since 2026-11-22 11:00 UTC: MDE.Windows (Microsoft.Azure.AzureDefenderForServers/MDE.Windows) is Deleting.',
      until: NOON + 60_000,
    });
  });

  it('after an hour is named with what to do', () => {
    expect(blocked(NOON - HOUR - 1)).toMatchObject({
      status: 'False',
      reason: 'BlockedByExtension',
      message: expect.stringContaining('since 2026-11-22 10:59 UTC: MDE.Windows'),
      fix: expect.stringMatching(
        /^Restart the agent of the machine, or remove the extension MDE\.Windows \(az connectedmachine extension delete\), then POST .*; see https:/,
      ),
      until: NOON + 60_000,
    });
  });

  it.each([
    [NOON - HOUR, 'AnotherInstallInProgress'],
    [NOON - HOUR - 1, 'BlockedByExtension'],
  ])('is told also where it does not show: since %d, %s', (busySince, reason) => {
    expect(blocked(busySince, [monitor])).toEqual({ status: 'False', reason, until: NOON + 60_000 });
  });
});
