/** Asks for a run of access and reads its plan, over the app's own HTTP interface. */
import { setTimeout as delay } from 'node:timers/promises';
import * as z from 'zod';
import { parseJson } from '../../src/lib/http/parseJson.ts';
import type { Endpoints } from './endpoints.ts';

const text = z.string();
const count = z.int().default(0);
/** A part that an app without it leaves out. */
const list = <T extends z.ZodType>(entry: T) => z.array(entry).default([]);

const assignment = z.object({
  scope: text,
  role: text,
  principalId: text,
  principal: text.optional(),
  principalType: text.optional(),
});

const change = assignment.extend({ action: z.enum(['add', 'remove']), binding: text.nullable(), reason: text });

const binding = z.object({
  name: text,
  role: text,
  assign: z.enum(['members', 'group']),
  group: z.object({ id: text, name: text.optional() }),
  expired: z.boolean().default(false),
  complete: z.boolean(),
  scopes: count,
  eligible: count,
  leftOut: count,
  kept: count,
  adds: count,
  removes: count,
  withheld: count,
  satisfied: count,
});

const problem = z.object({ line: z.int(), column: z.int(), message: text, fix: text });

const accessPlan = z.object({
  id: text.optional(),
  mode: z.enum(['observe', 'enforce']).default('observe'),
  /** From when on something withheld can be confirmed: a run comes by itself. */
  confirmAt: text.optional(),
  complete: z.boolean(),
  policyProblems: list(problem),
  policyWarnings: list(problem),
  incomplete: list(z.object({ binding: text, reason: text, message: text.default(''), fix: text.default('') })),
  adds: list(z.unknown()),
  removes: list(change),
  withheld: list(change.extend({ quarantine: text.optional(), why: z.object({ code: text, message: text }) })),
  quarantines: list(
    z.object({ id: text, binding: text.nullable(), kind: text, count, why: text, status: text, hash: text }),
  ),
  leftOut: list(z.object({ binding: text, principalId: text, reason: text, message: text })),
  foreign: list(assignment),
  orphans: list(assignment),
  warnings: list(z.object({ code: text, binding: text.optional(), message: text, fix: text })),
  bindings: list(binding),
});

/** What of the plan is shown. */
export type AccessPlan = z.output<typeof accessPlan>;

/** What a call to the app needs. */
export type App = Pick<Endpoints, 'functions'> & { readonly keys: Pick<Endpoints['keys'], 'function'> };

/** How long to wait. */
export interface Limits {
  readonly stopped: AbortSignal;
  readonly limitMs: number;
}

/** Asks for a run now. Undefined when the app has no access planning, or this call is not let in. */
export async function requestAccessRun(app: App): Promise<string | undefined> {
  const response = await callApp(app, 'POST', '/access/reconcile');
  if (response.status !== 202) return undefined;
  return z.object({ runId: text }).parse(await response.json()).runId;
}

/** The newest plan; undefined before the first, and where there is no access planning. */
export async function readPlan(app: App): Promise<AccessPlan | undefined> {
  const response = await callApp(app, 'GET', '/access/plan');
  if (response.status === 404) return undefined;
  if (!response.ok) throw new Error(`GET /api/access/plan answered ${await refusal(response)}`);
  return accessPlan.parse(await response.json());
}

const finished = z.object({ finishedAt: text.nullable() });

/** The plan of this run once there is one, or the newest when the run has ended without, or the limit is over. */
export async function planOf(app: App, runId: string, { stopped, limitMs }: Limits): Promise<AccessPlan | undefined> {
  const until = AbortSignal.any([stopped, AbortSignal.timeout(limitMs)]);
  for (;;) {
    const plan = await readPlan(app);
    if (plan?.id === runId || until.aborted || (await hasEnded(app, runId))) return plan;
    await delay(250, undefined, { signal: until }).catch(() => undefined);
  }
}

/** Whether this run is over. */
export async function hasEnded(app: App, runId: string): Promise<boolean> {
  const response = await callApp(app, 'GET', `/access/runs/${runId}`);
  return response.ok && finished.parse(await response.json()).finishedAt !== null;
}

/** What the platform would say of the caller, for `HTTP_AUTH=entra`; otherwise the app does not look at it. */
const PRINCIPAL = Buffer.from(
  JSON.stringify({
    claims: [
      { typ: 'name', val: 'npm start' },
      { typ: 'roles', val: 'Operator' },
    ],
  }),
).toString('base64');

/** Calls the app; `path` is below `/api`. */
export function callApp({ functions, keys }: App, method: string, path: string): Promise<Response> {
  const headers = { 'x-functions-key': keys.function, 'x-ms-client-principal': PRINCIPAL };
  return fetch(`${functions}/api${path}`, { method, headers });
}

const refused = z.object({ detail: text });

/** With which status the app refuses, and why; the Functions host itself gives no reason. */
export async function refusal(response: Response): Promise<string> {
  const body = await response.text();
  const why = refused.safeParse(parseJson(body)).data?.detail ?? body;
  return why === '' ? String(response.status) : `${response.status}: ${why}`;
}
