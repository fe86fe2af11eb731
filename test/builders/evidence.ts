/** Evidence as tests want it: everything in order, everything selected, nothing to settle. */
import type { Evidence, History, OnboardingSettings } from '../../src/lib/onboarding/evidence.ts';
import type { ObservedMachine } from '../../src/lib/onboarding/machine.ts';
import { aMachine, TENANT } from './machine.ts';

export const NOON = Date.UTC(2026, 10, 22, 12);

export function someSettings(overrides: Partial<OnboardingSettings> = {}): OnboardingSettings {
  return {
    mode: 'enforce',
    onboard: [{ kind: 'all' }],
    excludeTag: { name: 'ArcEntraSignIn', value: 'exclude' },
    workgroupDnsSuffixes: [],
    settleMs: 0,
    driftGraceMs: 24 * 3_600_000,
    ...overrides,
  };
}

export interface EvidenceOverrides {
  readonly machine?: Partial<ObservedMachine>;
  readonly history?: Partial<History>;
  readonly settings?: Partial<OnboardingSettings>;
  readonly tenantId?: string;
  readonly offered?: boolean;
  readonly now?: number;
}

export function evidence({
  machine,
  history,
  settings,
  tenantId = TENANT,
  offered,
  now = NOON,
}: EvidenceOverrides = {}): Evidence {
  return {
    machine: aMachine(machine),
    history: { firstSeenAt: NOON, ...history },
    settings: someSettings(settings),
    tenantId,
    ...(offered !== undefined && { offered }),
    now,
  };
}
