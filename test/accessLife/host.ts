/** The Functions host: takes messages to instances, several at a time, and brings back what was not finished. */
import { applyChange } from '../../src/lib/access/apply/applyChange.ts';
import { planAccess } from '../../src/lib/access/runs/planAccess.ts';
import { requestAccessRun } from '../../src/lib/access/runs/requestAccessRun.ts';
import { AGAIN } from '../../src/lib/access/runs/runMessage.ts';
import { Failure } from '../../src/lib/errors.ts';
import { type Instant, minutes, seconds, toIso } from '../../src/lib/time.ts';
import type { InstanceDeps, Life } from './life.ts';
import { endWhatIsOver } from './outsiders.ts';
import { isKilled, type Process } from './processes.ts';
import type { Message } from './queues.ts';
import type { RunWitness } from './runWitness.ts';

/** host.json: how long a message is out of sight after a failure; and the lock of one whose process died. */
const COMES_BACK_MS = seconds(30);
const LOCKED_MS = minutes(10);
/** Messages that are handled at the same time. */
const AT_ONCE = 4;

export interface Host {
  /** The schedule's tick. */
  tick(): Promise<void>;
  /** Handles what comes due until then, and lets it become then. */
  until(instant: Instant): Promise<void>;
  /** Handles so many batches, as long as any are due now. */
  some(batches: number): Promise<void>;
}

const MOST_STEPS = 4000;

export function createHost(life: Life): Host {
  const { clock, queues, processes, world, trace, problems } = life;
  const mishaps = Map.groupBy(world.mishaps, ({ step }) => step);
  let step = 0;

  const begin = (): boolean => {
    if (step > MOST_STEPS) throw new Error('It never comes to rest.');
    const befalls = mishaps.get(step++) ?? [];
    processes.step(befalls.filter(({ how }) => how !== 'doubled'));
    return befalls.some(({ how }) => how === 'doubled');
  };
  const unexpected = (error: unknown): void => {
    if (isKilled(error) || (error instanceof Failure && error.kind !== 'bug')) return;
    const said = error instanceof Error ? (error.stack ?? error.message) : String(error);
    problems.push(`${toIso(clock.now())} unexpected: ${said}`);
  };
  const handle = async (message: Message, { deps, isDead }: Process<InstanceDeps>): Promise<void> => {
    try {
      const outcome = await handled(message, deps, unexpected, life.runWitness);
      trace(() => `  ${toIso(clock.now())} ${nameOf(message)}: ${JSON.stringify(outcome)}`);
    } catch (error) {
      if (!isDead()) unexpected(error);
      trace(() => `  ${toIso(clock.now())} ${nameOf(message)}: ${isDead() ? 'died' : 'failed'}`);
      queues.giveBack(message, isDead() ? LOCKED_MS : COMES_BACK_MS);
    }
  };

  /** Handles messages that are due by then, and goes on to when they are; whether there were any. */
  const batch = async (by: Instant): Promise<boolean> => {
    const due = queues.nextDue();
    if (due === undefined || due > by) return false;
    clock.set(Math.max(clock.now(), due));
    endWhatIsOver(life);
    if (life.nagging.left-- > 0) await requestAccessRun('person', life.people.runs);
    const isDoubled = begin();
    const messages = queues.take(1 + queues.luck(AT_ONCE));
    const all = isDoubled ? [...messages, ...messages.slice(0, 1)] : messages;
    await Promise.all(all.map((message) => handle(message, processes.next())));
    return true;
  };

  return {
    async tick() {
      begin();
      const { deps } = processes.next();
      await requestAccessRun('schedule', deps.runs).catch(unexpected);
    },
    async until(instant) {
      while (await batch(instant));
      clock.set(Math.max(clock.now(), instant));
      endWhatIsOver(life);
    },
    async some(batches) {
      for (let left = batches; left > 0 && (await batch(clock.now())); left -= 1);
    },
  };
}

async function handled(
  { what }: Message,
  { runs, applying }: InstanceDeps,
  report: (error: unknown) => void,
  runWitness: RunWitness,
): Promise<unknown> {
  if ('change' in what) return applyChange(what.change, applying, report);
  if (what.run === AGAIN) return requestAccessRun('events', runs);
  const outcome = await planAccess(what.run, runs, report);
  await runWitness.saw(outcome);
  return outcome;
}

function nameOf({ what }: Message): string {
  if ('run' in what) return `run ${what.run}`;
  const { scope, role, principalId } = what.change;
  return `${role} ${principalId.slice(-3)} at ${scope.slice(-12)}`;
}
