/** The whole stack for a test: real Azurite, HTTPS, the local host with the built bundle, on any free port. */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { type Laptop, startLaptop } from '../../local/start/laptop.ts';
import { armId, type MachineId } from '../../src/lib/onboarding/machineId.ts';

export interface StackAnswer {
  readonly status: number;
  readonly headers: Headers;
  // JSON of whatever shape the route has; tests look at it with matchers.
  readonly body: Readonly<Record<string, unknown>>;
}

export interface Stack {
  readonly laptop: Laptop;
  /** What the parts have logged. */
  readonly log: readonly string[];
  /** Calls the app with the function key; `path` is below `/api`. */
  api(method: string, path: string, headers?: Record<string, string>): Promise<StackAnswer>;
  /** Registers a machine as azcmagent does. */
  register(id: MachineId, body?: Record<string, unknown>): Promise<void>;
  control(method: string, path: string, body?: unknown): Promise<unknown>;
  /** Sends events straight to the webhook, as Event Grid would, and answers the status. */
  deliver(body: unknown, key?: string): Promise<number>;
  /**
   * Waits until the machine has the state and, where one is named, the reason: a machine that nobody has looked at yet
   * is Discovered too. Fails with what it has instead.
   */
  state(id: MachineId, state: string, reason?: string): Promise<Readonly<Record<string, unknown>>>;
  /** Requests that reached ARM for this machine, as `METHOD what`; polls of operations apart. */
  armCalls(id: MachineId): Promise<string[]>;
  close(): Promise<void>;
}

/** Longer than a look that a killed process has left behind counts as running. */
const PATIENCE_MS = 150_000;

export async function stackFor(
  environment: Record<string, string> = {},
  cloud: 'public' | 'china' | 'usgov' = 'china',
): Promise<Stack> {
  const dataDir = await mkdtemp(join(tmpdir(), 'stack-'));
  const log: string[] = [];
  const laptop = await startLaptop({
    dataDir,
    port: 0,
    cloud,
    auth: 'key',
    queueLockMs: 3000,
    environment,
    log: (part, line) => log.push(`${part} ${line}`),
  });
  const { functions, arm, control, keys } = laptop.endpoints;

  const api: Stack['api'] = async (method, path, headers = {}) => {
    const response = await fetch(`${functions}/api${path}`, {
      method,
      headers: { 'x-functions-key': keys.function, ...headers },
    });
    const text = await response.text();
    return { status: response.status, headers: response.headers, body: text === '' ? {} : JSON.parse(text) };
  };
  const path = ({ subscriptionId, resourceGroup, name }: MachineId) =>
    `/machines/${subscriptionId}/${resourceGroup}/${name}`;

  return {
    laptop,
    log,
    api,
    async register(id, body = {}) {
      const url = `${arm}${armId(id)}?api-version=2024-07-10`;
      const { status, body: said } = await laptop.cloud('PUT', url, { location: 'chinanorth3', ...body });
      if (status >= 300) throw new Error(`PUT of the machine answered ${status}: ${JSON.stringify(said)}`);
    },
    async control(method, route, body) {
      return (await laptop.cloud(method, `${control}${route}`, body)).body;
    },
    async deliver(body, key = keys.eventGrid) {
      const response = await fetch(`${functions}/runtime/webhooks/EventGrid?functionName=machineEvents&code=${key}`, {
        method: 'POST',
        headers: { 'aeg-event-type': 'Notification', 'content-type': 'application/json' },
        body: typeof body === 'string' ? body : JSON.stringify(body),
      });
      return response.status;
    },
    async state(id, state, reason) {
      const deadline = Date.now() + PATIENCE_MS;
      for (;;) {
        const { body } = await api('GET', path(id));
        if (body['state'] === state && (reason === undefined || body['reason'] === reason)) return body;
        if (Date.now() > deadline)
          throw new Error(
            `${id.name} is not ${state} ${reason ?? ''} but ${JSON.stringify(body)}\n${log.slice(-20).join('\n')}`,
          );
        await delay(100);
      }
    },
    async armCalls(id) {
      const { body } = await laptop.cloud('GET', `${control}/requests?service=arm`);
      return recorded(String(body), armId(id).toLowerCase());
    },
    async close() {
      await laptop.stop();
      await rm(dataDir, { recursive: true, force: true });
    },
  };
}

function recorded(lines: string, machine: string): string[] {
  return lines
    .split('\n')
    .filter((line) => line !== '')
    .flatMap((line) => {
      const { method, url, headers }: { method: string; url: string; headers: Record<string, string> } =
        JSON.parse(line).request;
      const { pathname } = new URL(url);
      const isApp = headers['user-agent']?.includes('arc-entra-signin') === true;
      if (!isApp || !pathname.toLowerCase().startsWith(machine)) return [];
      return [`${method} ${pathname.slice(machine.length) || 'machine'}`];
    });
}
