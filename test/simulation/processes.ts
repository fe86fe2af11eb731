/**
 * Processes of the app that can be killed. What a process calls takes its time, so that the calls of several interleave as
 * chance has it, and at every call the process may die: before the call takes effect, or after it and before the answer.
 */
import type { Chance } from '../../local/cloud/rules/chance.ts';
import type { Time } from '../../local/cloud/time.ts';
import { Failure } from '../../src/lib/errors.ts';
import type { Trace } from './trace.ts';
import type { Mishap } from './world.ts';

/** An instance of the app; a new one takes its place when it dies. */
interface Process {
  readonly name: string;
  alive: boolean;
}

/** One function that runs in a process. */
export interface Invocation {
  readonly id: string;
  readonly what: string;
  readonly process: Process;
  /** No mishap befalls it; it has a process of its own. */
  readonly spared: boolean;
}

export type Ending = 'ok' | 'failed' | 'died';

/** What is to be run. */
export interface Job {
  readonly what: string;
  readonly work: (by: Invocation) => Promise<void>;
  readonly ended: (how: Ending) => void;
  /** A person who is cut off asks again, or knows that nothing came of it: no mishap befalls this job. */
  readonly spared?: boolean;
}

export interface Processes {
  /** Runs a job in one of the processes. */
  run(job: Job): void;
  /** Makes a call that takes effect some time later, if its process is still there, and answers some time after that. */
  call<T>(by: Invocation, what: string, effect: () => Promise<T>): Promise<T>;
  /** Invocations that are under way. */
  running(): number;
}

export interface ProcessesDeps {
  readonly time: Time;
  readonly chance: Chance;
  readonly trace: Trace;
  readonly instances: number;
  /** How long calls take, in milliseconds. */
  readonly latency: (what: string) => number;
  /** Whether the call of this number meets with a mishap. */
  readonly mishap: (call: number, what: string) => Mishap['how'] | undefined;
}

interface Call<T> {
  readonly by: Invocation;
  readonly what: string;
  readonly effect: () => Promise<T>;
  readonly resolve: (value: T) => void;
  readonly reject: (error: unknown) => void;
}

/** How long after its caller has given up a late call takes effect. */
const LATE_MS = 30_000;
const DEADLINE_MS = 25_000;

export function createProcesses({ time, chance, trace, instances, latency, mishap }: ProcessesDeps): Processes {
  let started = 0;
  let invocations = 0;
  let calls = 0;
  const running = new Map<Invocation, Job['ended']>();
  const start = (): Process => ({ name: `process ${++started}`, alive: true });
  const processes = Array.from({ length: instances }, start);

  function kill(process: Process): void {
    process.alive = false;
    processes[processes.indexOf(process)] = start();
    for (const [invocation, ended] of running) {
      if (invocation.process !== process) continue;
      running.delete(invocation);
      ended('died');
    }
  }

  function fate(by: Invocation, what: string): Mishap['how'] | undefined {
    if (by.spared) return undefined;
    const how = mishap(calls++, what);
    return how === 'late' && !what.startsWith('arm.') ? 'losesAnswer' : how;
  }

  /** What becomes of a call that is about to take effect. */
  function callOf<T>({ by, what, effect, resolve, reject }: Call<T>): (how: Mishap['how'] | undefined) => void {
    const { process } = by;
    const line = (said: string) => trace(() => `${by.id} ${by.what}: ${what}${said}`);
    const answer = (done: () => void) => void time.after(latency(what), () => process.alive && done());
    const fail = (message: string) => answer(() => reject(new Failure('transient', 'Unreachable', message)));
    const takeEffect = (): Promise<T> => {
      const done = effect();
      done.catch(() => undefined);
      return done;
    };
    const die = (when: string): void => {
      line(` … and ${process.name} dies ${when} it`);
      kill(process);
    };
    return (how) => {
      switch (how) {
        case 'diesBefore':
          return die('before');
        case 'diesAfter':
          void takeEffect();
          return die('after');
        case 'fails':
          line(' … fails');
          return fail('The call failed.');
        case 'losesAnswer':
          line(' … and its answer is lost');
          void takeEffect();
          return fail('The answer was lost.');
        case 'late':
          line(' … hangs');
          time.after(DEADLINE_MS + LATE_MS * chance.fraction(), () => {
            line(' … takes effect late');
            void takeEffect();
          });
          time.after(DEADLINE_MS, () => fail('No answer in time.'));
          return;
        case undefined: {
          line('');
          const done = takeEffect();
          // Work that goes on after its answer was due belongs to a process that may have died meanwhile.
          const told = (value: T) => process.alive && resolve(value);
          return answer(() => void done.then(told, (error: unknown) => process.alive && reject(error)));
        }
      }
    };
  }

  return {
    run({ what, work, ended, spared = false }) {
      const any = processes[Math.floor(chance.fraction() * processes.length)];
      const process = spared || any === undefined ? start() : any;
      const invocation: Invocation = { id: `#${++invocations}`, what, process, spared };
      const line = (said: string) => trace(() => `${invocation.id} ${what}: ${said}`);
      running.set(invocation, ended);
      line(`begins in ${process.name}`);
      void failureOf(work(invocation)).then((failure) => {
        if (!running.delete(invocation)) return;
        line(failure === undefined ? 'ends' : `fails: ${failure}`);
        ended(failure === undefined ? 'ok' : 'failed');
      });
    },
    call(by, what, effect) {
      return new Promise((resolve, reject) => {
        const befalls = callOf({ by, what, effect, resolve, reject });
        time.after(latency(what), () => by.process.alive && befalls(fate(by, what)));
      });
    },
    running: () => running.size,
  };
}

/** Waits for the end; answers what went wrong, in a word. */
async function failureOf(work: Promise<void>): Promise<string | undefined> {
  try {
    await work;
    return undefined;
  } catch (error) {
    return error instanceof Failure ? error.code : String(error);
  }
}
