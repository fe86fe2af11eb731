/**
 * Selectors that may choose a machine of which too little is known: one that the inventory lacks, or whose agent has not
 * reported. What such a selector would give, in whatever role, is not taken away for the sake of another binding. Pure.
 */

import { parseMachineId } from '../../onboarding/machineId.ts';
import { type Assignment, reaches, scopeKey } from '../assignment.ts';
import { matchesSelector } from '../policy/selector.ts';
import { inventoryGap, type MachinesReading } from '../readings/machineSelector.ts';
import type { RemoveReason } from './change.ts';
import type { ResolvedBinding } from './desired.ts';
import type { Judgement } from './judgement.ts';
import { isEligible } from './membership.ts';
import type { Site } from './site.ts';

/** Whoever is removed for one of these is wanted by no binding. */
const WANTED_NOWHERE: ReadonlySet<RemoveReason> = new Set(['deny', 'disabled', 'guest', 'notAPerson', 'deleted']);

/** Why it stays; undefined when no selector is in doubt that wants whoever would lose it. */
export function selectorInDoubt(assignment: Assignment, reason: RemoveReason, site: Site): Judgement['withheld'] {
  if (WANTED_NOWHERE.has(reason)) return undefined;
  const { bindings, input } = site.world;
  const selecting = bindings.filter((one) => one.binding.target.kind === 'machines' && mayWant(one, assignment, site));
  if (selecting.length === 0) return undefined;
  return site.machine === undefined
    ? doubtBelow(assignment.scope, selecting, input.machines)
    : doubtAt(assignment.scope, selecting, site);
}

/** Whether it is in force, and gives its role to whoever loses the assignment, or may: its group was not read in full. */
function mayWant({ reading, binding, expired }: ResolvedBinding, assignment: Assignment, site: Site): boolean {
  if (expired || reading?.gap?.reason === 'GroupDeleted') return false;
  if (binding.group.id === assignment.principalId || reading === undefined || reading.gap !== undefined) return true;
  const { denied } = site.world;
  return losersOf(assignment, site).some((id) => !denied.has(id) && isEligible(reading, id));
}

function losersOf({ principalId, principalType }: Assignment, { world: { input } }: Site): readonly string[] {
  return principalType === 'Group' ? (input.groups.get(principalId)?.eligible ?? []) : [principalId];
}

/** On a machine that the inventory shows whole, selectors are in no doubt, whatever it lacks elsewhere. */
function doubtAt(
  scope: string,
  selecting: readonly ResolvedBinding[],
  { machine, world }: Site,
): Judgement['withheld'] {
  const { machines } = world.input;
  if (!selecting.some((one) => mayChoose(one, scope, machines))) return undefined;
  if (machine !== 'absent') return machine?.windows === null ? NOT_REPORTED : undefined;
  return incompleteInventory(machines) ?? NOT_SEEN;
}

export const NOT_SEEN = {
  code: 'MachineNotSeen',
  message: 'The inventory does not show the machine, which alone removes nothing.',
} as const;
export const NOT_REPORTED = {
  code: 'MachineNotSeen',
  message: 'The machine has not told the inventory yet what it runs.',
} as const;
const SILENT_BELOW = {
  code: 'MachineNotSeen',
  message: 'A machine below it has not told the inventory yet what it runs.',
} as const;

export function incompleteInventory(reading: MachinesReading | undefined): Judgement['withheld'] {
  const gap = inventoryGap(reading);
  return gap === undefined
    ? undefined
    : { code: 'MachinesIncomplete', message: `The inventory is incomplete: ${gap}.` };
}

/** Below a wider scope lie machines that are silent, or that an incomplete inventory lacks. */
function doubtBelow(
  scope: string,
  selecting: readonly ResolvedBinding[],
  reading: MachinesReading | undefined,
): Judgement['withheld'] {
  const silent = (reading?.machines ?? []).filter(({ id, windows }) => windows === null && reaches(scope, id));
  const waits = silent.some(({ id }) => selecting.some((one) => mayChoose(one, id, reading)));
  return incompleteInventory(reading) ?? (waits ? SILENT_BELOW : undefined);
}

/**
 * Whether the text of a selector admits the machine of this id, whatever its tags are: by its resource group and name, and in
 * a subscription that is watched. Selectors choose from no other.
 */
export function mayChoose(
  { binding: { target } }: Pick<ResolvedBinding, 'binding'>,
  scope: string,
  reading: MachinesReading | undefined,
): boolean {
  const id = parseMachineId(scope);
  if (target.kind !== 'machines' || id === undefined) return false;
  const isWatched = reading?.watched?.some((one) => scopeKey(one) === scopeKey(id.subscriptionId)) ?? true;
  const { tags: _unknown, ...text } = target.selector;
  return isWatched && matchesSelector(text, { id, tags: {} });
}
