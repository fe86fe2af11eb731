/**
 * A machine meets the others that have, or had, its vmId: it puts down its own claim, learns what theirs mean for it, and
 * has those looked at whose records have not heard yet. Each look sets right its own claim alone, so that this comes to rest.
 */
import type { Instant } from '../time.ts';
import { inOrder, type Kin, kinOf, saidOf } from './kin.ts';
import { withKin } from './kinOnRecord.ts';
import { type MachineId, sameMachine } from './machineId.ts';
import { passOnOrder } from './passOnOrder.ts';
import type { MachineRecord } from './record.ts';
import { type AskDeps, askForLook } from './requestLook.ts';
import { type Claim, identityOf, type VmIds } from './vmIds.ts';
import { isOfClones } from './warnings.ts';
import type { Watched } from './watched.ts';

export interface KinDeps extends AskDeps {
  readonly vmIds: VmIds;
  readonly watched: Pick<Watched, 'includes'>;
}

/** Enough for clones that come at the same moment. */
const ROUNDS = 5;
/** Looks that one look asks for; those tell the rest. */
const MOST_TOLD = 10;

/** What the claims mean for a machine, and that of the one which it became. */
interface Met {
  readonly kin: Kin;
  readonly heir: Claim | undefined;
}

const ALONE: Kin = { twins: [], more: false };

/** The record with what there is to say of the machine's kin. `gone`: ARM no longer has the machine. */
export async function meetKin(record: MachineRecord, gone: boolean, deps: KinDeps): Promise<MachineRecord> {
  const vmId = identityOf(record.seen?.vmId);
  const { claimedVmId, ...rest } = record;
  // Registered anew under the same name: it neither moved nor is it a copy any more.
  if (claimedVmId !== undefined && claimedVmId !== vmId) await leave(claimedVmId, record.id, deps);
  const now = deps.clock.now();
  if (vmId === undefined) return withKin(rest, ALONE, now);
  const self = { id: record.id, since: record.firstSeenAt, gone };
  const { kin, heir } = await claim(vmId, self, now, deps);
  const met = withKin({ ...rest, claimedVmId: vmId }, kin, now);
  return passOnOrder(met, heir, record.warnings?.some(isOfClones) === true, deps);
}

async function leave(vmId: string, id: MachineId, deps: KinDeps): Promise<void> {
  await deps.vmIds.remove(vmId, id);
  await tellOthers(vmId, id, await lineOf(vmId, id, deps), deps);
}

/**
 * Goes on until the machine's own claim is found as it should be: of two that come at once, at least the one that put down
 * its claim later then sees the other. Where others change theirs all the while, whoever is last tells this machine.
 */
async function claim(vmId: string, self: Omit<Claim, 'shows'>, now: Instant, deps: KinDeps): Promise<Met> {
  let met: Met = { kin: ALONE, heir: undefined };
  for (let round = 0; round < ROUNDS; round++) {
    const found = await lineOf(vmId, self.id, deps);
    const before = found.find(({ id }) => sameMachine(id, self.id));
    const mine = { ...self, since: sinceOf(before, self, now), shows: '' };
    const line = inOrder([...found.filter((other) => other !== before), mine]);
    met = metIn(line, self.id);
    const shows = saidOf(met.kin);
    if (before?.gone !== self.gone || before.shows !== shows) await deps.vmIds.put(vmId, { ...mine, shows });
    else if (await tellOthers(vmId, self.id, line, deps)) return met;
  }
  return met;
}

function metIn(line: readonly Claim[], self: MachineId): Met {
  const kin = kinOf(self, line);
  const { movedTo } = kin;
  return { kin, heir: movedTo && line.find(({ id }) => sameMachine(id, movedTo)) };
}

/** A machine that comes back comes after the others. */
function sinceOf(before: Claim | undefined, { since, gone }: Omit<Claim, 'shows'>, now: Instant): Instant {
  return before?.gone === true && !gone ? now : (before?.since ?? since);
}

/** What becomes of machines that are not watched, nobody would notice: they do not count. */
async function lineOf(vmId: string, self: MachineId, { vmIds, watched }: KinDeps): Promise<readonly Claim[]> {
  const claims = await vmIds.of(vmId);
  const counting: Claim[] = [];
  for (const claim of claims) {
    if (sameMachine(claim.id, self) || (await watched.includes(claim.id.subscriptionId))) counting.push(claim);
  }
  return inOrder(counting);
}

/**
 * Has those looked at whose records say something else than is the case. A claim of a machine that is not on record is
 * void: the ledger was lost, and if there still is such a machine, its next look claims anew. Answers whether all stand.
 */
async function tellOthers(vmId: string, self: MachineId, line: readonly Claim[], deps: KinDeps): Promise<boolean> {
  const outdated = line.filter(({ id, shows }) => !sameMachine(id, self) && shows !== saidOf(kinOf(id, line)));
  let stand = true;
  for (const { id } of outdated.slice(0, MOST_TOLD)) {
    const held = await deps.ledger.read(id);
    if (held !== undefined) await askForLook(id, deps, { held });
    else {
      await deps.vmIds.remove(vmId, id);
      stand = false;
    }
  }
  return stand;
}
