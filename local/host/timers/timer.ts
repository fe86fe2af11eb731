import type { HostedFunction, TimerTrigger } from '../bindings.ts';
import type { Log } from '../core/functionsCore.ts';
import type { Runner } from '../runner.ts';
import { createWakeup } from '../wakeup.ts';
import { type StartStatus, startStatus } from './pastDue.ts';
import { timerCall } from './timerCall.ts';
import type { TimerStatuses } from './timerStatus.ts';

/** The longest that Node can sleep at once; longer ones would end immediately. */
const LONGEST_SLEEP_MS = 2 ** 31 - 1;

export interface Timer {
  /** Begins no more runs; resolves when the current one, if any, is over and recorded. */
  stop(): Promise<void>;
}

export interface TimerDeps {
  statuses: TimerStatuses;
  runner: Runner;
  log: Log;
}

/** What the timer starts with. A timer that is not monitored knows nothing of earlier runs. */
export async function prepareTimer(
  { name, trigger }: HostedFunction<TimerTrigger>,
  statuses: TimerStatuses,
  now: number,
): Promise<StartStatus> {
  if (!trigger.monitored) return startStatus(undefined, trigger.schedule, now);
  const start = startStatus(await statuses.read(name), trigger.schedule, now);
  if (start.changed) await statuses.write(name, start.status);
  return start;
}

/**
 * Runs a function by its schedule, as the extension's `TimerListener` does: at once when past due or `runOnStartup`,
 * then at each occurrence; never while it still runs, so all occurrences missed meanwhile become one run right after.
 * The status is written after the run: a host killed during it finds the timer past due at its next start.
 */
export function startTimer(
  fn: HostedFunction<TimerTrigger>,
  start: StartStatus,
  { statuses, runner, log }: TimerDeps,
): Timer {
  const { schedule, monitored, runOnStartup } = fn.trigger;
  const wakeup = createWakeup();
  const ending = new AbortController();
  let status = start.status;

  const run = async (isPastDue: boolean): Promise<void> => {
    const last = Date.now();
    await runner.run(fn, timerCall(monitored ? status : undefined, isPastDue));
    status = { last, next: schedule.next(last), lastUpdated: last };
    if (!monitored) return;
    await statuses.write(fn.name, status).catch((error: unknown) => {
      log('error', fn.name, `The timer's status was not written: ${String(error)}`);
    });
  };

  const loop = async (): Promise<void> => {
    if (start.isPastDue || runOnStartup) await run(start.isPastDue);
    while (!ending.signal.aborted) {
      const ms = status.next - Date.now();
      if (ms > 0) await wakeup.sleep(Math.min(ms, LONGEST_SLEEP_MS));
      else await run(false);
    }
  };
  const looping = loop();

  return {
    stop: () => {
      ending.abort();
      wakeup.ring();
      return looping;
    },
  };
}
