/**
 * The entry of the Functions app: registers every function, whatever the settings, and composes the app at the first
 * invocation. A throw before the first registration would leave an app with no functions and no message, so nothing here
 * can throw, and nothing heavy is loaded before the host has what it waits for.
 */
import { app, output } from '@azure/functions';
import type { App, Compose, Misconfigured } from './app.ts';
import { APP_ENDPOINTS, HEALTH_ENDPOINTS, OPENAPI } from './endpoints.ts';
import { applyAccess } from './functions/applyAccess.ts';
import { deadLetters } from './functions/deadLetters.ts';
import { serveApp, serveHealth } from './functions/http.ts';
import { machineEvents } from './functions/machineEvents.ts';
import { onboardMachine } from './functions/onboardMachine.ts';
import { onboardMachinePoison } from './functions/onboardMachinePoison.ts';
import { planAccess } from './functions/planAccess.ts';
import {
  CHANGE_POISON_QUEUE,
  CHANGE_QUEUE,
  LOOK_POISON_QUEUE,
  LOOK_QUEUE,
  RUN_POISON_QUEUE,
  RUN_QUEUE,
  STORAGE_CONNECTION,
} from './functions/queues.ts';
import { reconcileAccess } from './functions/reconcileAccess.ts';
import { sweepFleet } from './functions/sweepFleet.ts';
import type { AuthMode } from './lib/http/auth.ts';
import type { EndpointInfo } from './lib/http/endpoint.ts';
import { registration } from './lib/http/registration.ts';
import { DEFAULT_ACCESS_SCHEDULE } from './lib/settings/access.ts';
import { DEFAULT_SWEEP_SCHEDULE } from './lib/settings/settings.ts';

let composed: Promise<App | Misconfigured> | undefined;

const compose: Compose = () => {
  composed ??= import('./compose/compose.ts').then((module) => {
    const made = module.compose(process.env);
    if (made.kind === 'misconfigured') {
      for (const problem of made.problems) logLine('A setting is wrong.', problem);
    }
    return made;
  });
  return composed;
};

/** The host does not wait for it, and neither does a function: whoever sends to a queue makes it where it is missing. */
app.hook.appStart(() => {
  createQueues().catch((error: unknown) => logLine('The queues could not be created.', { error: String(error) }));
});

async function createQueues(): Promise<void> {
  const made = await compose();
  if (made.kind === 'app') await made.createQueues();
}

app.eventGrid('machineEvents', {
  handler: machineEvents(compose),
  return: output.storageQueue({ queueName: LOOK_QUEUE, connection: STORAGE_CONNECTION }),
});
app.storageQueue('onboardMachine', {
  queueName: LOOK_QUEUE,
  connection: STORAGE_CONNECTION,
  handler: onboardMachine(compose),
});
app.storageQueue('onboardMachinePoison', {
  queueName: LOOK_POISON_QUEUE,
  connection: STORAGE_CONNECTION,
  handler: onboardMachinePoison(compose),
});

/** The host resolves the schedule when it starts; the settings are judged later, so a wrong one only stops this function. */
app.timer('sweepFleet', {
  schedule: process.env['SWEEP_SCHEDULE']?.trim() || DEFAULT_SWEEP_SCHEDULE,
  handler: sweepFleet(compose),
});

app.timer('reconcileAccess', {
  schedule: process.env['ACCESS_SCHEDULE']?.trim() || DEFAULT_ACCESS_SCHEDULE,
  handler: reconcileAccess(compose),
});
app.storageQueue('planAccess', {
  queueName: RUN_QUEUE,
  connection: STORAGE_CONNECTION,
  handler: planAccess(compose),
});

app.storageQueue('applyAccess', {
  queueName: CHANGE_QUEUE,
  connection: STORAGE_CONNECTION,
  handler: applyAccess(compose),
});

app.storageQueue('planAccessPoison', {
  queueName: RUN_POISON_QUEUE,
  connection: STORAGE_CONNECTION,
  handler: deadLetters(RUN_QUEUE, compose),
});
app.storageQueue('applyAccessPoison', {
  queueName: CHANGE_POISON_QUEUE,
  connection: STORAGE_CONNECTION,
  handler: deadLetters(CHANGE_QUEUE, compose),
});

/** The keys of the host guard the routes, unless the platform's authentication is asked for. */
const guard: AuthMode =
  process.env['HTTP_AUTH']?.trim() === 'entra' ? { kind: 'entra', platformAuthEnabled: true } : { kind: 'key' };

function host(endpoint: EndpointInfo) {
  const { methods, route, authLevel } = registration(endpoint, guard);
  return { methods: [...methods], route, authLevel };
}

for (const endpoint of APP_ENDPOINTS) {
  app.http(endpoint.name, { ...host(endpoint), handler: serveApp(endpoint, compose) });
}
for (const endpoint of [...HEALTH_ENDPOINTS, OPENAPI]) {
  app.http(endpoint.name, { ...host(endpoint), handler: serveHealth(endpoint, compose) });
}

/** Outside of an invocation there is no logger, and the host makes an entry of each line of the console: one line, then. */
function logLine(message: string, details: object): void {
  console.error(JSON.stringify({ log: message, ...details }));
}
