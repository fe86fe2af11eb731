/** What others do, and what befalls the services. */
import * as z from 'zod';
import { placeKey, placeOf } from '../../src/lib/access/assignment.ts';
import { changeShape } from '../../src/lib/access/plan/changeShape.ts';
import { decided } from '../../src/lib/access/quarantine/quarantine.ts';
import { requestAccessRun } from '../../src/lib/access/runs/requestAccessRun.ts';
import { minutes } from '../../src/lib/time.ts';
import { changePolicy } from './changePolicy.ts';
import { changeTruth } from './changeTruth.ts';
import type { Life } from './life.ts';
import { playOutsiders } from './outsiders.ts';
import { textOf } from './policy.ts';
import { grantKey } from './scene.ts';
import { machineScope, SCOPES } from './scopes.ts';
import { idOfWho } from './standing.ts';
import { groupId, nth, personId } from './truth.ts';
import type { Happening } from './world.ts';

export async function play(happening: Happening, life: Life): Promise<void> {
  const truth = changeTruth(happening, life.truth.now());
  if (truth !== undefined) {
    life.truth.put(truth.truth);
    for (const { kind, id } of truth.told) life.directory.changed(kind, id);
    if (truth.goneScope !== undefined) dropAt(truth.goneScope, life);
    return;
  }
  const policy = changePolicy(happening, life.policy.now());
  if (policy !== undefined) {
    life.policy.put(policy);
    life.blob.put(textOf(policy));
    return;
  }
  if (!playOutsiders(happening, life)) await playAzure(happening, life);
}

function undo(what: 'truth' | 'policy', life: Life): void {
  const { truth, policy, directory, blob } = life;
  if (what === 'policy') {
    policy.put(policy.before());
    return blob.put(textOf(policy.now()));
  }
  truth.put(truth.before());
  // The undoing of an undoing: a machine may be gone again.
  for (const [n, machine] of truth.now().machines.entries()) if (machine.gone) dropAt(machineScope(n), life);
  for (const n of truth.now().people.keys()) directory.changed('users', personId(n));
  for (const n of truth.now().groups.keys()) directory.changed('groups', groupId(n));
}

/** What stands at a machine goes with it. */
function dropAt(scope: string, { there }: Life): void {
  there.put(there.now().filter((one) => one.scope !== scope));
}

/** What others do in Azure. */
async function playAzure(happening: Happening, life: Life): Promise<void> {
  const { there } = life;
  switch (happening.kind) {
    case 'unassign':
      return there.put(there.now().filter((_, n) => n !== happening.nth % Math.max(there.now().length, 1)));
    default:
      return playServices(happening, life);
  }
}

/** What goes wrong with the services. */
async function playServices(happening: Happening, life: Life): Promise<void> {
  const { faults, tables, pauses } = life;
  switch (happening.kind) {
    case 'stale':
      return faults.freeze(minutes(happening.minutes));
    case 'full':
      for (const scope of SCOPES) faults.fill(placeOf(scope), standingAt(scope, life));
      return;
    case 'unknown':
      return faults.forget(happening.people.map(personId), happening.to, minutes(happening.minutes));
    case 'lag':
      return faults.lag(minutes(happening.minutes));
    case 'fault':
      return faults.set(happening.call, happening.how, happening.times);
    case 'lose':
      tables.lose(happening.table);
      if (happening.table === 'control') {
        life.witness.lost('control');
        pauses.lost();
      }
      return;
    default:
      return playPeople(happening, life);
  }
}

/** How many stand at the place of a scope. */
function standingAt(scope: string, { there }: Life): number {
  const key = placeKey(placeOf(scope));
  return there.now().filter((one) => placeKey(placeOf(one.scope)) === key).length;
}

/** What people do to the app, and what lies on its queues. */
async function playPeople(happening: Happening, life: Life): Promise<void> {
  const { clock, queues, pauses, people } = life;
  switch (happening.kind) {
    case 'message': {
      const { who, role, scope } = happening;
      return queues.changes.send({ scope: nth(SCOPES, scope), role, principalId: idOfWho(who) }, 0);
    }
    case 'again':
      if (queues.sent.length > 0) await queues.changes.send(nth(queues.sent, happening.nth % queues.sent.length), 0);
      return;
    case 'decide':
      return decide(happening, life);
    case 'pause': {
      const until = clock.now() + minutes(happening.minutes);
      await people.pausing.pause(happening.target, until, 'reason', 'somebody');
      return pauses.paused(happening.target, clock.now(), until);
    }
    case 'resume':
      await people.pausing.resume(happening.target, 'somebody', 'reason');
      return pauses.resumed(happening.target);
    case 'undo':
      return undo(happening.what, life);
    case 'ask':
      await requestAccessRun('person', people.runs);
      return;
    default:
      return playReadings(happening, life);
  }
}

/** What makes readings say something else than what is. */
function playReadings(happening: Happening, { faults, nagging }: Life): void {
  switch (happening.kind) {
    case 'behind':
      return faults.surfaces.set({ [happening.what]: minutes(happening.minutes) });
    case 'shortList':
      return faults.shorten(happening.shows, minutes(happening.minutes));
    case 'nag':
      nagging.left = happening.times;
      return;
    default:
      return;
  }
}

/** Somebody decides on a quarantine, whatever has become of it, as POST /api/access/quarantines does. */
async function decide({ what, nth: n, hash }: Extract<Happening, { kind: 'decide' }>, life: Life): Promise<void> {
  const { items } = await life.tables.quarantines.list(100);
  const found = items[n % Math.max(items.length, 1)];
  if (found !== undefined) await decideOn(found.id, what, hash === 'right' ? found.hash : 'f'.repeat(64), life);
}

const document = z.object({ changes: z.array(z.object(changeShape)) });

/** Whether the decision was taken. */
async function decideOn(id: string, what: 'approve' | 'reject', hash: string, life: Life): Promise<boolean> {
  const { tables, clock, approvals, people } = life;
  const found = await tables.quarantines.read(id);
  if (found === undefined) return false;
  const outcome = decided(found.quarantine, { what, hash, by: 'somebody', reason: 'reason' }, clock.now());
  if (!outcome.ok) return false;
  await tables.quarantines.update(outcome.quarantine, found.etag);
  if (what === 'reject') {
    // Of one that was approved: what is not made yet is approved no longer.
    approvals.delete(id);
    return true;
  }
  const { data } = document.safeParse(tables.written(`quarantines/${id}`));
  approvals.set(id, {
    until: outcome.quarantine.decision?.until ?? 0,
    grants: new Set((data?.changes ?? []).map(grantKey)),
  });
  await requestAccessRun('person', people.runs);
  return true;
}

/** Approves everything that waits; whether anything did. */
export async function approveAll(life: Life): Promise<boolean> {
  const { items } = await life.tables.quarantines.list(100);
  let approved = false;
  for (const { id, hash } of items) approved = (await decideOn(id, 'approve', hash, life)) || approved;
  return approved;
}
