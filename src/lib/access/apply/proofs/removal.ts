/**
 * Proof of a removal: a fresh listing of the place shows the assignment, the plan's own rules call for its removal for the
 * same reason, and whatever the reason is about is asked of Azure once more.
 */

import type { Instant } from '../../../time.ts';
import type { Change, RemoveReason } from '../../plan/change.ts';
import { isOver } from '../../policy/day.ts';
import type { AccessPolicy, Binding } from '../../policy/policy.ts';
import type { MachineSelector } from '../../policy/selector.ts';
import type { Verdict } from '../freshPlace.ts';
import { hold, type Proof } from '../outcome.ts';
import { isChosenByNone } from './machine.ts';
import { isInNone, isMember } from './membership.ts';
import { type Deleted, isDeleted, isDisabled, isGuest, isNoPerson } from './person.ts';
import { allOf, type ProofDeps, told } from './proof.ts';

/** Proves it. `verdict`: what the plan's rules say of the fresh listing. Throws what the directory and ARM throw. */
export async function proveRemoval(
  change: Change,
  policy: AccessPolicy,
  verdict: Verdict,
  deps: ProofDeps,
): Promise<Proof> {
  const listed = asListed(change, verdict, deps);
  if (listed.hold !== undefined) return listed;
  const proven = allOf([listed, await byReason(change, verdict, policy, deps)]);
  return proven.hold === undefined ? allOf([proven, await chosenByNoOther(change, verdict, deps)]) : proven;
}

/** These are about the person, whom no binding wants then; `machineUnmatched` asks about the machine itself. */
const SELECTORS_NOT_ASKED: ReadonlySet<Change['reason']> = new Set<RemoveReason>([
  'deny',
  'disabled',
  'guest',
  'notAPerson',
  'deleted',
  'machineUnmatched',
]);

/**
 * The selector of another binding would give them a role there: by the inventory it does not choose the machine, which proves
 * nothing. What Azure says of the machine decides, and where it chooses the machine, or may, whether the group has them.
 */
async function chosenByNoOther(change: Change, verdict: Verdict, deps: ProofDeps): Promise<Proof> {
  const { principalId, principalType, reason } = change;
  const selecting = verdict.kind === 'remove' ? verdict.selecting : [];
  const others = selecting.filter(
    ({ assign, group }) => principalType !== 'Group' || (assign === 'group' && group.id === principalId),
  );
  const [first] = others;
  if (SELECTORS_NOT_ASKED.has(reason) || first === undefined) return { evidence: [] };
  const unchosen = await isChosenByNone(change.scope, selectorsOf(others), deps);
  if (unchosen.hold === undefined || principalType === 'Group') return unchosen;
  const groups = others.map(({ group }) => group.id);
  const outside = await isInNone(change, groups, { canary: first.group.id, absentSince: undefined }, deps);
  return outside.hold === undefined ? outside : unchosen;
}

/** Whether somebody is gone from the directory comes with their name, and is asked for by the proof itself. */
function sameReason(a: Change['reason'], b: Change['reason']): boolean {
  const plain = (reason: Change['reason']): Change['reason'] => (reason === 'deleted' ? 'leftGroup' : reason);
  return plain(a) === plain(b);
}

function asListed({ reason }: Change, verdict: Verdict, deps: ProofDeps): Proof {
  if (verdict.kind === 'remove' && sameReason(verdict.reason, reason))
    return told(deps, 'assignments', 'Listed, and nothing that was read asks for it.');
  const message =
    verdict.kind === 'withheld' ? verdict.message : 'By the newest listing it is not to be removed for this reason.';
  return told(deps, 'assignments', message, hold('NoLongerWanted', message));
}

/** What a proof may look at. */
interface About {
  readonly change: Change;
  /** Its binding, if the policy still has it. */
  readonly by: Binding | undefined;
  /** Every group that would give it: of the bindings in force there. */
  readonly groups: readonly string[];
  /** Since when readings of these groups have lacked them. */
  readonly absentSince: Instant | undefined;
  /** Bindings of the role that are in force. */
  readonly active: readonly Binding[];
  readonly deps: ProofDeps;
}

const byPolicy = async ({ change, deps }: About): Promise<Proof> =>
  told(deps, 'policy', `${change.reason}: by the policy as it is now, the same as in the run before.`);

function deletedOf({ groups, absentSince }: About): Deleted {
  return { canary: groups[0], absentSince };
}

/** What each reason needs beside the listing. */
const PROOFS: Readonly<Record<RemoveReason, (about: About) => Promise<Proof>>> = {
  // A group is in no group that gives a role: that nobody in it still needs this is looked at apart.
  leftGroup: (about) =>
    about.change.principalType === 'Group'
      ? byPolicy(about)
      : isInNone(about.change, about.groups, deletedOf(about), about.deps),
  disabled: ({ change, deps }) => isDisabled(change.principalId, deps),
  guest: ({ change, deps }) => isGuest(change.principalId, deps),
  notAPerson: ({ change, deps }) => isNoPerson(change.principalId, deps),
  deleted: (about) => isDeleted(about.change, deletedOf(about), about.deps),
  machineUnmatched: ({ change, active, deps }) => isChosenByNone(change.scope, selectorsOf(active), deps),
  switchedToGroup: ({ change, by, deps }) =>
    by === undefined ? notThere({ deps }) : isMember(change.principalId, by.group.id, deps),
  switchedToMembers: byPolicy,
  dropped: byPolicy,
  expired: byPolicy,
  deny: byPolicy,
};

function byReason(change: Change, verdict: Verdict, policy: AccessPolicy, deps: ProofDeps): Promise<Proof> {
  const by = policy.bindings.find(({ name }) => name === change.binding);
  const active = policy.bindings.filter((one) => one.role === change.role && !isExpired(one, deps));
  const given = verdict.kind === 'remove' ? verdict.groups : [];
  // The binding of a change may give nothing there any more; whoever is still in its group has lost it all the same.
  const groups = given.length === 0 && by !== undefined ? [by.group.id] : given;
  const { reason } = change;
  // Only additions have these two, and no addition comes here.
  const prove = reason === 'member' || reason === 'group' ? notThere : PROOFS[reason];
  const absentSince = verdict.kind === 'remove' ? verdict.absentSince : undefined;
  return prove({ change, by, groups, absentSince, active, deps });
}

async function notThere({ deps }: Pick<About, 'deps'>): Promise<Proof> {
  const message = 'The policy has no such binding any more.';
  return told(deps, 'policy', message, hold('NoLongerWanted', message));
}

function isExpired({ expires }: Binding, { clock }: ProofDeps): boolean {
  return expires !== undefined && isOver(expires, clock.now());
}

function selectorsOf(bindings: readonly Binding[]): readonly MachineSelector[] {
  return bindings.flatMap(({ target }) => (target.kind === 'machines' ? [target.selector] : []));
}
