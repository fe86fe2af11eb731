/**
 * The sweep: finds what events missed, by comparing the inventory with the ledger, and carries the product alone when no
 * event ever comes. It asks for looks and changes nothing else; whatever it gets wrong costs a look.
 */
import { defined } from '../defined.ts';
import { Failure } from '../errors.ts';
import type { Clock, Instant } from '../time.ts';
import type { Evidence, OnboardingSettings } from './evidence.ts';
import type { FleetTotals } from './fleetTotals.ts';
import type { InventoryReader, InventoryScope } from './inventory.ts';
import { isMissing, type LookNeed, lookNeed, type SweptRecord } from './lookNeed.ts';
import type { ObservedMachine } from './machine.ts';
import { type MachineId, machineKey } from './machineId.ts';
import type { Ledger, LookQueue, MachineReader } from './ports.ts';
import { askForLook } from './requestLook.ts';
import type { MachineState } from './state.ts';
import { secondsToReady, wantedSince } from './timeToReady.ts';
import { totalsOf } from './totals.ts';

/** The most rows that one answer of the ledger holds. */
const LEDGER_PAGE = 1000;
/** Requests for looks that are on their way at a time. */
const AT_ONCE = 16;

export interface SweepDeps {
  readonly inventory: InventoryReader;
  readonly reader: Pick<MachineReader, 'tenantOf' | 'offersExtension'>;
  readonly ledger: Ledger;
  readonly queue: LookQueue;
  readonly totals: Pick<FleetTotals, 'rebase'>;
  readonly clock: Clock;
  readonly newToken: () => string;
  readonly settings: OnboardingSettings;
  readonly scope: InventoryScope;
  /** Subscriptions in scope, lower case; records of others are left alone. */
  readonly subscriptions: ReadonlySet<string>;
  /** Takes a line of progress, for people who wait. */
  readonly progress?: (line: string) => void;
}

export interface SweepReport {
  /** Machines in the inventory. */
  readonly machines: number;
  /** Records in the ledger. */
  readonly records: number;
  /** Looks asked for, by need. */
  readonly looks: Readonly<Record<LookNeed, number>>;
  /** Why nothing was looked for that the inventory does not show; absent when the inventory was complete. */
  readonly incomplete?: string;
}

interface Wanted {
  readonly id: MachineId;
  readonly need: LookNeed;
}

/** Sweeps once. Throws when the ledger cannot be read; an inventory that breaks off makes the report incomplete. */
export async function sweep(deps: SweepDeps): Promise<SweepReport> {
  const startedAt = deps.clock.now();
  const records = await allRecords(deps.ledger);
  const total = records.size;
  await countExactly([...records.values()], startedAt, deps.totals);
  const { wanted, machines, shown, incomplete } = await compare(records, deps);
  const left = [...records.values()].filter(
    ({ id, state }) => state !== 'Gone' && deps.subscriptions.has(id.subscriptionId),
  );
  const lacking = incomplete ?? tooFew(left, shown);
  const missing = lacking === undefined ? left : [];
  const now = deps.clock.now();
  wanted.push(
    ...missing.filter((record) => isMissing(record, now)).map(({ id }) => ({ id, need: 'missing' as const })),
  );
  await askForLooks(wanted, deps);
  const looks = { new: 0, changed: 0, due: 0, missing: 0 };
  for (const { need } of wanted) looks[need]++;
  return defined({ machines, records: total, looks, incomplete: lacking });
}

async function allRecords(ledger: Ledger): Promise<Map<string, SweptRecord>> {
  const records = new Map<string, SweptRecord>();
  let from: string | undefined;
  do {
    const page = await ledger.list({}, LEDGER_PAGE, from);
    // What a sweep does not need would fill the memory at tens of thousands of machines.
    for (const { timeline: _timeline, attempts: _attempts, ...record } of page.items)
      records.set(keyOf(record.id), record);
    from = page.next;
  } while (from !== undefined);
  return records;
}

/** Every record has just been read: the chance to put the totals right. */
async function countExactly(records: readonly SweptRecord[], at: Instant, totals: SweepDeps['totals']): Promise<void> {
  const counted = records.map((record) => {
    const { state, reason } = record;
    return defined({ state, reason, readySeconds: secondsToReady(record) });
  });
  const [oldest] = records.filter(isOnItsWay).toSorted((a, b) => wantedSince(a) - wantedSince(b));
  const notReady = oldest && { id: oldest.id, state: oldest.state, since: wantedSince(oldest) };
  await totals.rebase(totalsOf(counted), at, notReady);
}

