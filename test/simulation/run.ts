/** Lives through a world to its end, and says what went wrong in it. */
import { byState, totalsOf } from '../../src/lib/onboarding/totals.ts';
import { hours } from '../../src/lib/time.ts';
import { unsettled } from './expected.ts';
import { left, recordsOf, restOf } from './rest.ts';
import { createStack, runUntil, type Stack } from './stack.ts';
import { machineNo, movedNo, START } from './start.ts';
import { truthOf } from './truth.ts';
import { type Act, isOwnAct, quietAt, type World } from './world.ts';

export interface Result {
  /** What went wrong, in words; empty when all went well. */
  readonly problems: readonly string[];
  /** Every call, line by line; empty unless asked for. */
  readonly lines: readonly string[];
  /** Calls of the app to its ports, and those of them that went to ARM. */
  readonly calls: Readonly<Record<'made' | 'reads' | 'writes' | 'throttled', number>>;
  /** How long it took to come to rest, in virtual milliseconds. */
  readonly lasted: number;
}

export interface RunOptions {
  readonly traced?: boolean;
  /** The fleet is swept, from the start of the world to its end. */
  readonly swept?: boolean;
}

/** Longer than Event Grid tries, and longer than an extension stays away that somebody removed at the very end. */
const LONGEST_MS = hours(60);
const INSTANCES = 3;

export async function run(world: World, { traced = false, swept = true }: RunOptions = {}): Promise<Result> {
  const lines: string[] = [];
  let made = 0;
  const mishaps = new Map(world.mishaps.map(({ call, how }) => [call, how]));
  const stack = createStack(world, {
    lines: traced ? lines : undefined,
    instances: INSTANCES,
    limited: false,
    unheard: unheardIn(world),
    mishap: (call) => {
      made = call + 1;
      return mishaps.get(call);
    },
  });
  const { time, rules, witness } = stack;
  for (const [index, plan] of world.machines.entries()) {
    time.after(plan.at * 1000, () => stack.actors.register(index, plan));
  }
  for (const act of world.acts) {
    time.after(act.at * 1000, () => {
      stack.trace(() => `… ${JSON.stringify(act)}`);
      play(act, world, stack);
    });
  }
  time.after(quietAt(world) * 1000, () => {
    rules.faults.clear();
    witness.undistort();
    rules.events.configure({ dropRate: 0 });
  });

  const problems = await ended(stack, world, swept);
  problems.push(...witness.problems, ...(await unsettledIn(world, swept, stack)), ...(await strangers(world, stack)));
  if (swept) problems.push(...(await miscounted(stack)));
  return { problems, lines, calls: { ...witness.calls, made }, lasted: time.now() - START };
}

/** Each may hide an installation from the app. */
function unheardIn({ mishaps, acts }: World): number {
  const lost = acts.map((act) => (act.kind === 'fault' && act.fault.how === 'lostAnswer' ? act.fault.times : 0));
  return mishaps.length + lost.reduce((sum, times) => sum + times, 0);
}

function play(act: Act, world: World, { actors, people }: Stack): void {
  const plan = world.machines[act.machine];
  if (plan === undefined) return;
  if (isOwnAct(act)) people.act(act, actors.idOf(act.machine));
  else actors.act(act, plan);
}

/** Waits until the world has come to rest, or without sweeps until nothing is planned any more. */
async function ended(stack: Stack, world: World, swept: boolean): Promise<string[]> {
  const from = START + quietAt(world) * 1000;
  let rested = false;
  if (swept) {
    const atRest = restOf(stack, { from, indexLagMs: world.indexLagSeconds * 1000 });
    stack.sweeps(world.sweepAt * 1000, (beganAt, report) => {
      void atRest(beganAt, report).then((rests) => {
        rested = rests;
      });
    });
  }
  const end = await runUntil(stack, from + LONGEST_MS, () => rested);
  if (swept) return end === 'over' ? [] : ['It has not come to rest.'];
  const count = left(stack);
  return count === 0 ? [] : [`${count} invocations or messages are left.`];
}

async function unsettledIn(world: World, swept: boolean, { rules, ledger, drift, history }: Stack): Promise<string[]> {
  const problems: string[] = [];
  for (const [index] of world.machines.entries()) {
    const removed = world.acts.some(({ kind, machine }) => REMOVALS.includes(kind) && machine === index);
    for (const id of [machineNo(index), movedNo(index)]) {
      const record = (await ledger.read(id))?.record;
      const truth = truthOf(rules.world, id);
      const past = {
        removed,
        fought: drift.isFought(id),
        failed: drift.hasFailed(id),
        keptOut: history.isKeptOut(truth?.vmId),
        shownOut: history.wasShownOut(truth?.vmId),
        swept,
      };
      const problem = unsettled(truth, record, world, past);
      if (problem !== undefined) problems.push(`${id.resourceGroup}/${id.name} ${problem}`);
    }
  }
  return problems;
}

/** Acts with which an extension goes that nobody of the app has removed. */
const REMOVALS: readonly Act['kind'][] = ['otherRemoves', 'registerAgain', 'move'];

/** A name that never was a machine leaves no trace. */
async function strangers({ machines }: World, { ledger }: Stack): Promise<string[]> {
  const names = new Set(machines.map((_, index) => machineNo(index).name));
  const records = await recordsOf(ledger);
  return records.filter(({ id }) => !names.has(id.name)).map(({ id }) => `${id.name} is on record, and never was.`);
}

/** A sweep at which nothing moved has counted exactly. */
async function miscounted({ ledger, totals }: Stack): Promise<string[]> {
  const kept = JSON.stringify(byState((await totals.read()).totals));
  const exact = JSON.stringify(byState(totalsOf(await recordsOf(ledger))));
  return kept === exact ? [] : [`The totals are ${kept}, and there are ${exact}.`];
}
