/**
 * When a world with sweeps has come to rest: a sweep finds nothing to ask for, nobody works or waits for anything, and
 * neither Azure nor the ledger has changed for a whole round, nor for as long as the inventory lags behind.
 */

import type { Machine } from '../../local/cloud/rules/machineState.ts';
import { isReachable } from '../../local/cloud/rules/machineView.ts';
import { keyOf } from '../../local/cloud/rules/resourceId.ts';
import { armId } from '../../src/lib/onboarding/machineId.ts';
import { LONGEST_ON_QUEUE_MS } from '../../src/lib/onboarding/pace.ts';
import type { Ledger } from '../../src/lib/onboarding/ports.ts';
import type { MachineRecord } from '../../src/lib/onboarding/record.ts';
import type { Instant } from '../../src/lib/time.ts';
import type { Stack } from './stack.ts';
import type { Swept } from './sweeper.ts';
import { signInOf, type Truth, truthOf } from './truth.ts';

/** To be asked when a sweep has ended. */
export type AtRest = (beganAt: Instant, swept: Swept | undefined) => Promise<boolean>;

/** `from`: not before; `indexLagMs`: how far the inventory lags behind. */
export function restOf(
  stack: Pick<Stack, 'time' | 'rules' | 'ledger' | 'queue' | 'processes'>,
  { from, indexLagMs }: { readonly from: Instant; readonly indexLagMs: number },
): AtRest {
  const { time, rules, ledger } = stack;
  let seen: { readonly revision: number; readonly states: string; readonly at: Instant } | undefined;

  return async (beganAt, swept) => {
    const records = await recordsOf(ledger);
    const revision = rules.world.index.revision();
    const states = records.map(({ id, state, reason }) => `${id.name} ${state} ${reason}`).join('\n');
    const same = seen !== undefined && seen.revision === revision && seen.states === states;
    const since = same && seen !== undefined ? seen.at : time.now();
    seen = { revision, states, at: since };
    // Whoever is asked after for ever is asked at least once in this time.
    const patience = [...rules.world.machines.values()].some(isAskedAfterForEver) ? 2 * LONGEST_ON_QUEUE_MS : 0;
    const longEnough = beganAt >= Math.max(since + indexLagMs, from) + patience;
    return longEnough && foundNothing(swept) && nobodyWorks(stack) && !records.some((record) => waits(record, stack));
  };
}

/** Invocations and messages that are left where all is done. */
export function left({ rules, processes, queue }: Pick<Stack, 'rules' | 'processes' | 'queue'>): number {
  const gone = [...rules.world.machines.values()].filter(isAskedAfterForEver);
  // The look of such a machine may be under way, its own message not deleted yet and the next one sent.
  return Math.max(0, processes.running() + queue.size() - 2 * gone.length);
}

export async function recordsOf(ledger: Ledger): Promise<readonly MachineRecord[]> {
  const { items } = await ledger.list({}, Number.POSITIVE_INFINITY);
  return items;
}

function foundNothing(swept: Swept | undefined): boolean {
  if (swept === undefined || swept.incomplete !== undefined) return false;
  return Object.values(swept.looks).every((count) => count === 0);
}

/** All events are delivered, all messages read, all agents have reported and done what they were asked. */
function nobodyWorks(stack: Pick<Stack, 'rules' | 'queue' | 'processes'>): boolean {
  const { world, events } = stack.rules;
  return (
    left(stack) === 0 &&
    events.counts().pending === 0 &&
    [...world.machines.values()].every((machine) => machine.reported && (!isWorkedOn(machine) || !isReachable(machine)))
  );
}

/** Something is to become of the machine without anybody's doing. An agent that is away is looked for every few hours. */
function waits({ id, looks, dueAt, state }: MachineRecord, { rules }: Pick<Stack, 'rules'>): boolean {
  const machine = rules.world.machines.get(keyOf(armId(id)));
  if (machine !== undefined && isAskedAfterForEver(machine)) return false;
  const isLeftToSweep = state === 'Offline' || isInDoubt(truthOf(rules.world, id));
  return looks.running !== undefined || looks.next !== undefined || (dueAt !== undefined && !isLeftToSweep);
}

/** A person has to tell what is the case; until then the machine is looked at every few hours. */
function isInDoubt(truth: Truth | undefined): boolean {
  return truth?.mistyped === true || truth?.verdict === 'unknown';
}

/** Its agent went away during an installation: that is asked after every quarter of an hour until it is back. */
function isAskedAfterForEver(machine: Machine): boolean {
  return signInOf(machine)?.operation !== undefined && !isReachable(machine);
}

function isWorkedOn({ extensions }: Machine): boolean {
  return [...extensions.values()].some(({ operation }) => operation !== undefined);
}
