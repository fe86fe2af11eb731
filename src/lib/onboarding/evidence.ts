/** What the rules of the conditions judge by: one reading of the machine, what we remember of it, and the settings. */
import type { Tag } from '../tags.ts';
import type { Instant } from '../time.ts';
import type { ObservedMachine } from './machine.ts';
import type { Offboarding } from './offboarding.ts';
import type { Selector } from './selector.ts';

/** The settings that onboarding depends on. */
export interface OnboardingSettings {
  /** `observe` decides and shows, `enforce` also acts. */
  readonly mode: 'observe' | 'enforce';
  /** Which machines to take; none of them takes none. */
  readonly onboard: readonly Selector[];
  readonly excludeTag: Tag;
  /** DNS suffixes of machines in a workgroup: of a domain whose name has no dot, they are no proof. */
  readonly workgroupDnsSuffixes: readonly string[];
  /** How long a machine selected by anything but its own tag is left alone after first sight. */
  readonly settleMs: number;
  /** How long an extension that somebody removed stays away before it is installed again. */
  readonly driftGraceMs: number;
}

/** What the ledger remembers of a machine and the rules need. */
export interface History {
  readonly firstSeenAt: Instant;
  /** When the machine was first ready under its present vmId. */
  readonly readyAt?: Instant;
  /** When we last asked ARM for the identity, and it was not refused. */
  readonly identityRequestedAt?: Instant;
  /** When we last asked ARM for the extension, and it was not refused. Forgotten once its end was seen. */
  readonly installRequestedAt?: Instant;
  /** How often ARM has taken on our extension since it was last seen, or a person called. */
  readonly installs?: number;
  /** What ARM said when our installation failed before there was an extension to show it. */
  readonly installFailure?: { readonly code: string; readonly message: string };
  /** When the extension of a machine that was ready was first seen gone. */
  readonly removedAt?: Instant;
  /** How often that has happened. */
  readonly removals?: number;
  /** Set while somebody else's installation keeps ours waiting (HCRP409). */
  readonly busyUntil?: Instant;
  /** When that began: the first refusal since ours was last taken on. */
  readonly busySince?: Instant;
  /** Set while a person wants the machine to leave Microsoft Entra. */
  readonly offboard?: Offboarding;
  /** When the machine was first seen again, after it had been gone: settling counts from here. */
  readonly registeredAt?: Instant;
  /** Set until a person lets the machine in again. */
  readonly exclusion?: Exclusion;
}

/** It was deleted from Azure after it had left, or while it was excluded; or a person excluded it. */
export const EXCLUDED_BECAUSE = ['offboarded', 'excluded', 'person'] as const;

/** An exclusion that the ledger holds, beside the one by tag. */
export interface Exclusion {
  readonly at: Instant;
  readonly because: (typeof EXCLUDED_BECAUSE)[number];
  /** Who excluded it, and why. */
  readonly by?: string;
  readonly reason?: string;
}

export interface Evidence {
  readonly machine: ObservedMachine;
  readonly history: History;
  readonly settings: OnboardingSettings;
  /** Tenant of the machine's subscription; undefined while unknown. */
  readonly tenantId?: string;
  /** Whether the machine's location has the extension; undefined while unknown. */
  readonly offered?: boolean;
  readonly now: Instant;
}
