/**
 * When a machine is looked at, and that never two looks run at once.
 *
 * Each machine has at most one look running and one look coming. Whoever wants a look (an event, a person, the look
 * before) puts down a token and sends a message that carries it; a message whose token no longer stands does nothing. So
 * doubled, late, left-over and forged messages cost no call to Azure, and a machine never has two chains of looks.
 * The marks live in the machine's ledger row and change under its ETag. A mark older than `STALE_MS` is ignored: whatever
 * dies half way delays a look, and loses none.
 */
import { defined } from '../defined.ts';
import { CLOCK_SKEW_MS, type Instant, isRecent, minutes, seconds } from '../time.ts';

/** Why a look is made. Only a look that the schedule asked for may make do with asking how the operation goes. */
export const CAUSES = ['event', 'person', 'schedule'] as const;
export type Cause = (typeof CAUSES)[number];

/** A look that stands in for several requests is made for the strongest cause among them: each can do all the weaker ones can. */
const STRENGTH: Readonly<Record<Cause, number>> = { schedule: 0, event: 1, person: 2 };

export interface Looks {
  readonly running?: { readonly token: string; readonly since: Instant; readonly cause: Cause };
  readonly next?: { readonly token: string; readonly at: Instant; readonly setAt: Instant; readonly cause: Cause };
  /** Somebody asked for a look while one was running: exactly one more follows. */
  readonly again?: Cause;
  /** The look that ended last; its message may come back when the process died before it was deleted. */
  readonly last?: string;
  /** Tokens of looks that were brought forward: their messages still lie on the queue, and stand for nothing any more. */
  readonly dropped?: readonly string[];
}

/** A mark older than this was left by something that died; one from the future, by a clock that was wrong. */
export const STALE_MS = minutes(15);

/** Longer than a look can take: three calls to ARM of at most 25 seconds each, and the ledger. */
export const LOOK_MS = seconds(90);

/** What a request for a look asks of its caller, in this order. Neither: a look is coming or under way anyway. */
export interface Requested {
  /** Put these marks down. */
  readonly save?: Looks;
  /** Send a message with this token. */
  readonly send?: string;
}

/** Asks for a look now. `token` names the request: the same one twice (a redelivered event) is one request. */
export function request(looks: Looks, token: string, cause: Cause, now: Instant): Requested {
  if (isRunning(looks, now)) return oneMore(looks, token, cause);
  const { next, last } = looks;
  // Whoever asks again may not have come as far as sending the message.
  if (next?.token === token) return { send: token };
  // Its look has been made. Put down again, the token would be both the last and the next one, and never begin.
  if (last === token) return {};
  return isDue(next, now)
    ? join(looks, next, cause)
    : { save: { ...looks, next: comingNow(next, token, cause, now), ...dropping(looks, token) }, send: token };
}

/** Messages lie on the queue for minutes: more than a few cannot be on their way at a time. */
const DROPPED_KEPT = 4;

function dropping({ next, dropped = [] }: Looks, token: string): Pick<Looks, 'dropped'> {
  const tokens = [...dropped, ...(next === undefined ? [] : [next.token])].filter((other) => other !== token);
  return tokens.length === 0 ? {} : { dropped: tokens.slice(-DROPPED_KEPT) };
}

type Next = NonNullable<Looks['next']>;

/** A look is about to begin anyway. Not so one that is due later, or whose message must have been lost. */
function isDue(next: Next | undefined, now: Instant): next is Next {
  return next !== undefined && next.at <= now && isRecent(next.setAt, STALE_MS, now);
}

function comingNow(before: Next | undefined, token: string, cause: Cause, now: Instant): Next {
  return { token, at: now, setAt: now, cause: stronger(cause, before?.cause) };
}

/** A request that shares the look that is about to begin, and lends it its weight. */
function join(looks: Looks, next: Next, cause: Cause): Requested {
  const strongest = stronger(cause, next.cause);
  const joined = next.cause === strongest ? {} : { save: { ...looks, next: { ...next, cause: strongest } } };
  // A person who asks again has no token to be known by; a message too many does nothing.
  return cause === 'person' ? { ...joined, send: next.token } : joined;
}

/** A request while a look runs. */
function oneMore(looks: Looks, token: string, cause: Cause): Requested {
  const again = stronger(cause, looks.again);
  const known = looks.again === again || looks.running?.token === token;
  return known ? {} : { save: { ...looks, again } };
}

export type Begun =
  | { readonly kind: 'go'; readonly looks: Looks; readonly cause: Cause }
  /** A look is running: come back then. */
  | { readonly kind: 'busy'; readonly until: Instant }
  /** This look has ended, but the message of the one after it may not have been sent. */
  | { readonly kind: 'resend'; readonly next: NonNullable<Looks['next']> }
  | { readonly kind: 'superseded' };

/**
 * A message with `token` has come: may its look begin? `redelivered`: the queue has handed this message out before, so
 * whoever had it may have died at any point; a mere double of it has nothing to make up for.
 */
export function begin(looks: Looks, token: string, redelivered: boolean, now: Instant): Begun {
  const { running, next, last } = looks;
  if (running !== undefined && isRunning(looks, now)) {
    const mayBeDead = running.token === token && redelivered;
    return mayBeDead ? { kind: 'busy', until: running.since + LOOK_MS } : { kind: 'superseded' };
  }
  if (last === token) return redelivered && next !== undefined ? { kind: 'resend', next } : { kind: 'superseded' };
  return stands(looks, token, now) ? go(looks, token, now) : { kind: 'superseded' };
}

function go({ running, next, again, last, dropped }: Looks, token: string, now: Instant): Begun {
  const causes = [next?.cause, running?.cause, again].filter((cause) => cause !== undefined);
  const [first = 'event', ...others] = causes;
  const cause = others.reduce(stronger, first);
  return { kind: 'go', cause, looks: defined({ last, dropped, running: { token, since: now, cause } }) };
}

/** Whether a look under this token is called for: the one that is coming, one that died, or any when none is coming. */
function stands({ running, next, dropped }: Looks, token: string, now: Instant): boolean {
  if (next?.token === token || running?.token === token) return true;
  if (next === undefined) return dropped?.includes(token) !== true;
  return isLost(next, now);
}

/** Long overdue, so that its message was lost; or put down by a clock that runs ahead. */
export function isLost({ at, setAt }: Next, now: Instant): boolean {
  return now - Math.max(at, setAt) >= STALE_MS || setAt - now > CLOCK_SKEW_MS;
}

/**
 * The look ends. `nextAt` is when the machine is to be looked at again, undefined for "not by us"; a request that came
 * meanwhile wins with a look at once. `token` is for that next look.
 */
export function end(looks: Looks, nextAt: Instant | undefined, token: string, now: Instant): Looks {
  const { running, again, dropped } = looks;
  const at = again === undefined ? nextAt : now;
  const next = at === undefined ? undefined : { token, at, setAt: now, cause: again ?? 'schedule' };
  return defined({ last: running?.token, dropped, next });
}

/** The look failed and its message will come back: let it begin anew. */
export function release(looks: Looks, now: Instant): Looks {
  const { running, again, dropped } = looks;
  if (running === undefined) return looks;
  const next = { token: running.token, at: now, setAt: now, cause: stronger(running.cause, again) };
  return defined({ dropped, next });
}

function stronger(cause: Cause, other: Cause | undefined): Cause {
  return other !== undefined && STRENGTH[other] > STRENGTH[cause] ? other : cause;
}

function isRunning({ running }: Looks, now: Instant): boolean {
  return running !== undefined && isRecent(running.since, LOOK_MS, now);
}
