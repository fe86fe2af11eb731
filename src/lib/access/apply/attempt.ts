/** One attempt at a change: may it, is it proven, is there budget for it, and then the write. */
import { defined } from '../../defined.ts';
import { Failure } from '../../errors.ts';
import { placeOf, scopeKey } from '../assignment.ts';
import { assignmentName, isSameGrant, ownershipOf } from '../ownership.ts';
import type { Change } from '../plan/change.ts';
import { isOver } from '../policy/day.ts';
import type { AccessPolicy } from '../policy/policy.ts';
import { scopeId } from '../scope.ts';
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
import { allOf } from './proofs/proof.ts';
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
  if (proven.names.length === 0) return absent(allowed, evidence, deps);
  const unpaid = await payFor(planned, deps);
  if (unpaid !== undefined) return held(allowed, evidence, unpaid, deps);
  let record: ChangeRecord = { ...allowed, evidence };
  for (const name of proven.names) {
    record = await written(record, name, planned, deps);
    if (record.code !== 'WasAbsent') break;
  }
  return record;
}

interface Proven {
  readonly evidence: readonly Evidence[];
  readonly hold?: Hold;
  /** Of the assignment that is written or removed; several where it is not known which one stands, none when none does. */
  readonly names: readonly string[];
}

const NONE_THERE: Proven = { evidence: [], names: [] };

async function provenFor({ change, plan }: PlannedChange, permission: Permission, deps: ApplyDeps): Promise<Proven> {
  if (change.action === 'add') {
    const { installationId } = await deps.installation();
    const proof = await proveAddition(change, permission.policy, deps);
    return { ...proof, names: [assignmentName(installationId, change)] };
  }
  const place = await placeFor(change, { ...permission, runId: plan.runId }, deps);
  if ('unread' in place) return deniedUnread(change, permission.policy, place.unread, deps);
  const name = place.assignmentOf(change)?.name;
  // A list may lack what stands: whoever is denied loses what has our name, listed or not.
  if (name === undefined)
    return change.reason === 'deny' ? deniedUnread(change, permission.policy, 'NotListed', deps) : NONE_THERE;
  const proof = { ...(await proveRemoval(change, permission.policy, place.verdict(change), deps)), names: [name] };
  if (proof.hold !== undefined) return proof;
  const needed = { ...allOf([proof, await neededFor(change, place, deps)]), names: [name] };
  const kept = needed.hold ?? (await floorFor(change, plan, place, deps));
  return { ...needed, ...(kept !== undefined && { hold: kept }) };
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

/**
 * What this installation made for them has a name that follows from the grant, under its id or an earlier one. What a binding
 * has adopted has the name that was listed last.
 */
async function deniedUnread(change: Change, policy: AccessPolicy, code: string, deps: ApplyDeps): Promise<Proven> {
  const self = await deps.installation();
  const computed = [self.installationId, ...self.formerInstallationIds].map((id) => assignmentName(id, change));
  const listed = isAdopted(change, policy, deps) ? await deps.readings.place(placeOf(change.scope)) : undefined;
  const adopted = (listed?.assignments ?? []).filter(
    (one) => isSameGrant(one, change) && ownershipOf(one, self).kind === 'foreign',
  );
  const said = `The policy denies this person; the assignments there cannot be listed (${code}).`;
  return {
    evidence: [{ check: 'policy', said, at: deps.clock.now() }],
    names: [...computed, ...adopted.map(({ name }) => name)],
  };
}

function isAdopted({ scope, role }: Change, { bindings }: AccessPolicy, { clock }: Pick<ApplyDeps, 'clock'>): boolean {
  return bindings.some(
    ({ adopt, target, expires, ...binding }) =>
      adopt &&
      binding.role === role &&
      target.kind === 'scopes' &&
      target.scopes.some((one) => scopeKey(scopeId(one)) === scopeKey(scope)) &&
      (expires === undefined || !isOver(expires, clock.now())),
  );
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
