import { everybody } from '../rules/authorization/principals.ts';
import { type CloudReply, type Fields, isFields } from '../rules/exchange.ts';
import { createRules, type Rules, type RulesOptions } from '../rules/rules.ts';
import type { WebhookAnswer, WebhookRequest } from '../rules/webhook.ts';
import { type VirtualTime, virtualTime } from '../time.ts';

export const SUBSCRIPTION = '11111111-1111-4111-8111-111111111111';
export const TENANT = '22222222-2222-4222-8222-222222222222';
export const START = Date.parse('2026-11-22T08:00:00Z');

/** The path of a machine in the test's subscription. */
export function machinePath(name: string, group = 'rg-web'): string {
  return `/subscriptions/${SUBSCRIPTION}/resourceGroups/${group}/providers/Microsoft.HybridCompute/machines/${name}`;
}

/** The body of a PUT that installs AADLoginForWindows as Microsoft's template does. */
export const AAD_LOGIN = {
  location: 'westeurope',
  properties: {
    publisher: 'Microsoft.Azure.ActiveDirectory',
    type: 'AADLoginForWindows',
    typeHandlerVersion: '2.1.0.0',
    autoUpgradeMinorVersion: true,
    settings: { mdmId: '' },
  },
} as const;

/** A subscriber that keeps what it gets and answers as told. */
export interface Subscriber {
  readonly got: WebhookRequest[];
  /** Callbacks of requests that were met with silence. */
  readonly late: ((answer: WebhookAnswer) => void)[];
  /** The answer to notifications; 200 at first. */
  answer: (request: WebhookRequest) => Partial<WebhookAnswer> | 'silence';
}

/** Rules on virtual time, and calls without sockets. */
export interface VirtualCloud {
  readonly rules: Rules;
  readonly time: VirtualTime;
  readonly subscriber: Subscriber;
  /** Calls ARM; api-version and token are added unless the path or the headers have them. */
  readonly call: (method: string, path: string, body?: unknown, headers?: Record<string, string>) => CloudReply;
  /** Calls Graph below `/v1.0`, or at a whole link; the token is added unless the headers have one. */
  readonly graph: (method: string, path: string, body?: unknown, headers?: Record<string, string>) => CloudReply;
  /** Calls the control route; fails the test when it answers later. */
  readonly control: (method: string, path: string, body?: unknown) => CloudReply;
  readonly seconds: (count: number) => void;
}

/** A fresh cloud; the same options give the same ids. */
export function virtualCloud(options: Partial<RulesOptions> = {}): VirtualCloud {
  const time = virtualTime(START);
  const subscriber: Subscriber = { got: [], late: [], answer: () => ({ status: 200 }) };
  const rules = createRules({
    time,
    seed: 7,
    cloud: 'public',
    tenantId: TENANT,
    subscriptions: [SUBSCRIPTION],
    post: (request, answered) => void time.after(1, () => receive(subscriber, request, answered)),
    ...options,
    authorization: { principals: everybody, ...options.authorization },
  });
  return {
    rules,
    time,
    subscriber,
    call(method, path, body, headers = {}) {
      const url = path.includes('?') ? path : `${path}?api-version=2024-07-10`;
      return rules.arm.handle({
        method,
        url,
        headers: { host: 'localhost:8443', authorization: 'Bearer opaque', ...headers },
        body,
      });
    },
    graph(method, path, body, headers = {}) {
      const url = path.startsWith('https:') ? path.replace(/^https:\/\/[^/]+/, '') : `/v1.0${path}`;
      return rules.graph.handle({
        method,
        url,
        headers: { host: 'localhost:8444', authorization: 'Bearer opaque', ...headers },
        body,
      });
    },
    control(method, path, body) {
      let reply: CloudReply | undefined;
      rules.control({ method, url: path, headers: {}, body }, (answered) => {
        reply = answered;
      });
      if (!reply) throw new Error(`${method} ${path} did not answer at once`);
      return reply;
    },
    seconds: (count) => time.advance(count * 1000),
  };
}

function receive(subscriber: Subscriber, request: WebhookRequest, answered: (answer: WebhookAnswer) => void): void {
  if (request.headers['aeg-event-type'] === 'SubscriptionValidation') {
    const code = at(request.body, '0', 'data', 'validationCode');
    answered({ status: 200, headers: {}, body: JSON.stringify({ validationResponse: code }) });
    return;
  }
  subscriber.got.push(request);
  const answer = subscriber.answer(request);
  if (answer === 'silence') subscriber.late.push(answered);
  else answered({ status: 200, headers: {}, body: '', ...answer });
}

/** The value at a path of names and indexes. */
export function at(value: unknown, ...names: string[]): unknown {
  return names.reduce<unknown>((inner, name) => {
    if (Array.isArray(inner)) return inner[Number(name)];
    return isFields(inner) ? inner[name] : undefined;
  }, value);
}

/** The body of an answer as an object; fails the test when it is none. */
export function bodyOf(reply: CloudReply): Fields {
  if (!isFields(reply.body)) throw new Error(`status ${reply.status} came without an object`);
  return reply.body;
}

/** The URL of an operation, as path and query. */
export function pollPath(
  reply: CloudReply,
  header: 'azure-asyncoperation' | 'location' = 'azure-asyncoperation',
): string {
  const url = new URL(reply.headers[header] ?? '');
  return url.pathname + url.search;
}
