/** What is about to change in who can sign in, as the newest plan has it and its run has come. Pure. */
import type { ChangeRecord } from '../apply/changeRecord.ts';
import { type Place, placeKey, placeOf, reaches, scopeKey } from '../assignment.ts';
import type { Grant } from '../ownership.ts';
import type { Change, Withheld } from '../plan/change.ts';
import { bucketKey } from '../plan/desired.ts';
import { isEligible } from '../plan/membership.ts';
import type { PlanDocument } from '../runs/planDocument.ts';
import type { Known } from './who.ts';

export const PENDING_STATUSES = ['planned', 'withheld', 'failed'] as const;

/** A change that is not made yet. */
export interface Pending extends Change {
  readonly status: (typeof PENDING_STATUSES)[number];
  /** Why it is not made, where something keeps it from that. */
  readonly why?: { readonly code: string; readonly message: string };
}

/** Whether a change is of interest. */
export type Concerns = (change: Change) => boolean;

/** The changes of the plan that its run has not made. */
export function pendingIn(
  { runId, adds, removes, withheld }: Pick<PlanDocument, 'runId' | 'adds' | 'removes' | 'withheld'>,
  tried: readonly ChangeRecord[],
  concerns: Concerns,
): readonly Pending[] {
  const ended = new Map(tried.filter((one) => one.runId === runId).map((one) => [keyOf(one), one]));
  const planned = [...removes, ...adds].filter(concerns).flatMap((change): Pending[] => {
    const record = ended.get(keyOf(change));
    switch (record?.status) {
      case 'done':
        return [];
      case 'held':
        return [{ ...change, status: 'withheld', why: { code: record.code, message: record.message } }];
      case 'failed':
        return [{ ...change, status: 'failed', why: { code: record.code, message: record.message } }];
      default:
        return [{ ...change, status: 'planned' }];
    }
  });
  return [...planned, ...withheld.filter(concerns).map(withheldOf)];
}

function withheldOf({ proposed: _proposed, ...change }: Withheld): Pending {
  return { ...change, status: 'withheld' };
}

function keyOf({ scope, role, principalId }: Grant): string {
  return `${bucketKey(scope, role)} ${principalId}`;
}

/** Whether a change is of this person: their own, or that of a group which holds them. */
export function concernsPerson(personId: string, { groups }: Pick<Known, 'groups'>): Concerns {
  return ({ principalId, people = [] }) => {
    if (principalId === personId || people.includes(personId)) return true;
    const reading = groups.get(principalId);
    return reading !== undefined && isEligible(reading, personId);
  };
}

/** Whether a change reaches a machine. Which management groups lie above it, what stands there tells. */
export function concernsMachine(machine: string, { places }: Pick<Known, 'places'>): Concerns {
  const there = places.get(placeKey(placeOf(machine)))?.assignments ?? [];
  const above = new Set(there.map(({ scope }) => scopeKey(scope)));
  return ({ scope }) => reaches(scope, machine) && (!isManagementGroup(placeOf(scope)) || above.has(scopeKey(scope)));
}

function isManagementGroup({ kind }: Place): boolean {
  return kind === 'managementGroup';
}
