/** What runs of access have done, over the app's own HTTP interface. */
import { setTimeout as delay } from 'node:timers/promises';
import * as z from 'zod';
import {
  type AccessPlan,
  type App,
  callApp,
  hasEnded,
  type Limits,
  readPlan,
  refusal,
  requestAccessRun,
} from './accessPlan.ts';

const text = z.string();

const triedChange = z.object({
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
  planned: z.object({ adds: z.int(), removes: z.int() }).nullable().default(null),
  changes: z.object({ sent: z.int(), ended: z.int() }).nullable(),
  done: z.array(triedChange),
  held: z.array(triedChange),
  // A run that failed itself says so here, and that is about no change.
  failed: z.array(triedChange.partial().required({ message: true })),
});

const listOfRuns = z.object({ items: z.array(run) });

/** A change that was made, or that could not be proven. */
export type TriedChange = z.output<typeof triedChange>;

export type AccessRun = z.output<typeof run>;

/** More changes than any run of the demo makes. */
const MOST = 1000;

/** More runs than begin between two readings. */
const NEWEST = 20;

/** What reads all runs with all of their changes, the newest first. A run that is over is read once. */
export function createRunReader(app: App): () => Promise<readonly AccessRun[]> {
  let known: readonly AccessRun[] = [];
  const whole = async (listed: AccessRun): Promise<AccessRun> => {
    const before = known.find(({ id }) => id === listed.id);
    if (before !== undefined && before.finishedAt !== null) return before;
    return listed.changes === null ? listed : read(app, `/access/runs/${listed.id}?limit=${MOST}`, run);
  };
  return async () => {
    const { items } = await read(app, `/access/runs?limit=${NEWEST}`, listOfRuns);
    const newest = await Promise.all(items.map(whole));
    const earlier = known.filter(({ id }) => !items.some((one) => one.id === id));
    known = [...newest, ...earlier];
    return known;
  };
}

export interface Patience extends Limits {
  /** For how long nothing may happen. */
  readonly stallMs: number;
}

/**
 * Waits until this run is over and nothing is left to be done, and asks for runs until one finds that. What is confirmed
 * later comes by itself. Answers whether access has converged: not when nothing moves any more, or the limit is over.
 */
export async function applied(app: App, runId: string, { stopped, limitMs, stallMs }: Patience): Promise<boolean> {
  const until = AbortSignal.any([stopped, AbortSignal.timeout(limitMs)]);
  const readRuns = createRunReader(app);
  let awaited = runId;
  let seen = '';
  let movedAt = Date.now();
  while (!until.aborted && Date.now() - movedAt < stallMs) {
    const now = position(await readPlan(app), await readRuns());
    if (now.mark !== seen || now.confirmsLater) movedAt = Date.now();
    seen = now.mark;
    const found = (await hasEnded(app, awaited)) ? now.found : 'wait';
    if (found === 'rests' || found === 'stuck') return found === 'rests';
    if (found === 'ask') awaited = (await requestAccessRun(app)) ?? awaited;
    await delay(250, undefined, { signal: until }).catch(() => undefined);
  }
  return false;
}

interface Position {
  /** Another text whenever something has happened. */
  readonly mark: string;
  readonly confirmsLater: boolean;
  /** What the newest run leaves to be done. */
  readonly found: 'wait' | 'ask' | 'stuck' | 'rests';
}

function position(plan: AccessPlan | undefined, [newest]: readonly AccessRun[]): Position {
  return {
    mark: JSON.stringify([plan?.id, newest?.id, newest?.finishedAt, newest && tried(newest)]),
    confirmsLater: plan?.confirmAt !== undefined && Date.parse(plan.confirmAt) > Date.now(),
    found: leftBy(newest, plan),
  };
}

/** How many changes this run has made, or could not make. */
export function tried({ done, held, failed }: AccessRun): number {
  return done.length + held.length + failed.length;
}

function leftBy(newest: AccessRun | undefined, plan: AccessPlan | undefined): Position['found'] {
  if (newest === undefined || newest.finishedAt === null || newest.id !== plan?.id) return 'wait';
  if (plan.mode === 'observe' || plan.policyProblems.length > 0) return 'stuck';
  if (plan.confirmAt !== undefined) return 'wait';
  if (plan.adds.length + plan.removes.length === 0) return 'rests';
  return newest.done.length === 0 ? 'stuck' : 'ask';
}

async function read<T extends z.ZodType>(app: App, path: string, shape: T): Promise<z.output<T>> {
  const response = await callApp(app, 'GET', path);
  if (!response.ok) throw new Error(`GET /api${path} answered ${await refusal(response)}`);
  return shape.parse(await response.json());
}
