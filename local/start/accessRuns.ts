/** What runs of access have done, over the app's own HTTP interface. */
import { setTimeout as delay } from 'node:timers/promises';
import * as z from 'zod';
import { type App, callApp, hasEnded, type Limits, readPlan, requestAccessRun } from './accessPlan.ts';

const text = z.string();

const tried = z.object({
  action: z.enum(['add', 'remove']),
  scope: text,
  role: text,
  principalId: text,
  principal: text.optional(),
  binding: text.nullable(),
  path: z.array(text).default([]),
  reason: text,
  message: text,
  evidence: z.array(z.object({ check: text, said: text })),
});

const run = z.object({
  id: text,
  finishedAt: text.nullable(),
  changes: z.object({ sent: z.int(), ended: z.int() }).nullable(),
  done: z.array(tried),
  held: z.array(tried),
  // A run that failed itself says so here, and that is about no change.
  failed: z.array(tried.partial().required({ message: true })),
});

/** A change that was made, or that could not be proven. */
export type TriedChange = z.output<typeof tried>;

export type AccessRun = z.output<typeof run>;

/** More changes than any run of the demo makes. */
const MOST = 1000;

/** All runs with all of their changes, the newest first. */
export async function readRuns(app: App): Promise<readonly AccessRun[]> {
  const listed = await read(app, `/access/runs?limit=${MOST}`, z.object({ items: z.array(run) }));
  return Promise.all(
    listed.items.map(async (one) =>
      one.changes === null ? one : read(app, `/access/runs/${one.id}?limit=${MOST}`, run),
    ),
  );
}

/**
 * Waits until this run is over and nothing is left to be done, and asks for runs until one finds that. What is confirmed
 * later comes by itself. Answers whether it came to that: not when nothing moves any more, or the limit is over.
 */
export async function applied(app: App, runId: string, { stopped, limitMs }: Limits): Promise<boolean> {
  const until = AbortSignal.any([stopped, AbortSignal.timeout(limitMs)]);
  let awaited = runId;
  while (!until.aborted) {
    const found = (await hasEnded(app, awaited)) ? await look(app) : 'wait';
    if (found === 'rests' || found === 'stuck') return found === 'rests';
    if (found === 'ask') awaited = (await requestAccessRun(app)) ?? awaited;
    await delay(250, undefined, { signal: until }).catch(() => undefined);
  }
  return false;
}

/** What the newest run leaves to be done. */
async function look(app: App): Promise<'wait' | 'ask' | 'stuck' | 'rests'> {
  const plan = await readPlan(app);
  const { items } = await read(app, '/access/runs?limit=1', z.object({ items: z.array(run) }));
  const [newest] = items;
  if (newest === undefined || newest.finishedAt === null || newest.id !== plan?.id) return 'wait';
  if (plan.mode === 'observe') return 'stuck';
  if (plan.confirmAt !== undefined) return 'wait';
  if (plan.adds.length + plan.removes.length === 0) return 'rests';
  return newest.done.length === 0 ? 'stuck' : 'ask';
}

async function read<T extends z.ZodType>(app: App, path: string, shape: T): Promise<z.output<T>> {
  const response = await callApp(app, 'GET', path);
  if (!response.ok) throw new Error(`GET /api${path} answered ${response.status}: ${await response.text()}`);
  return shape.parse(await response.json());
}
