import { createAdminRuns } from './admin/adminRun.ts';
import { type AppSettings } from './appSettings.ts';
import { type HostedFunction, hostedFunction, triggeredBy } from './bindings.ts';
import type { Log } from './core/functionsCore.ts';
import { type App, loadApp } from './core/loadApp.ts';
import { dispatch } from './dispatch.ts';
import { hostIdOf } from './hostId.ts';
import { type HostSettings, readHostJson } from './hostJson.ts';
import { lineLog } from './hostLog.ts';
import { createRoutes } from './http/routes.ts';
import { serveHttp } from './http/server.ts';
import { prepareListeners } from './listeners.ts';
import { DEFAULT_QUEUE_LOCK_MS, type Host, type HostOptions } from './options.ts';
import { writeQueueOutputs } from './queues/queueOutputs.ts';
import { createQueues } from './queues/queues.ts';
import { createRunner } from './runner.ts';
import { stopOnce } from './stop.ts';
import { createTimerStatuses } from './timers/timerStatus.ts';

/**
 * Starts a Functions host in this process: loads the app of `appDir`, serves its HTTP and Event Grid functions on
 * 127.0.0.1, polls its queues and runs its timers. Behaves as the real host was measured to behave; README.md says what
 * is left out.
 *
 * @throws a sentence when host.json, package.json or the bundle cannot be used, the port is taken or timers cannot
 *   reach the storage. A single function that cannot be used is logged and left out.
 */
export async function startHost(options: HostOptions): Promise<Host> {
  const log = lineLog(options.log);
  const settings = await readHostJson(options.appDir);
  const app = await loadApp(options.appDir, log);
  try {
    return await serve(app, settings, { ...options, env: options.env ?? process.env }, log);
  } catch (error) {
    await app.close();
    throw error;
  }
}

async function serve(
  app: App,
  settings: HostSettings,
  options: HostOptions & { env: AppSettings },
  log: Log,
): Promise<Host> {
  const { keys, env, storageConnectionString, queueLockMs = DEFAULT_QUEUE_LOCK_MS } = options;
  const hostId = hostIdOf(options.appDir, env);
  const queues = createQueues(settings.queues.messageEncoding);
  const statuses = createTimerStatuses(storageConnectionString, hostId);
  const runner = createRunner(app, (fn, response) => writeQueueOutputs(queues, fn, response), log);

  const functions = usableFunctions(app, env, storageConnectionString, log);
  const routes = createRoutes(triggeredBy('http', functions), settings.routePrefix, log);
  const startListeners = await prepareListeners(functions, {
    queues,
    runner,
    statuses,
    log,
    queueLockMs,
    settings: settings.queues,
  });

  const admin = {
    hostId,
    keys,
    registered: app.functions,
    functions,
    begin: createAdminRuns({ runner, statuses, log }),
  };
  const webhook = { keys, runner, functions: triggeredBy('eventGrid', functions) };
  const http = await serveHttp(options.port, (request) => dispatch(request, { routes, admin, webhook }), log);
  const listeners = startListeners();

  return {
    url: http.url,
    functions: app.functions.map(({ metadata: { name, bindings } }) => ({
      name,
      triggerType: triggerType(bindings),
      bindings,
    })),
    stop: stopOnce({ http, listeners, runner, app, log }),
  };
}

function usableFunctions(app: App, settings: AppSettings, hostStorage: string, log: Log): HostedFunction[] {
  return app.functions.flatMap((registered) => {
    const { name, retryOptions } = registered.metadata;
    if (retryOptions) log('warning', name, 'Its retry policy is ignored: the local host has none.');
    try {
      return [hostedFunction(registered, { settings, hostStorage })];
    } catch (error) {
      const problem = error instanceof Error ? error.message : String(error);
      log('error', name, `Function is left out: ${problem}`);
      return [];
    }
  });
}

function triggerType(bindings: Host['functions'][number]['bindings']): string {
  return Object.values(bindings).find(({ type }) => /trigger$/i.test(type))?.type ?? '';
}
