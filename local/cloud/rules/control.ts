import * as z from 'zod';
import type { AgentRules } from './agents.ts';
import { badInput, checked, problem } from './controlInput.ts';
import type { EventGrid } from './eventGrid.ts';
import { EVENT_SCHEMAS } from './eventSchemas.ts';
import { answer, type CloudReply, type CloudRequest } from './exchange.ts';
import { type Faults, SERVICES } from './faults.ts';
import type { Directory } from './graph/directory.ts';
import type { RequestCounts } from './requestCounts.ts';
import type { ResourceGraphIndex } from './resourceGraphIndex.ts';
import type { Traffic } from './traffic.ts';

/** What the control route works on. */
export interface Controlled {
  readonly agents: AgentRules;
  readonly faults: Faults;
  readonly events: EventGrid;
  readonly traffic: Traffic;
  readonly counts: RequestCounts;
  readonly index: ResourceGraphIndex;
  /** What else it can be asked, by method and path. */
  readonly further?: ControlRoutes;
  readonly directory: Directory;
}

/** Routes that answer at once, by method and path: `POST /faults`. */
export type ControlRoutes = Readonly<Record<string, (request: CloudRequest) => CloudReply>>;

/** Answers one request, at once or (a subscription) when its handshake is over. */
export type Control = (request: CloudRequest, done: (reply: CloudReply) => void) => void;

const count = z.number().int().min(0);

const faultSchema = z.strictObject({
  service: z.enum(SERVICES),
  method: z.string().exactOptional(),
  path: z
    .string()
    .refine((text) => isPattern(text), 'is no regular expression')
    .exactOptional(),
  status: z.number().int().min(100).max(599).exactOptional(),
  retryAfter: z.number().min(0).exactOptional(),
  body: z.unknown().exactOptional(),
  delayMs: z.number().min(0).exactOptional(),
  dropConnection: z.boolean().exactOptional(),
  times: count.min(1).exactOptional(),
  probability: z.number().min(0).max(1).exactOptional(),
  processed: z.boolean().exactOptional(),
});

const agentSchema = z.strictObject({
  machineId: z.string().regex(/^(\*|\/subscriptions\/.+)$/i, "must be an ARM id or '*'"),
  reportAfterSeconds: z.number().min(0).exactOptional(),
  installSeconds: z.number().min(0).exactOptional(),
  outcome: z
    .union([
      z.literal('succeeded'),
      z.strictObject({
        exitCode: z.number().int(),
        terminalErrorCode: z.number().int().exactOptional(),
        message: z.string().exactOptional(),
      }),
    ])
    .exactOptional(),
  times: count.min(1).exactOptional(),
});

const eventsSchema = z.strictObject({
  delayMs: z.number().min(0).exactOptional(),
  duplicate: count.exactOptional(),
  reorder: z.boolean().exactOptional(),
  dropRate: z.number().min(0).max(1).exactOptional(),
  schema: z.enum(EVENT_SCHEMAS).exactOptional(),
});

const directorySchema = z.strictObject({
  indexLagMs: z.number().min(0).exactOptional(),
  replicationLagMs: z.number().min(0).exactOptional(),
  feedLagMs: z.number().min(0).exactOptional(),
  listLagMs: z.number().min(0).exactOptional(),
  memberCheckLagMs: z.number().min(0).exactOptional(),
  staleTransitiveReads: z.union([z.boolean(), z.number().min(0)]).exactOptional(),
  hiddenGroups: z.array(z.guid()).exactOptional(),
  permissions: z.array(z.string().min(1)).exactOptional(),
});

const subscribeSchema = z.strictObject({ endpoint: z.url({ protocol: /^https?$/ }) });

const requestsSchema = z.strictObject({
  service: z.enum(SERVICES).optional(),
  after: z.coerce.number().int().min(0).optional(),
});

/** The control route: `GET /requests`, `POST`/`DELETE /faults`, `POST /agents`, `POST /events`, `POST /directory`, `POST /subscribe`, `GET /stats`, and what is given with it. */
export function controlOf(controlled: Controlled): Control {
  const { agents, faults, events, index, directory } = controlled;
  const now =
    (handle: (request: CloudRequest) => CloudReply): Control =>
    (request, done) =>
      done(handle(request));
  const routes: Readonly<Record<string, Control>> = {
    'GET /requests': now((request) => requests(controlled.traffic, request)),
    'GET /stats': now(() => answer(200, stats(controlled))),
    'POST /faults': now(({ body }) => checked(faultSchema, body, (spec) => answer(200, { id: faults.add(spec) }))),
    'DELETE /faults': now(() => {
      faults.clear();
      return answer(204);
    }),
    'POST /agents': now(({ body }) =>
      checked(agentSchema, body, ({ machineId, ...said }) =>
        answer(200, { machineId, ...agents.say(machineId, said) }),
      ),
    ),
    'POST /events': now(({ body }) => checked(eventsSchema, body, (change) => answer(200, events.configure(change)))),
    'POST /directory': now(({ body }) =>
      checked(directorySchema, body, ({ indexLagMs, ...behaviour }) => {
        const lag = index.configure(indexLagMs === undefined ? {} : { indexLagMs });
        return answer(200, { ...lag, ...directory.sight.configure(behaviour) });
      }),
    ),
    'POST /subscribe': (request, done) => subscribe(events, request, done),
    ...Object.fromEntries(Object.entries(controlled.further ?? {}).map(([route, handle]) => [route, now(handle)])),
  };
  return (request, done) => {
    const [path = ''] = request.url.split('?');
    const handle = routes[`${request.method} ${path.replace(/\/$/, '')}`];
    if (handle) handle(request, done);
    else done(problem(404, 'unknown-route', `The control route has: ${Object.keys(routes).join(', ')}.`));
  };
}

function requests(traffic: Traffic, { url }: CloudRequest): CloudReply {
  const query = Object.fromEntries(new URLSearchParams(url.split('?')[1]));
  return checked(requestsSchema, query, (filter) => {
    const lines = traffic.lines(filter).map((line) => `${line}\n`);
    return { status: 200, headers: { 'content-type': 'application/x-ndjson' }, body: lines.join('') };
  });
}

function stats({ counts, events }: Controlled): object {
  const eventCounts = events.counts();
  return {
    requests: counts.byService(),
    writesPerMachine: counts.writesPerMachine(),
    eventsSent: eventCounts.sent,
    events: eventCounts,
  };
}

function subscribe(events: EventGrid, { body }: CloudRequest, done: (reply: CloudReply) => void): void {
  const parsed = subscribeSchema.safeParse(body);
  if (!parsed.success) return done(badInput(parsed.error));
  const { endpoint } = parsed.data;
  events.subscribe(endpoint, (result) => {
    const why = `The attempt to validate the provided endpoint failed: ${result.ok ? '' : result.why}. See https://aka.ms/esvalidation.`;
    done(result.ok ? answer(200, { endpoint }) : problem(400, 'handshake-failed', why));
  });
}

function isPattern(text: string): boolean {
  try {
    return new RegExp(text, 'i') instanceof RegExp;
  } catch {
    return false;
  }
}
