/** One run at a time, and exactly one more for whoever asks during one: the state that all instances share. Pure. */
import * as z from 'zod';
import { instant } from '../../instant.ts';
import { hours, type Instant, isRecent, minutes } from '../../time.ts';

export const RUN_CAUSES = ['schedule', 'person', 'events'] as const;
export type RunCause = (typeof RUN_CAUSES)[number];

const current = z.object({
  id: z.string(),
  cause: z.enum(RUN_CAUSES),
  startedAt: instant,
  /** Steps in a row that failed. */
  failures: z.number(),
  /** When a step last said that it is at work, or a message was last sent; in the future when that one waits. */
  aliveAt: instant,
  /** Who is at work on it; absent between steps. */
  token: z.string().exactOptional(),
});

const next = z.object({ id: z.string(), cause: z.enum(RUN_CAUSES), requestedAt: instant });

/** Who has asked for runs of late, and when all of those will have been due at one a minute. */
const caller = z.object({ name: z.string(), dueAt: z.number() });

export const runState = z.object({
  version: z.literal(1),
  current: current.exactOptional(),
  next: next.exactOptional(),
  callers: z.array(caller).exactOptional(),
});

export type RunState = z.output<typeof runState>;
export type CurrentRun = z.output<typeof current>;

export const NO_RUN: RunState = { version: 1 };

/** A run that nobody has worked on for so long has lost its message, or its process. */
const SILENT_MS = minutes(10);
/** The longest that a run waits for its turn of a rate (planAccess.ts). */
export const LONGEST_TURN_MS = hours(1);

/** What a request comes to. */
export interface Requested {
  readonly state: RunState;
  /** The run that will do what was asked for. */
  readonly runId: string;
  /** The run to send a message for; absent when one is on its way. */
  readonly send?: string;
}

/**
 * Asks for a run. While one is under way a person's request makes exactly one more; the schedule's does not, for the next
 * tick comes anyway. A run that has fallen silent gets its message anew, and whoever was at work on it has lost it.
 */
export function requestRun(state: RunState, request: { id: string; cause: RunCause }, now: Instant): Requested {
  const { id, cause } = request;
  if (state.current === undefined) return { state: begun(state, { id, cause }, now), runId: id, send: id };
  const { current: running } = state;
  const silent = !isAlive(running, now);
  const woken: RunState = silent ? { ...state, current: { ...released(running), aliveAt: now } } : state;
  const send = silent ? { send: running.id } : {};
  if (cause === 'schedule') return { state: woken, runId: running.id, ...send };
  if (state.next !== undefined) return { state: woken, runId: state.next.id, ...send };
  return { state: { ...woken, next: { id, cause, requestedAt: now } }, runId: id, ...send };
}

/** Somebody is at work on it, or it waits for its turn; what lies further in the future was written by a wrong clock. */
function isAlive({ token, aliveAt }: CurrentRun, now: Instant): boolean {
  const ahead = token === undefined ? Math.min(Math.max(aliveAt - now, 0), LONGEST_TURN_MS) : 0;
  return isRecent(aliveAt - ahead, SILENT_MS, now);
}

/** A caller may begin so many runs at once, and one in each interval from then on. */
const CALLER_RUNS = 30;
const CALLER_INTERVAL_MS = minutes(1);
/** What lies further in the future was written by a wrong clock. */
const LONGEST_DUE_MS = CALLER_RUNS * CALLER_INTERVAL_MS;
/** More callers are not remembered: the row is small, and each of them has been let in by somebody. */
const MOST_CALLERS = 50;

/**
 * The same for a caller over HTTP. A run that is queued already does what is asked for, and costs nothing; a new one counts.
 * `notBefore`: the caller has asked for too many, and may ask again then.
 */
export function requestRunBy(
  name: string,
  state: RunState,
  request: { id: string; cause: RunCause },
  now: Instant,
): Requested | { readonly notBefore: Instant } {
  const requested = requestRun(state, request, now);
  if (requested.runId !== request.id) return requested;
  const counting = (state.callers ?? []).filter(({ dueAt }) => dueAt > now && dueAt - now <= LONGEST_DUE_MS);
  const dueAt = (counting.find((one) => one.name === name)?.dueAt ?? now) + CALLER_INTERVAL_MS;
  const notBefore = dueAt - CALLER_RUNS * CALLER_INTERVAL_MS;
  if (notBefore > now) return { notBefore };
  const callers = [...counting.filter((one) => one.name !== name), { name, dueAt }].slice(-MOST_CALLERS);
  return { ...requested, state: { ...requested.state, callers } };
}

function begun(state: RunState, { id, cause }: { id: string; cause: RunCause }, now: Instant): RunState {
  return { ...idle(state), current: { id, cause, startedAt: now, failures: 0, aliveAt: now } };
}

/** No run, but what is remembered over runs. */
function idle({ version, callers }: RunState): RunState {
  return { version, ...(callers !== undefined && { callers }) };
}

function released({ token: _released, ...rest }: CurrentRun): CurrentRun {
  return rest;
}

/** Begins a step: `stale` when the run is over or another one's, `busy` while somebody else is at work on it. */
export function beginStep(state: RunState, id: string, token: string, now: Instant): RunState | 'stale' | 'busy' {
  const { current: running } = state;
  if (running?.id !== id) return 'stale';
  const atWork = running.token !== undefined && running.token !== token && isAlive(running, now);
  return atWork ? 'busy' : { ...state, current: { ...running, token, aliveAt: now } };
}

/**
 * Ends a step that leaves something to do; `failed` counts, and a step that went well sets the count back. A run that
 * waits `until` its slot has not fallen silent before it.
 */
export function endStep(
  state: RunState,
  token: string,
  how: 'well' | 'failed',
  now: Instant,
  until: Instant = now,
): RunState {
  const { current: running } = state;
  if (running?.token !== token) return state;
  const failures = how === 'failed' ? running.failures + 1 : 0;
  return { ...state, current: { ...released(running), failures, aliveAt: Math.max(now, until) } };
}

/** Ends the run; the one that was asked for meanwhile begins. */
export function endRun(state: RunState, token: string, now: Instant): { state: RunState; send?: string } {
  const { current: running, next: following } = state;
  if (running?.token !== token) return { state };
  if (following === undefined) return { state: idle(state) };
  return { state: begun(state, following, now), send: following.id };
}
