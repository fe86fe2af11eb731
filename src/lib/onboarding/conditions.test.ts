import { describe, expect, it } from 'vitest';
import { type EvidenceOverrides, evidence, NOON } from '../../../test/builders/evidence.ts';
import { SUBSCRIPTION } from '../../../test/builders/machine.ts';
import type { ConditionType } from './condition.ts';
import { judge } from './conditions.ts';

type Row = readonly [sentence: string, given: EvidenceOverrides, type: ConditionType, status: string, reason: string];

const SETTLING = { onboard: [{ kind: 'all' }], settleMs: 600_000 } as const;

const rows: readonly Row[] = [
  // Selected
  ['a machine that ONBOARD=all names is selected', {}, 'Selected', 'True', 'SelectedByRule'],
  ['nothing is selected while ONBOARD is empty', { settings: { onboard: [] } }, 'Selected', 'False', 'NotSelected'],
  [
    'its subscription selects a machine',
    { settings: { onboard: [{ kind: 'subscription', subscriptionId: SUBSCRIPTION }] } },
    'Selected',
    'True',
    'SelectedByRule',
  ],
  [
    'another subscription does not',
    { settings: { onboard: [{ kind: 'subscription', subscriptionId: '2' }] } },
    'Selected',
    'False',
    'NotSelected',
  ],
  [
    'a glob on the resource group selects without case',
    { settings: { onboard: [{ kind: 'resourceGroup', glob: 'RG-*' }] } },
    'Selected',
    'True',
    'SelectedByRule',
  ],
  [
    'a glob that does not fit selects nothing',
    { settings: { onboard: [{ kind: 'resourceGroup', glob: 'rg-db*' }] } },
    'Selected',
    'False',
    'NotSelected',
  ],
  [
    'its own tag selects a machine',
    {
      machine: { tags: { entraSignIn: 'yes' } },
      settings: { onboard: [{ kind: 'tag', name: 'EntraSignIn', value: 'yes' }] },
    },
    'Selected',
    'True',
    'SelectedByTag',
  ],
  [
    'another value of the tag does not',
    {
      machine: { tags: { EntraSignIn: 'Yes' } },
      settings: { onboard: [{ kind: 'tag', name: 'EntraSignIn', value: 'yes' }] },
    },
    'Selected',
    'False',
    'NotSelected',
  ],
  ['a machine selected by a rule is left to settle', { settings: SETTLING }, 'Selected', 'Unknown', 'Settling'],
  [
    'it has settled when the time is over',
    { settings: SETTLING, now: NOON + 600_000 },
    'Selected',
    'True',
    'SelectedByRule',
  ],
  [
    'a machine that asked for itself by its tag need not settle',
    {
      machine: { tags: { e: '1' } },
      settings: { onboard: [{ kind: 'all' }, { kind: 'tag', name: 'e', value: '1' }], settleMs: 600_000 },
    },
    'Selected',
    'True',
    'SelectedByTag',
  ],
  [
    'the exclusion tag wins over everything that selects',
    { machine: { tags: { arcentrasignin: 'exclude' } } },
    'Selected',
    'False',
    'ExcludedByTag',
  ],
  [
    'in whatever case its value is written',
    { machine: { tags: { arcentrasignin: 'Exclude' } } },
    'Selected',
    'False',
    'ExcludedByTag',
  ],
  [
    'a machine is not selected nor excluded while our own exclusion does not show yet',
    { history: { offboard: { requestedAt: NOON, tagRequestedAt: NOON } }, now: NOON + 239_999 },
    'Selected',
    'Unknown',
    'ExclusionRequested',
  ],
  [
    'an exclusion that never showed has not taken place',
    { history: { offboard: { requestedAt: NOON, tagRequestedAt: NOON } }, now: NOON + 240_000 },
    'Selected',
    'True',
    'SelectedByRule',
  ],

  // Reported
  ['an agent that told OS and status has reported', {}, 'Reported', 'True', 'AgentReported'],
  ['without an OS it has not', { machine: { os: {} } }, 'Reported', 'Unknown', 'NotReportedYet'],
  [
    'without the version of the OS it has not',
    { machine: { os: { type: 'windows' } } },
    'Reported',
    'Unknown',
    'NotReportedYet',
  ],

  // Eligible
  ['Windows Server 2025 is eligible', {}, 'Eligible', 'True', 'RequirementsMet'],
  [
    'Windows 11 24H2 is eligible',
    { machine: { os: { type: 'Windows', sku: 'Windows 11 Enterprise', version: '10.0.26100.1' } } },
    'Eligible',
    'True',
    'RequirementsMet',
  ],
  [
    'Windows Server 2022 is not',
    { machine: { os: { type: 'windows', sku: 'Windows Server 2022 Datacenter', version: '10.0.20348.2700' } } },
    'Eligible',
    'False',
    'OsTooOld',
  ],
  [
    'Windows 11 23H2 is not',
    { machine: { os: { type: 'windows', version: '10.0.22631.4000' } } },
    'Eligible',
    'False',
    'OsTooOld',
  ],
  ['Linux is not', { machine: { os: { type: 'linux', version: '5.15.0' } } }, 'Eligible', 'False', 'NotWindows'],
  [
    'a machine that has not reported is unknown, not ineligible',
    { machine: { os: {} } },
    'Eligible',
    'Unknown',
    'OsUnknown',
  ],
  [
    'an odd version is unknown',
    { machine: { os: { type: 'windows', version: 'ten' } } },
    'Eligible',
    'Unknown',
    'OsUnknown',
  ],

  // Connected
  ['a connected agent is connected', {}, 'Connected', 'True', 'AgentConnected'],
  ['a disconnected agent is not', { machine: { status: 'Disconnected' } }, 'Connected', 'False', 'AgentDisconnected'],
  [
    'an expired agent is not, though no specification lists it',
    { machine: { status: 'Expired' } },
    'Connected',
    'False',
    'AgentExpired',
  ],
  [
    'an identity that cannot be read is unknown',
    { machine: { identity: { kind: 'none' }, unreadable: ['identity'] } },
    'IdentityEnabled',
    'Unknown',
    'IdentityUnreadable',
  ],
  [
    'so is one of a tenant that cannot be read',
    { machine: { unreadable: ['identity.tenantId'] } },
    'IdentityEnabled',
    'Unknown',
    'IdentityUnreadable',
  ],
  ['an agent in error is not', { machine: { status: 'Error' } }, 'Connected', 'False', 'AgentInError'],

  // IdentityEnabled
  ['a system-assigned identity is seen', {}, 'IdentityEnabled', 'True', 'IdentityPresent'],
  ['a missing one too', { machine: { identity: { kind: 'none' } } }, 'IdentityEnabled', 'False', 'IdentityMissing'],
  [
    'one that was asked for a minute ago may still come',
    { machine: { identity: { kind: 'none' } }, history: { identityRequestedAt: NOON - 60_000 } },
    'IdentityEnabled',
    'Unknown',
    'IdentityRequested',
  ],
  [
    'one that was asked for four minutes ago is missing',
    { machine: { identity: { kind: 'none' } }, history: { identityRequestedAt: NOON - 240_000 } },
    'IdentityEnabled',
    'False',
    'IdentityMissing',
  ],
  [
    'an identity of another tenant does not count',
    { machine: { identity: { kind: 'systemAssigned', tenantId: 'other' } } },
    'IdentityEnabled',
    'False',
    'IdentityInOtherTenant',
  ],
  [
    'an identity of another kind is kept, and does not count',
    { machine: { identity: { kind: 'otherKind', type: 'UserAssigned' } } },
    'IdentityEnabled',
    'False',
    'IdentityOfOtherKind',
  ],
];

describe('conditions', () => {
  it.each(rows)('%s', (_sentence, given, type, status, reason) => {
    const conditions = judge(evidence(given), undefined);

    expect(conditions[type]).toMatchObject({ type, status, reason });
    expect(conditions[type].message).toMatch(/\.$|:/);
  });

  it('keeps the time since when a status holds, and begins anew when it changes', () => {
    const first = judge(evidence(), undefined);
    const same = judge(evidence({ now: NOON + 1000 }), first);
    const other = judge(evidence({ machine: { status: 'Disconnected' }, now: NOON + 2000 }), same);

    expect(same.Connected.since).toBe(NOON);
    expect(other.Connected.since).toBe(NOON + 2000);
    expect(other.Eligible.since).toBe(NOON);
  });

  it.each([
    [undefined, 'The agent reports the status Error.'],
    [
      ['AZCM0026: Network error.', 'Only text.'],
      'The agent reports the status Error: AZCM0026: Network error.; Only text.',
    ],
  ])('shows what an agent in error says: %o', (errors, message) => {
    const machine = { status: 'Error', ...(errors !== undefined && { errors }) };

    expect(judge(evidence({ machine }), undefined).Connected.message).toBe(message);
  });
});
