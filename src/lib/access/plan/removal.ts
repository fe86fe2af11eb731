/** Why an assignment of ours that nobody wants is to go, or what keeps it. Pure. */
import type { Assignment } from '../assignment.ts';
import { isOver } from '../policy/day.ts';
import { GROUP_GAP_TEXTS, LEFT_OUT_SENTENCES, type LeftOutReason } from '../readings/groupReading.ts';
import type { RemoveReason, WithheldCode } from './change.ts';
import type { ResolvedBinding } from './desired.ts';
import { inventoryGap } from './incomplete.ts';
import { hasForGood, type Site } from './site.ts';
import { findSorted } from './sorted.ts';

export interface Judgement {
  readonly reason: RemoveReason;
  readonly binding: string | null;
  /** What keeps it; absent when it is to go. */
  readonly withheld?: { readonly code: WithheldCode; readonly message: string };
}

/** Judges an assignment that is ours, or governed by a binding that adopts, and that is not wanted. */
export function judgeRemoval(assignment: Assignment, site: Site): Judgement {
  const judged = reasonFor(assignment, site);
  if (judged.withheld !== undefined) return judged;
  const kept = keptBack(assignment, judged.reason, site);
  return kept === undefined ? judged : { ...judged, withheld: kept };
}

function reasonFor(assignment: Assignment, site: Site): Judgement {
  const judged = byPolicy(assignment, site);
  // The policy denies people; a group that it names there by mistake is no person.
  const isDenied = site.world.denied.has(assignment.principalId) && assignment.principalType !== 'Group';
  return isDenied ? { reason: 'deny', binding: judged.binding } : judged;
}

function byPolicy(assignment: Assignment, site: Site): Judgement {
  const bindings = site.bucket?.bindings ?? [];
  const active = bindings.filter(({ expired }) => !expired);
  const by = attributed(assignment, active, site) ?? attributed(assignment, bindings, site);
  if (by === undefined) return withoutBinding(assignment, site);
  if (by.expired) return { reason: 'expired', binding: by.binding.name };
  return underBindings(assignment, by, active, site);
}

function recordedFor({ name }: Assignment, { world }: Site): string | undefined {
  return world.input.recorded.get(name);
}

/** The one of these bindings that is on record for the assignment, else the first. */
function attributed(
  assignment: Assignment,
  bindings: readonly ResolvedBinding[],
  site: Site,
): ResolvedBinding | undefined {
  const recorded = recordedFor(assignment, site);
  return bindings.find(({ binding }) => binding.name === recorded) ?? bindings[0];
}

/** Bindings name this role at this scope, and none of them wants this principal. */
function underBindings(
  assignment: Assignment,
  by: ResolvedBinding,
  active: readonly ResolvedBinding[],
  site: Site,
): Judgement {
  const { principalId } = assignment;
  const binding = by.binding.name;
  const doubtful = active.find(({ reading }) => reading === undefined || reading.gap !== undefined);
  if (doubtful !== undefined) return { reason: 'leftGroup', binding, withheld: incomplete(doubtful) };
  const switched = switchedMode(assignment, active, site);
  if (switched !== undefined) return switched;
  const out = active.map(({ reading }) => leftOutReason(reading?.leftOut, principalId)).find((reason) => reason);
  if (out === undefined) return { reason: 'leftGroup', binding };
  if (out === 'notReadable') return { reason: 'leftGroup', binding, withheld: NOT_READABLE };
  return { reason: LEFT_OUT_REMOVALS[out], binding };
}

/** A binding that names the group now and named its members before, or the other way round: nobody may fall between. */
function switchedMode(
  { principalId, principalType }: Assignment,
  active: readonly ResolvedBinding[],
  site: Site,
): Judgement | undefined {
  const ownGroup = active.find((one) => one.binding.group.id === principalId && one.binding.assign === 'members');
  if (principalType === 'Group' && ownGroup !== undefined) {
    const { denied } = site.world;
    const settled = ownGroup.reading?.eligible.every((id) => denied.has(id) || hasForGood(id, site));
    const withheld = { code: 'WaitsForMembers', message: 'Its members get their own assignments first.' } as const;
    const switched = { reason: 'switchedToMembers', binding: ownGroup.binding.name } as const;
    return settled === true ? switched : { ...switched, withheld };
  }
  const covering = active.filter(
    ({ binding, reading }) =>
      binding.assign === 'group' && findSorted(reading?.eligible, principalId, (id) => id) !== undefined,
  );
  const by = covering.find(({ binding }) => hasForGood(binding.group.id, site)) ?? covering[0];
  if (by === undefined) return undefined;
  const withheld = { code: 'WaitsForGroup', message: 'The assignment of the group is made first.' } as const;
  const switched = { reason: 'switchedToGroup', binding: by.binding.name } as const;
  return hasForGood(by.binding.group.id, site) ? switched : { ...switched, withheld };
}

