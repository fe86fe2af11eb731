/**
 * What the fleet is like in numbers: machines by state and reason, and how long they took to become ready. Pure. Totals
 * add up, also those that only say what has changed, so each process can keep its own and nobody scans the ledger.
 */
import * as z from 'zod';
import { bucketOf } from './readyTimes.ts';
import { MACHINE_STATES, type MachineState } from './state.ts';

const counts = z.record(z.string(), z.int());
const totalsSchema = z.object({ version: z.literal(1), machines: counts, readyTimes: counts });

/** Numbers, or changes of numbers: `machines` by `State/Reason`, `readyTimes` as readyTimes.ts has them. None is 0. */
export type Totals = Readonly<z.output<typeof totalsSchema>>;

/** As what a machine is counted. */
export interface Counted {
  readonly state: MachineState;
  readonly reason: string;
}

export const NO_TOTALS: Totals = { version: 1, machines: {}, readyTimes: {} };

/** The totals that this stored value is; undefined when this version cannot read it. */
export function readTotals(value: unknown): Totals | undefined {
  return totalsSchema.safeParse(value).data;
}

/** Both together. */
export function added(a: Totals, b: Totals): Totals {
  return { version: 1, machines: sums(a.machines, b.machines), readyTimes: sums(a.readyTimes, b.readyTimes) };
}

/** The change when a machine is counted otherwise than before; undefined is a machine that is not on record. */
export function change(from: Counted | undefined, to: Counted | undefined, readySeconds?: number): Totals {
  const left = from === undefined ? {} : { [keyOf(from)]: -1 };
  const come = to === undefined ? {} : { [keyOf(to)]: 1 };
  const readyTimes = readySeconds === undefined ? {} : { [bucketOf(readySeconds)]: 1 };
  return { version: 1, machines: sums(left, come), readyTimes };
}

/** Whether these totals say nothing. */
export function isNothing({ machines, readyTimes }: Totals): boolean {
  return Object.keys(machines).length === 0 && Object.keys(readyTimes).length === 0;
}

/** The exact totals of these machines. */
export function totalsOf(machines: Iterable<Counted & { readonly readySeconds?: number }>): Totals {
  const byKey: Record<string, number> = {};
  const readyTimes: Record<string, number> = {};
  for (const machine of machines) {
    count(byKey, keyOf(machine), 1);
    if (machine.readySeconds !== undefined) count(readyTimes, bucketOf(machine.readySeconds), 1);
  }
  return { version: 1, machines: byKey, readyTimes };
}

/** Machines by state: every state, also those in which none is. */
export function byState(totals: Totals): Readonly<Record<MachineState, number>> {
  const sums: Record<MachineState, number> = {
    Gone: 0,
    Excluded: 0,
    Ready: 0,
    Discovered: 0,
    Ineligible: 0,
    Offline: 0,
    Failed: 0,
    Stuck: 0,
    Onboarding: 0,
    Waiting: 0,
  };
  for (const { state, count } of countedIn(totals)) sums[state] += count;
  return sums;
}

/** Machines by reason, the most frequent first. */
export function byReason(totals: Totals): readonly { readonly reason: string; readonly count: number }[] {
  const byName: Record<string, number> = {};
  for (const { reason, count: n } of countedIn(totals)) count(byName, reason, n);
  return Object.entries(byName)
    .map(([reason, count]) => ({ reason, count }))
    .toSorted((a, b) => b.count - a.count || (a.reason < b.reason ? -1 : 1));
}

/** A change that got lost can leave a number below 0 until the next exact count: such a number counts as none. */
function countedIn({ machines }: Totals): readonly (Counted & { readonly count: number })[] {
  return Object.entries(machines).flatMap(([key, count]) => {
    const [name, reason = ''] = key.split('/');
    const state = MACHINE_STATES.find((state) => state === name);
    return state === undefined || count <= 0 ? [] : [{ state, reason, count }];
  });
}

function keyOf({ state, reason }: Counted): string {
  return `${state}/${reason}`;
}

function sums(a: Readonly<Record<string, number>>, b: Readonly<Record<string, number>>): Record<string, number> {
  const sum = { ...a };
  for (const [key, n] of Object.entries(b)) count(sum, key, n);
  return Object.fromEntries(Object.entries(sum).filter(([, n]) => n !== 0));
}

function count(counts: Record<string, number>, key: string, n: number): void {
  counts[key] = (counts[key] ?? 0) + n;
}
