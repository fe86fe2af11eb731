/** Why an assignment of ours that nobody wants is to go, or what keeps it. Pure. */
import type { Assignment } from '../assignment.ts';
import type { Self } from '../ownership.ts';
import { GROUP_GAP_TEXTS, LEFT_OUT_SENTENCES, type LeftOutReason } from '../readings/groupReading.ts';
import type { RemoveReason } from './change.ts';
import type { ResolvedBinding } from './desired.ts';
import { exemption } from './exempt.ts';
import type { Judgement } from './judgement.ts';
import { leftOutReason } from './membership.ts';
import { awaitsOther } from './moving.ts';
import { mayPropose } from './proposal.ts';
import { incompleteInventory, NOT_REPORTED, NOT_SEEN, selectorInDoubt } from './selectorDoubt.ts';
import type { Site } from './site.ts';
import { switchedMode } from './switched.ts';

/** Judges an assignment that is ours, or governed by a binding that adopts, and that is not wanted. */
export function judgeRemoval(assignment: Assignment, site: Site): Judgement {
  const judged = reasonFor(assignment, site);
  const withheld = keptBack(assignment, judged.reason, site);
  const kept = withheld === undefined ? awaitsOther(assignment, judged.reason, site) : { withheld };
  if (kept === undefined) return judged;
  // What keeps it already is told; what keeps it beside that, no approval of the one lifts.
  const { proposable: _not, ...rest } = judged;
  return judged.withheld === undefined ? { ...rest, ...kept } : rest;
}

function reasonFor(assignment: Assignment, site: Site): Judgement {
  const judged = byPolicy(assignment, site);
  // The policy denies people; a group that it names there by mistake is no person.
  const isDenied = site.world.denied.has(assignment.principalId) && assignment.principalType !== 'Group';
  return isDenied ? { reason: 'deny', binding: judged.binding } : judged;
}

function byPolicy(assignment: Assignment, site: Site): Judgement {
  const recorded = recordedFor(assignment, site);
  const [first] = site.active;
  // What is on record gave it, whether or not it still gives anything here: no neighbour is emptied by its leaving.
  if (first !== undefined) return underBindings(assignment, recorded ?? first.binding.name, site);
  const over = overHere(recorded, site);
  return over === undefined ? withoutBinding(assignment, site) : { reason: 'expired', binding: over.binding.name };
}

function recordedFor({ name }: Assignment, { world }: Site): string | undefined {
  return world.input.recorded.get(name)?.binding ?? undefined;
}

/** Of the bindings that are over here, the one on record; the first where none is on record. */
function overHere(recorded: string | undefined, { bucket }: Site): ResolvedBinding | undefined {
  const bindings = bucket?.bindings ?? [];
  return recorded === undefined ? bindings[0] : bindings.find(({ binding }) => binding.name === recorded);
}

/** Bindings in force name this role at this scope, and none of them wants this principal. */
function underBindings(assignment: Assignment, binding: string, site: Site): Judgement {
  const { principalId } = assignment;
  const { active } = site;
  const doubtful = active.find(({ reading }) => reading === undefined || reading.gap !== undefined);
  if (doubtful !== undefined) {
    const withheld = incomplete(doubtful);
    return { reason: 'leftGroup', binding, withheld, ...(mayPropose(assignment, site) && { proposable: true }) };
  }
  const switched = switchedMode(assignment, site);
  if (switched !== undefined) return switched;
  const out = active.map(({ reading }) => leftOutReason(reading, principalId)).find((reason) => reason);
  if (out === undefined) return { reason: 'leftGroup', binding };
  if (out === 'notReadable') return { reason: 'leftGroup', binding, withheld: NOT_READABLE };
  return { reason: LEFT_OUT_REMOVALS[out], binding };
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

function incomplete({ reading, binding }: ResolvedBinding): NonNullable<Judgement['withheld']> {
  const { sentence } = GROUP_GAP_TEXTS[reading?.gap?.reason ?? 'NeverRead'];
  return { code: 'IncompleteReading', message: `Binding ${binding.name}: ${sentence}` };
}

/** No binding that may have given it names this role at this scope: it was dropped, or a selector no longer chooses the machine. */
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
  const gap = incompleteInventory(input.machines);
  if (gap !== undefined) return gap;
  if (machine === 'absent') return NOT_SEEN;
  return machine?.windows === null ? NOT_REPORTED : undefined;
}

/** What keeps an assignment whatever the reason. A denial is stronger than an exemption, and says so. */
function keptBack(assignment: Assignment, reason: RemoveReason, site: Site): Judgement['withheld'] {
  if (reason === 'deny') return undefined;
  const { sharedWith, input } = site.world;
  const [other] = sharedWith;
  if (other !== undefined) return { code: 'SharedInstallation', message: sharedWithText(other, input.self) };
  return exemption(assignment, site) ?? selectorInDoubt(assignment, reason, site);
}

function sharedWithText(other: string, { appId }: Self): string {
  return appId === undefined
    ? `This app does not know its own object id yet, and cannot tell whether app ${other} is another one under the same INSTALLATION_ID.`
    : `App ${other} works under the same INSTALLATION_ID; give one of the two another.`;
}
