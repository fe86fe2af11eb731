/**
 * When a machine is looked at, and that never two looks run at once.
 *
 * Each machine has at most one look running and one look coming. Whoever wants a look (an event, a person, the look
 * before) puts down a token and sends a message that carries it; a message whose token no longer stands does nothing. So
 * doubled, late, left-over and forged messages cost no call to Azure, and a machine never has two chains of looks.
 * The marks live in the machine's ledger row and change under its ETag. A mark older than `STALE_MS` is ignored: whatever
 * dies half way delays a look, and loses none.
 */
import { type Instant, minutes, seconds } from '../time.ts';

/** Why a look is made. Only a look that the schedule asked for may make do with asking how the operation goes. */
export type Cause = 'event' | 'person' | 'schedule';

/** A look that stands in for several requests is made for the strongest cause among them: each can do all the weaker ones can. */
const STRENGTH: Readonly<Record<Cause, number>> = { schedule: 0, event: 1, person: 2 };

export interface Looks {
  readonly running?: { readonly token: string; readonly since: Instant; readonly cause: Cause };
  readonly next?: { readonly token: string; readonly at: Instant; readonly setAt: Instant; readonly cause: Cause };
  /** Somebody asked for a look while one was running: exactly one more follows. */
  readonly again?: Cause;
  /** The look that ended last; its message may come back when the process died before it was deleted. */
  readonly last?: string;
}

/** A mark older than this was left by something that died. */
export const STALE_MS = minutes(15);

/** Longer than a look can take: three calls to ARM of at most 25 seconds each, and the ledger. */
export const LOOK_MS = seconds(90);

export type Requested =
  /** Put the marks down, then send the message. */
  | { readonly kind: 'look'; readonly looks: Looks }
  /** Put the marks down; the look that is running or coming sees to the rest. */
  | { readonly kind: 'again'; readonly looks: Looks }
  /** The same request has been here before, and its message may be lost: send it again. */
  | { readonly kind: 'resend' }
  /** A look is coming anyway. */
  | { readonly kind: 'collapsed' };

/** Asks for a look now. `token` names the request: the same one twice (a redelivered event) is one request. */
export function request(looks: Looks, token: string, cause: Cause, now: Instant): Requested {
  if (isRunning(looks, now)) return oneMore(looks, token, cause);
  const { next, last } = looks;
  if (next?.token === token) return { kind: 'resend' };
  // Its look has been made. Put down again, the token would be both the last and the next one, and never begin.
  if (last === token) return { kind: 'collapsed' };
  const coming = { token, at: now, setAt: now, cause: stronger(cause, next?.cause) };
  if (next === undefined || next.at > now || now - next.setAt >= STALE_MS) {
    return { kind: 'look', looks: { ...looks, next: coming } };
  }
  if (next.cause === coming.cause) return { kind: 'collapsed' };
  return { kind: 'again', looks: { ...looks, next: { ...next, cause: coming.cause } } };
}

/** A request while a look runs. */
function oneMore(looks: Looks, token: string, cause: Cause): Requested {
  const again = stronger(cause, looks.again);
  const known = looks.again === again || looks.running?.token === token;
  return known ? { kind: 'collapsed' } : { kind: 'again', looks: { ...looks, again } };
}

export type Begun =
  | { readonly kind: 'go'; readonly looks: Looks; readonly cause: Cause }
  /** A look is running: come back then. */
  | { readonly kind: 'busy'; readonly until: Instant }
  /** This look has ended, but the message of the one after it may not have been sent. */
  | { readonly kind: 'resend'; readonly next: NonNullable<Looks['next']> }
  | { readonly kind: 'superseded' };

/** A message with `token` has come: may its look begin? */
export function begin(looks: Looks, token: string, now: Instant): Begun {
  const { running, next, last } = looks;
  if (running !== undefined && isRunning(looks, now)) {
    // Its own token: either a double, or the look's process has died and the queue has brought the message back.
    return running.token === token ? { kind: 'busy', until: running.since + LOOK_MS } : { kind: 'superseded' };
  }
  if (last === token) return next === undefined ? { kind: 'superseded' } : { kind: 'resend', next };
  return stands(looks, token, now) ? go(looks, token, now) : { kind: 'superseded' };
}

function go({ running, next, again, last }: Looks, token: string, now: Instant): Begun {
  const causes = [next?.cause, running?.cause, again].filter((cause) => cause !== undefined);
  const [first = 'event', ...others] = causes;
  const cause = others.reduce(stronger, first);
  return { kind: 'go', cause, looks: { ...(last !== undefined && { last }), running: { token, since: now, cause } } };
}

/** Whether a look under this token is called for: the one that is coming, one that died, or any when none is coming. */
function stands({ running, next }: Looks, token: string, now: Instant): boolean {
  if (next === undefined || next.token === token || running?.token === token) return true;
  // Long overdue: the message of the look that is coming was lost.
  return now - Math.max(next.at, next.setAt) >= STALE_MS;
}

/**
 * The look ends. `nextAt` is when the machine is to be looked at again, undefined for "not by us"; a request that came
 * meanwhile wins with a look at once. `token` is for that next look.
 */
export function end(looks: Looks, nextAt: Instant | undefined, token: string, now: Instant): Looks {
  const last = looks.running?.token;
  const at = looks.again === undefined ? nextAt : now;
  const cause = looks.again ?? 'schedule';
  return {
    ...(last !== undefined && { last }),
    ...(at !== undefined && { next: { token, at, setAt: now, cause } }),
  };
}

/** The look failed and its message will come back: let it begin anew. */
export function release(looks: Looks, now: Instant): Looks {
  const { running, again } = looks;
  if (running === undefined) return looks;
  return { next: { token: running.token, at: now, setAt: now, cause: stronger(running.cause, again) } };
}

function stronger(cause: Cause, other: Cause | undefined): Cause {
  return other !== undefined && STRENGTH[other] > STRENGTH[cause] ? other : cause;
}

function isRunning({ running }: Looks, now: Instant): boolean {
  return running !== undefined && now - running.since < LOOK_MS;
}
