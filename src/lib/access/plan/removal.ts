/** Why an assignment of ours that nobody wants is to go, or what keeps it. Pure. */

import type { Instant } from '../../time.ts';
import type { Assignment } from '../assignment.ts';
import { isOver } from '../policy/day.ts';
import type { Exemption } from '../policy/policy.ts';
import { GROUP_GAP_TEXTS, type LeftOutReason } from '../readings/groupReading.ts';
import type { SelectableMachine } from '../readings/machineSelector.ts';
import type { RemoveReason, WithheldCode } from './change.ts';
import type { Bucket, ResolvedBinding } from './desired.ts';
import { findSorted } from './sorted.ts';

export interface Judgement {
  readonly reason: RemoveReason;
  readonly binding: string | null;
  /** What keeps it; absent when it is to go. */
  readonly withheld?: { readonly code: WithheldCode; readonly message: string };
}

/** What the judgement of one assignment depends on. */
export interface RemovalContext {
  readonly now: Instant;
  /** The bindings that name this role at this scope; undefined when none does. */
  readonly bucket: Bucket | undefined;
  /** All bindings of the policy. */
  readonly bindings: readonly ResolvedBinding[];
  readonly denied: ReadonlySet<string>;
  readonly exemptions: ReadonlyMap<string, Exemption>;
  /** The binding on record for this assignment. */
  readonly recorded: string | undefined;
  /** The machine at this scope: absent when the inventory does not show it, undefined when the scope is no machine. */
  readonly machine: SelectableMachine | 'absent' | undefined;
  readonly machinesGap: string | undefined;
  /** Whether the assignment of this group stands at this scope and role. */
  readonly stands: (principalId: string) => boolean;
  /** Another app works under this installation's id: nothing is removed until that is settled. */
  readonly sharedWith: string | undefined;
}

/** Judges an assignment that is ours, or governed by a binding that adopts, and that is not wanted. */
export function judgeRemoval(assignment: Assignment, context: RemovalContext): Judgement {
  const judged = reasonFor(assignment, context);
  if (judged.withheld !== undefined) return judged;
  const kept = keptBack(assignment, judged.reason, context);
  return kept === undefined ? judged : { ...judged, withheld: kept };
}

function reasonFor(assignment: Assignment, context: RemovalContext): Judgement {
  const { bucket, denied, recorded } = context;
  const bindings = bucket === undefined ? [] : bucket.bindings;
  const active = bindings.filter(({ expired }) => !expired);
  const [first] = [...active, ...bindings].map(({ binding }) => binding.name);
  if (denied.has(assignment.principalId) && assignment.principalType !== 'Group')
    return { reason: 'deny', binding: first ?? recorded ?? null };
  if (active.length > 0) return underBindings(assignment, active, context);
  return first === undefined ? withoutBinding(context) : { reason: 'expired', binding: first };
}

/** A binding names this role at this scope, and does not want this principal. */
function underBindings(assignment: Assignment, active: readonly ResolvedBinding[], context: RemovalContext): Judgement {
  const { principalId } = assignment;
  const by = active.find(({ binding }) => binding.name === context.recorded) ?? active[0];
  const binding = by?.binding.name ?? null;
  const doubtful = active.find(({ reading }) => reading === undefined || reading.gap !== undefined);
  if (doubtful !== undefined) return { reason: 'leftGroup', binding, withheld: incomplete(doubtful) };
  const switched = switchedMode(assignment, active, context);
  if (switched !== undefined) return switched;
  const out = active.map(({ reading }) => leftOutReason(reading?.leftOut, principalId)).find((reason) => reason);
  return { reason: out === undefined ? 'leftGroup' : LEFT_OUT_REMOVALS[out], binding };
}

/** A binding that names the group now and named its members before, or the other way round: nobody may fall between. */
function switchedMode(
  { principalId, principalType }: Assignment,
  active: readonly ResolvedBinding[],
  { stands, bucket }: RemovalContext,
): Judgement | undefined {
  const ownGroup = active.find((one) => one.binding.group.id === principalId && one.binding.assign === 'members');
  if (principalType === 'Group' && ownGroup !== undefined) {
    const settled = [...(bucket?.wanted ?? [])].every(([id, { by: wantedBy }]) => wantedBy !== ownGroup || stands(id));
    const withheld = { code: 'WaitsForMembers', message: 'Its members get their own assignments first.' } as const;
    return { reason: 'switchedToMembers', binding: ownGroup.binding.name, ...(!settled && { withheld }) };
  }
  const covering = active.find(
    ({ binding, reading }) =>
      binding.assign === 'group' && findSorted(reading?.eligible, principalId, (id) => id) !== undefined,
  );
  if (covering !== undefined) {
    const withheld = { code: 'WaitsForGroup', message: 'The assignment of the group is made first.' } as const;
    const switched = { reason: 'switchedToGroup', binding: covering.binding.name } as const;
    return stands(covering.binding.group.id) ? switched : { ...switched, withheld };
  }
  return undefined;
}

const LEFT_OUT_REMOVALS: Readonly<Record<LeftOutReason, RemoveReason>> = {
  guest: 'guest',
  disabled: 'disabled',
  servicePrincipal: 'notAPerson',
  device: 'notAPerson',
  contact: 'notAPerson',
  notAPerson: 'notAPerson',
  notReadable: 'leftGroup',
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
function withoutBinding({ machine, machinesGap, bindings, recorded }: RemovalContext): Judgement {
  const dropped: Judgement = { reason: 'dropped', binding: recorded ?? null };
  if (machine === undefined) return dropped;
  const selecting = bindings.filter(({ binding }) => binding.target.kind === 'machines');
  const by =
    selecting.find(({ binding }) => binding.name === recorded) ?? (recorded === undefined ? selecting[0] : undefined);
  if (by === undefined) return dropped;
  const unmatched: Judgement = { reason: 'machineUnmatched', binding: by.binding.name };
  if (machinesGap !== undefined)
    return {
      ...unmatched,
      withheld: { code: 'MachinesIncomplete', message: `The inventory is incomplete: ${machinesGap}.` },
    };
  if (machine === 'absent') return { ...unmatched, withheld: NOT_SEEN };
  return unmatched;
}

const NOT_SEEN = {
  code: 'MachineNotSeen',
  message: 'The inventory does not show the machine, which alone removes nothing.',
} as const;

/** What keeps an assignment whatever the reason. A denial is stronger than an exemption, and says so. */
function keptBack(
  { principalId }: Assignment,
  reason: RemoveReason,
  { exemptions, now, sharedWith }: RemovalContext,
): Judgement['withheld'] {
  if (reason === 'deny') return undefined;
  if (sharedWith !== undefined)
    return {
      code: 'SharedInstallation',
      message: `App ${sharedWith} works under the same INSTALLATION_ID; give one of the two another.`,
    };
  const exemption = exemptions.get(principalId);
  if (exemption !== undefined && !isOver(exemption.until, now))
    return { code: 'Exempt', message: `Exempt until ${exemption.until}: ${exemption.reason} (${exemption.owner}).` };
  return undefined;
}
