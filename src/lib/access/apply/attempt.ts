/** One attempt at a change: may it, is it proven, is there budget for it, and then the write. */
import { defined } from '../../defined.ts';
import { Failure } from '../../errors.ts';
import { placeOf } from '../assignment.ts';
import { assignmentName } from '../ownership.ts';
import type { Change } from '../plan/change.ts';
import type { ApplyDeps } from './applyDeps.ts';
import type { ChangeRecord, Evidence } from './changeRecord.ts';
import { floorFor } from './floorFor.ts';
import type { FreshPlace, Judging } from './freshPlace.ts';
import { neededFor } from './neededFor.ts';
import type { PlannedChange } from './newestPlan.ts';
import type { Hold } from './outcome.ts';
import { payFor } from './payFor.ts';
import { type Permission, permissionFor } from './permission.ts';
import { proveAddition } from './proofs/addition.ts';
import { proveRemoval } from './proofs/removal.ts';
import { write } from './write.ts';

/** What the attempt comes to: the record, ended or `waiting`. Throws what the services throw. */
export async function attempt(planned: PlannedChange, begun: ChangeRecord, deps: ApplyDeps): Promise<ChangeRecord> {
  const permission = await permissionFor(planned, deps);
  if ('held' in permission) return held(begun, [], permission, deps);
  const allowed = { ...begun, ...defined({ approvedBy: permission.approvedBy }) };
  const proven = await provenFor(planned, permission, deps);
  const { evidence, hold } = proven;
  if (hold !== undefined) return held(allowed, evidence, hold, deps);
  if (proven.name === undefined) return absent(allowed, evidence, deps);
  const unpaid = await payFor(planned, deps);
  if (unpaid !== undefined) return held(allowed, evidence, unpaid, deps);
  return written({ ...allowed, evidence }, proven.name, planned, deps);
}

interface Proven {
  readonly evidence: readonly Evidence[];
  readonly hold?: Hold;
  /** Of the assignment that is written or removed; undefined when there is none to remove. */
  readonly name?: string;
}

async function provenFor({ change, plan }: PlannedChange, permission: Permission, deps: ApplyDeps): Promise<Proven> {
  if (change.action === 'add') {
    const { installationId } = await deps.installation();
    const proof = await proveAddition(change, permission.policy, deps);
    return { ...proof, name: assignmentName(installationId, change) };
  }
  const place = await placeFor(change, { ...permission, runId: plan.runId }, deps);
  if ('unread' in place) return deniedUnread(change, place.unread, deps);
  const name = place.assignmentOf(change)?.name;
  // A list may lack what stands: whoever is denied loses what has our name, listed or not.
  if (name === undefined) return change.reason === 'deny' ? deniedUnread(change, 'NotListed', deps) : { evidence: [] };
  const proof = await proveRemoval(change, permission.policy, place.verdict(change), deps);
  if (proof.hold !== undefined) return proof;
  const kept = (await neededFor(change, place, deps)) ?? (await floorFor(change, plan, place, deps));
  return { ...proof, ...(kept !== undefined && { hold: kept }), name };
}

/** Who is denied must go also where Azure does not list what stands: nothing but the policy is asked for that. */
async function placeFor(
  change: Change,
  by: Judging,
  deps: ApplyDeps,
): Promise<FreshPlace | { readonly unread: string }> {
  try {
    return await deps.freshPlaces(placeOf(change.scope), by);
  } catch (error) {
    if (change.reason !== 'deny' || !(error instanceof Failure) || error.kind === 'throttled') throw error;
    return { unread: error.code };
  }
}

/** What we have made for them has the name that follows from the grant. */
async function deniedUnread(change: Change, code: string, deps: ApplyDeps): Promise<Proven> {
  const { installationId } = await deps.installation();
  const said = `The policy denies this person; the assignments there cannot be listed (${code}).`;
  return { evidence: [{ check: 'policy', said, at: deps.clock.now() }], name: assignmentName(installationId, change) };
}

function held(begun: ChangeRecord, evidence: readonly Evidence[], hold: Hold, deps: ApplyDeps): ChangeRecord {
  const { held: code, message, approvedBy } = hold;
  return { ...begun, evidence, at: deps.clock.now(), status: 'held', code, message, ...defined({ approvedBy }) };
}

function absent(begun: ChangeRecord, evidence: readonly Evidence[], deps: ApplyDeps): ChangeRecord {
  const message = 'The role assignment was not there any more.';
  return { ...begun, evidence, at: deps.clock.now(), status: 'done', code: 'WasAbsent', message };
}

/** Says on record what is about to be done, does it, and says what became of it. */
async function written(
  begun: ChangeRecord,
  name: string,
  { change }: PlannedChange,
  deps: ApplyDeps,
): Promise<ChangeRecord> {
  const { changes, clock, newToken, assignmentWriter, installation } = deps;
  const correlationId = newToken();
  const { slot, notBefore: _over, ...rest } = begun;
  const writing: ChangeRecord = { ...rest, status: 'writing', at: clock.now(), assignment: name, correlationId };
  await changes.save(defined({ ...writing, slot }));
  await entered(change, name, deps);
  const options = defined({ slot, correlationId });
  const outcome = await write(change, { name, self: await installation(), options }, assignmentWriter);
  const { code, message } = outcome;
  const status = outcome.kind === 'later' ? 'waiting' : outcome.kind;
  return { ...writing, at: clock.now(), status, code, message };
}

/**
 * On record before it is made: what stands and is not on record counts as a ledger that was lost, and what was taken counts for
 * the guards of a day, also when the budgets are lost.
 */
async function entered(change: Change, name: string, { grants, clock }: ApplyDeps): Promise<void> {
  const { scope, role, principalId, binding, quarantine, action } = change;
  const record = { name, scope, role, principalId, binding, at: clock.now(), quarantine };
  if (action === 'add')
    await grants.save([defined({ ...record, how: 'written' as const, uncounted: change.uncounted })]);
  else await grants.save([defined({ ...record, how: 'removed' as const, counted: countedAs(change) })]);
}

function countedAs({ reason, uncounted, quarantine }: Change): 'removals' | 'denials' | undefined {
  if (uncounted === true || quarantine !== undefined) return undefined;
  return reason === 'deny' ? 'denials' : 'removals';
}
