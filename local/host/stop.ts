import type { Log } from './core/functionsCore.ts';
import type { App } from './core/loadApp.ts';
import type { HttpServer } from './http/server.ts';
import type { Listeners } from './listeners.ts';
import type { Runner } from './runner.ts';

/** How long the end waits for running invocations. */
const DRAIN_LIMIT_MS = 10_000;

export interface Stoppable {
  http: HttpServer;
  listeners: Listeners;
  runner: Runner;
  app: App;
  log: Log;
}

/** The host's end: no new work, running work finished or given up, `appTerminate` hooks, port free. Happens once. */
export function stopOnce(parts: Stoppable): () => Promise<void> {
  let stopped: Promise<void> | undefined;
  return () => (stopped ??= stop(parts));
}

async function stop({ http, listeners, runner, app, log }: Stoppable): Promise<void> {
  http.refuse();
  const work = Promise.all([listeners.stop(), runner.settled(), http.settled()]);
  if (!(await endsWithin(DRAIN_LIMIT_MS, work))) {
    log('warning', 'host', `Work still runs after ${DRAIN_LIMIT_MS / 1000} s and is abandoned.`);
  }
  await app.close().catch((error: unknown) => log('error', 'host', `An appTerminate hook failed: ${String(error)}`));
  await http.close();
}

async function endsWithin(limitMs: number, work: Promise<unknown>): Promise<boolean> {
  let timer: NodeJS.Timeout | undefined;
  const tooLate = new Promise<boolean>((resolve) => {
    timer = setTimeout(() => resolve(false), limitMs);
  });
  const inTime = await Promise.race([work.then(() => true), tooLate]);
  clearTimeout(timer);
  return inTime;
}