/** Nobody is removed for what the directory does not tell. */
const NOT_READABLE = { code: 'IncompleteReading', message: LEFT_OUT_SENTENCES.notReadable } as const;

const LEFT_OUT_REMOVALS: Readonly<Record<Exclude<LeftOutReason, 'notReadable'>, RemoveReason>> = {
  guest: 'guest',
  disabled: 'disabled',
  servicePrincipal: 'notAPerson',
  device: 'notAPerson',
  contact: 'notAPerson',
  notAPerson: 'notAPerson',
};

function leftOutReason(
  leftOut: readonly { readonly id: string; readonly reason: LeftOutReason }[] | undefined,
  id: string,
): LeftOutReason | undefined {
  return findSorted(leftOut, id, (one) => one.id)?.reason;
}

function incomplete({ reading, binding }: ResolvedBinding): NonNullable<Judgement['withheld']> {
  const { sentence } = GROUP_GAP_TEXTS[reading?.gap?.reason ?? 'NeverRead'];
  return { code: 'IncompleteReading', message: `Binding ${binding.name}: ${sentence}` };
}

/** No binding names this role at this scope: it was dropped, or a selector no longer chooses the machine. */
function withoutBinding(assignment: Assignment, site: Site): Judgement {
  const recorded = recordedFor(assignment, site);
  const by = site.machine === undefined ? undefined : selectorBehind(assignment, recorded, site);
  if (by === undefined) return { reason: 'dropped', binding: recorded ?? null };
  const binding = by.binding.name;
  if (by.expired) return { reason: 'expired', binding };
  const withheld = unsureOfMachine(site);
  return { reason: 'machineUnmatched', binding, ...(withheld !== undefined && { withheld }) };
}

/** The selector that gave this role on a machine, as far as that is on record; else one that may have. */
function selectorBehind(
  { role }: Assignment,
  recorded: string | undefined,
  { world }: Site,
): ResolvedBinding | undefined {
  // A selector of another role has not given this one, and would be proven wrong while it still chooses the machine.
  const selecting = world.bindings.filter(({ binding }) => binding.target.kind === 'machines' && binding.role === role);
  if (recorded !== undefined) return selecting.find(({ binding }) => binding.name === recorded);
  return selecting.find(({ expired }) => !expired) ?? selecting[0];
}

/** What keeps anybody from saying that the selector no longer chooses the machine. */
function unsureOfMachine({ machine, world: { input } }: Site): Judgement['withheld'] {
  const gap = inventoryGap(input);
  if (gap !== undefined) return { code: 'MachinesIncomplete', message: `The inventory is incomplete: ${gap}.` };
  if (machine === 'absent')
    return { code: 'MachineNotSeen', message: 'The inventory does not show the machine, which alone removes nothing.' };
  if (machine?.windows === null)
    return { code: 'MachineNotSeen', message: 'The machine has not told the inventory yet what it runs.' };
  return undefined;
}

/** What keeps an assignment whatever the reason. A denial is stronger than an exemption, and says so. */
function keptBack({ principalId }: Assignment, reason: RemoveReason, { world }: Site): Judgement['withheld'] {
  if (reason === 'deny') return undefined;
  const { exemptions, input, sharedWith } = world;
  const [other] = sharedWith;
  if (other !== undefined)
    return {
      code: 'SharedInstallation',
      message: `App ${other} works under the same INSTALLATION_ID; give one of the two another.`,
    };
  const exemption = exemptions.get(principalId);
  if (exemption !== undefined && !isOver(exemption.until, input.now))
    return { code: 'Exempt', message: `Exempt until ${exemption.until}: ${exemption.reason} (${exemption.owner}).` };
  return undefined;
}
