import type { HostedFunction } from '../bindings.ts';
import type { Log } from '../core/functionsCore.ts';
import type { Runner } from '../runner.ts';
import type { TimerStatuses } from '../timers/timerStatus.ts';
import { adminCall } from './adminCall.ts';

/** Begins a run that an administrator asked for at this address, and does not wait for it. */
export type BeginAdminRun = (fn: HostedFunction, input: string, url: URL) => void;

/** What begins such runs; a failure is only seen in the log, since the caller has long been answered. */
export function createAdminRuns({
  runner,
  statuses,
  log,
}: {
  runner: Runner;
  statuses: TimerStatuses;
  log: Log;
}): BeginAdminRun {
  const run = async (fn: HostedFunction, input: string, url: URL): Promise<void> => {
    const status = fn.trigger.kind === 'timer' && fn.trigger.monitored ? await statuses.read(fn.name) : undefined;
    await runner.run(fn, adminCall(fn, { input, status, url, now: new Date() }));
  };
  return (fn, input, url) => {
    run(fn, input, url).catch((error: unknown) => log('error', fn.name, `Not run: ${String(error)}`));
  };
}