const WAITED_FOR: ReadonlySet<MachineState> = new Set(['Onboarding', 'Waiting', 'Failed', 'Stuck', 'Offline']);

/**
 * Somebody waits for this machine: not one that was left alone or cannot be helped. One whose agent never reports is
 * waited for, too; one that nobody asked for is not.
 */
function isOnItsWay({ state, reason }: SweptRecord): boolean {
  return WAITED_FOR.has(state) || (state === 'Discovered' && reason !== 'NotSelected');
}

/** What going through the inventory has found so far. */
interface Comparison {
  readonly wanted: Wanted[];
  /** Machines that each subscription shows. */
  readonly shown: Map<string, number>;
  machines: number;
  incomplete?: string;
}

/** Goes through the inventory; takes out of `records` what it shows. */
async function compare(records: Map<string, SweptRecord>, deps: SweepDeps): Promise<Comparison> {
  const found: Comparison = { wanted: [], shown: new Map(), machines: 0 };
  try {
    for await (const page of deps.inventory.machines(deps.scope)) {
      // A subscription that came below the management group since is watched from the next sweep on.
      const watched = page.machines.filter(({ id }) => deps.subscriptions.has(id.subscriptionId));
      for (const machine of watched) await compareOne(machine, records, found, deps);
      if (page.unreadable > 0) found.incomplete = `${page.unreadable} rows of the inventory could not be read`;
      deps.progress?.(`${found.machines} of ${page.total} machines compared`);
    }
  } catch (error) {
    if (!(error instanceof Failure)) throw error;
    found.incomplete = `the inventory broke off after ${found.machines} machines (${error.code})`;
  }
  return found;
}

async function compareOne(
  machine: ObservedMachine,
  records: Map<string, SweptRecord>,
  found: Comparison,
  deps: SweepDeps,
): Promise<void> {
  const key = keyOf(machine.id);
  const record = records.get(key);
  const need = judged(record, await evidenceOf(machine, deps));
  if (need !== undefined) found.wanted.push({ id: record?.id ?? machine.id, need });
  records.delete(key);
  const { subscriptionId } = machine.id;
  found.shown.set(subscriptionId, (found.shown.get(subscriptionId) ?? 0) + 1);
  found.machines++;
}

/** One record that cannot be judged costs a look, and not the sweep. */
function judged(record: SweptRecord | undefined, evidence: Omit<Evidence, 'history'>): LookNeed | undefined {
  try {
    return lookNeed(record, evidence);
  } catch {
    return 'due';
  }
}

async function evidenceOf(
  machine: ObservedMachine,
  { reader, settings, clock }: SweepDeps,
): Promise<Omit<Evidence, 'history'>> {
  const { subscriptionId } = machine.id;
  const [tenantId, offered] = await Promise.all([
    reader.tenantOf(subscriptionId),
    reader.offersExtension(machine.location, subscriptionId),
  ]);
  return defined({ machine, settings, now: clock.now(), tenantId, offered });
}

/** A subscription that suddenly shows fewer than half of its machines: more likely a lost permission than a lost fleet. */
function tooFew(left: readonly SweptRecord[], shown: ReadonlyMap<string, number>): string | undefined {
  const lacking = new Map<string, number>();
  for (const { id } of left) lacking.set(id.subscriptionId, (lacking.get(id.subscriptionId) ?? 0) + 1);
  for (const [subscriptionId, missing] of lacking) {
    const seen = shown.get(subscriptionId) ?? 0;
    if (missing > seen && missing > SMALL_FLEET)
      return `subscription ${subscriptionId} shows ${seen} machines, and ${missing} are missing`;
  }
  return undefined;
}

/** Below this, losing more than half is an ordinary day. */
const SMALL_FLEET = 5;

/** One request that fails keeps none of the others from being made; what it throws is thrown when all were tried. */
async function askForLooks(wanted: readonly Wanted[], deps: SweepDeps): Promise<void> {
  const pending = [...wanted];
  const failures: unknown[] = [];
  const worker = async (): Promise<void> => {
    for (let next = pending.pop(); next !== undefined; next = pending.pop()) {
      await askForLook(next.id, deps).catch((error: unknown) => failures.push(error));
    }
  };
  await Promise.all(Array.from({ length: AT_ONCE }, worker));
  if (failures.length > 0) throw failures[0];
}

function keyOf(id: MachineId): string {
  return `${id.subscriptionId}/${machineKey(id)}`;
}
