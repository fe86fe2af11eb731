/** Records for the ledger: a short one, and one in which everything is said. */
import type { Condition, Conditions, ConditionType } from '../../src/lib/onboarding/condition.ts';
import type { MachineId } from '../../src/lib/onboarding/machineId.ts';
import { firstSight, type MachineRecord } from '../../src/lib/onboarding/record.ts';
import { aMachineId } from '../builders/machine.ts';

export const NOW = Date.UTC(2026, 10, 22, 12);

/** A record of a machine at first sight, with what the test says. */
export function aRecord(id: MachineId = aMachineId(), overrides: Partial<MachineRecord> = {}): MachineRecord {
  return { ...firstSight(id, NOW), ...overrides };
}

/** With every optional field, also of the objects inside; lists and conditions say what they like. */
type Complete<T> = T extends string | number | boolean | readonly unknown[] | Conditions
  ? T
  : { readonly [K in keyof T]-?: Complete<NonNullable<T[K]>> };

/** A record with every optional field, and texts of every kind. */
export function fullRecord(id: MachineId = aMachineId()): Complete<MachineRecord> {
  return {
    version: 1,
    id,
    state: 'Failed',
    reason: 'InstallFailed',
    message: 'Exit code "-2145648574" in C:\\Packages\\Plugins\r\n\tand 日本語, emoji 😀 and a null \u0000.',
    fix: "Don't panic; it's 'quoted'.",
    firstSeenAt: NOW - 90_000,
    readyAt: NOW - 80_000,
    identityRequestedAt: NOW - 70_000,
    installRequestedAt: NOW - 60_000,
    installs: 3,
    installFailure: { code: 'VMExtensionProvisioningError', message: 'long '.repeat(1000) },
    busyUntil: NOW + 60_000,
    busySince: NOW,
    updatedAt: NOW,
    conditions: {
      Selected: condition('Selected', { until: NOW + 1 }),
      Reported: condition('Reported'),
      Eligible: condition('Eligible'),
      Connected: condition('Connected'),
      IdentityEnabled: condition('IdentityEnabled'),
      ExtensionInstalled: condition('ExtensionInstalled', {
        status: 'False',
        fix: 'See <https://example.com/?a=b&c>.',
      }),
    },
    seen: {
      location: 'chinanorth3',
      vmId: 'vm-1',
      principalId: 'p-1',
      os: { type: 'windows', sku: 'Windows Server 2025 Datacenter', version: '10.0.26100.4061', edition: 'datacenter' },
      extension: {
        name: 'AADLogin',
        version: '2.1.0.0',
        provisioningState: 'Failed',
        code: '64',
        message: 'It failed.',
      },
    },
    warnings: [{ reason: 'HostNameTooLong', message: 'The host name …', fix: 'Rename it.' }],
    claimedVmId: 'vm-1',
    movedFrom: aMachineId('srv-1', 'rg-old'),
    movedTo: aMachineId('srv-1', 'rg-(new)'),
    trouble: { reason: 'WriteDenied', code: 'AuthorizationFailed', message: 'No.', at: NOW },
    lastError: { code: 'ECONNRESET', message: 'No answer.', at: NOW },
    attempts: [
      { at: NOW, what: 'enableIdentity', outcome: 'succeeded' },
      { at: NOW + 1, what: 'installExtension', outcome: 'failed', code: '64' },
      { at: NOW + 2, what: 'excludeByTag', outcome: 'succeeded' },
      { at: NOW + 3, what: 'removeExtension', outcome: 'accepted' },
    ],
    timeline: [
      { at: NOW, event: 'FirstSeen', message: 'The machine was seen for the first time.' },
      { at: NOW + 1, event: 'Failed', message: 'Ünïcödé — “typographic”.' },
    ],
    looks: {
      running: { token: 'event:1', since: NOW, cause: 'event' },
      next: { token: 'token-2', at: NOW + 15_000, setAt: NOW, cause: 'schedule' },
      again: 'person',
      last: 'token-0',
      dropped: ['token-1'],
    },
    waited: 4,
    inProgressSince: NOW - 1000,
    operationUrl: `https://management.azure.com/subscriptions/operations/1?t=${'s'.repeat(4000)}`,
    offboard: {
      requestedAt: NOW,
      by: 'ada@contoso.com (1)',
      reason: 'Müll — “weg”.',
      tagRequestedAt: NOW + 1,
      removalRequestedAt: NOW + 2,
      removals: 1,
      failure: { code: 'C', message: 'm' },
    },
    offboardedAt: NOW - 1,
    takenAt: NOW - 2,
    unmetOrder: { requestedAt: NOW - 3, by: 'ada', reason: 'Sold.' },
    absence: { toldAt: NOW - 4, seenAt: NOW - 5 },
    registeredAt: NOW - 6,
    removedAt: NOW - 7,
    removals: 2,
    exclusion: { at: NOW - 8, because: 'person', by: 'ada', reason: 'It failed.' },
    held: 'RolloutHalted',
    dueAt: NOW + 6,
    slot: { call: 'read', at: NOW + 5, confirmed: true },
  };
}

function condition(type: ConditionType, overrides: Partial<Condition> = {}): Condition {
  return { type, status: 'True', reason: 'RequirementsMet', message: `About ${type}.`, since: NOW, ...overrides };
}
