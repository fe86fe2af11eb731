/** Lives through a world to its end, and says what went wrong in it. */
import { parseMachineId } from '../../src/lib/onboarding/machineId.ts';
import { hours } from '../../src/lib/time.ts';
import { unsettled } from './expected.ts';
import { createStack, runUntil, type Stack } from './stack.ts';
import { machineNo, START } from './start.ts';
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
  /** Once the world is quiet, a look is asked for at every machine. */
  readonly swept?: boolean;
}

/** Longer than Event Grid tries. */
const LONGEST_MS = hours(26);
const INSTANCES = 3;

export async function run(world: World, { traced = false, swept = true }: RunOptions = {}): Promise<Result> {
  const lines: string[] = [];
  let made = 0;
  const mishaps = new Map(world.mishaps.map(({ call, how }) => [call, how]));
  const stack = createStack(world, {
    lines: traced ? lines : undefined,
    instances: INSTANCES,
    limited: false,
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
    rules.events.configure({ dropRate: 0 });
  });

  const problems = await ended(stack, world);
  if (swept) {
    sweep(stack, world);
    problems.push(...(await ended(stack, world)));
  }
  problems.push(...witness.problems, ...(await unsettledIn(world, stack)));
  return { problems, lines, calls: { ...witness.calls, made }, lasted: time.now() - START };
}

function play(act: Act, world: World, { actors, people }: Stack): void {
  const plan = world.machines[act.machine];
  if (plan === undefined) return;
  if (isOwnAct(act)) people.act(act.kind, machineNo(act.machine));
  else actors.act(act, plan);
}

/** One look requested at every machine in ARM or on record: for now what the sweep will do. */
function sweep({ people, rules }: Stack, { machines }: World): void {
  const inArm = [...rules.world.machines.values()].map(({ id }) => parseMachineId(id));
  const ids = new Map([...inArm, ...machines.map((_, index) => machineNo(index))].map((id) => [id?.name, id]));
  for (const id of ids.values()) if (id !== undefined) people.sweep(id);
}

/** Waits until nothing is planned. Only machines whose agents went away during an installation are asked after for ever. */
async function ended(stack: Stack, { machines }: World): Promise<string[]> {
  await runUntil(stack, stack.time.now() + LONGEST_MS);
  const left = stack.processes.running() + stack.queue.size();
  const gone = machines.filter((_, index) => {
    const truth = truthOf(stack.rules.world, machineNo(index));
    return truth?.inProgress === true && !truth.reachable;
  });
  // The look of such a machine may be under way, its own message not deleted yet and the next one sent.
  return left <= 2 * gone.length ? [] : [`${left} invocations or messages are left.`];
}

async function unsettledIn(world: World, { rules, ledger }: Stack): Promise<string[]> {
  const problems: string[] = [];
  for (const [index] of world.machines.entries()) {
    const id = machineNo(index);
    const removed = world.acts.some(({ kind, machine }) => kind === 'otherRemoves' && machine === index);
    const record = (await ledger.read(id))?.record;
    const problem = unsettled(truthOf(rules.world, id), record, world, { removed });
    if (problem !== undefined) problems.push(`${id.name} ${problem}`);
  }
  return problems;
}
