/** What a plan is made from: the policy, what was read, and what earlier runs have left. */
import type { Instant } from '../../time.ts';
import type { GrantRecord } from '../grants.ts';
import type { Self } from '../ownership.ts';
import type { Binding, Exemption } from '../policy/policy.ts';
import type { GroupReading } from '../readings/groupReading.ts';
import type { MachinesReading } from '../readings/machineSelector.ts';
import type { PlaceReading } from '../readings/placeReading.ts';
import type { ResolvedBinding } from './desired.ts';
import type { QuotaSample } from './growth.ts';

/** The part of the policy that the plan follows. */
export interface PlannedPolicy {
  readonly bindings: readonly Binding[];
  readonly exemptions: readonly Exemption[];
  /** Ids of users, lower case. */
  readonly deny: readonly string[];
}

export interface PlanInput {
  readonly policy: PlannedPolicy;
  /** By group id. */
  readonly groups: ReadonlyMap<string, GroupReading>;
  /** By place. */
  readonly places: ReadonlyMap<string, PlaceReading>;
  /** Absent when it never was read; of an earlier policy when nothing has had it read since. */
  readonly machines?: MachinesReading;
  readonly self: Self;
  /** What is on record of assignments of ours, by name. */
  readonly recorded: ReadonlyMap<string, GrantRecord>;
  /** When the first complete reading of a group began that lacked somebody who still has something of ours. */
  readonly absentSince: (groupId: string, principalId: string) => Instant | undefined;
  /** The least distance of the two readings that prove that somebody left a group. */
  readonly confirmMs: number;
  /** The last plan was made for the same policy. */
  readonly policySeenBefore: boolean;
  /** Since when an incomplete reading has kept removals of a binding from being made. */
  readonly blockedSince: (binding: string) => Instant | undefined;
  /** How full each place was before, oldest first. */
  readonly history: ReadonlyMap<string, readonly QuotaSample[]>;
  /** Why nothing may be added through a binding. */
  readonly blocked: (binding: Binding, reading: GroupReading | undefined) => ResolvedBinding['blocked'];
  /** The policy in the blob cannot be followed; this is the last good one, and nothing is changed for it. */
  readonly held: boolean;
  readonly now: Instant;
}
