/**
 * A machine's marks, the queue, Event Grid and the processes that look, as simple as can be: everything that can happen to
 * `looks.ts` can be played here, step by step.
 */
import { begin, type Cause, end, LOOK_MS, type Looks, release, request } from '../../src/lib/onboarding/looks.ts';

export type Action =
  /** A message is handed to a process. */
  | { readonly kind: 'deliver'; readonly pick: number }
  /** Somebody asks; `dies`: between the marks and the message, so that the request is made again later. */
  | { readonly kind: 'request'; readonly by: 'event' | 'person'; readonly dies: boolean }
  /** The same request is made again. */
  | { readonly kind: 'redeliver'; readonly pick: number }
  /** A look ends; `dies`: between the marks and the message. */
  | { readonly kind: 'end'; readonly pick: number; readonly again: number | undefined; readonly dies: boolean }
  /** A look fails and lets go; its message comes back. */
  | { readonly kind: 'fail'; readonly pick: number }
  /** The process of a look is killed; its message comes back. */
  | { readonly kind: 'crash'; readonly pick: number }
  /** The queue delivers a message twice. */
  | { readonly kind: 'double'; readonly pick: number }
  | { readonly kind: 'forge' }
  | { readonly kind: 'pass'; readonly ms: number };

interface Message {
  readonly token: string;
  /** The queue has handed it out before. */
  readonly redelivered: boolean;
  readonly due: number;
}

interface Process {
  readonly token: string;
  readonly since: number;
  /** Number of the step in which it began. */
  readonly order: number;
  readonly cause: Cause;
}

interface Request {
  readonly token: string;
  readonly by: 'event' | 'person';
  readonly order: number;
}

/** How a look ended: was there a request while it ran, and when does the next look follow. */
export interface Ending {
  readonly asked: boolean;
  readonly wanted: number | undefined;
  readonly followedAfter: number | undefined;
}

/** How long a message stays invisible after its process was killed. */
const COMES_BACK_MS = 30_000;
const ENOUGH = 2_000;

export function createLooksModel() {
  let looks: Looks = {};
  let now = 1_000_000_000;
  let order = 0;
  let messages: readonly Message[] = [];
  let processes: readonly Process[] = [];
  const requests: Request[] = [];
  const owed: Request[] = [];
  const done: Process[] = [];
  const endings: Ending[] = [];
  const asked = new Set<Process>();
  let mostAtWork = 0;

  const send = (token: string, due: number, redelivered = false) => {
    messages = [...messages, { token, due, redelivered }];
  };
  const pickOf = <T>(items: readonly T[], pick: number): T | undefined => items[pick % Math.max(1, items.length)];
  const stop = (process: Process) => {
    processes = processes.filter((other) => other !== process);
  };
  function ask(by: Request, dies: boolean): void {
    const answer = request(looks, by.token, by.by, now);
    looks = answer.save ?? looks;
    for (const process of processes) if (process.token !== by.token) asked.add(process);
    if (answer.send !== undefined && dies) owed.push(by);
    else if (answer.send !== undefined) send(answer.send, now);
  }

  function deliver(message: Message): void {
    messages = messages.filter((other) => other !== message);
    const begun = begin(looks, message.token, message.redelivered, now);
    switch (begun.kind) {
      case 'go':
        looks = begun.looks;
        processes = [...processes, { token: message.token, since: now, order, cause: begun.cause }];
        mostAtWork = Math.max(mostAtWork, processes.length);
        return;
      case 'busy':
        return send(message.token, begun.until, true);
      case 'resend':
        return send(begun.next.token, Math.max(now, begun.next.at));
      case 'superseded':
    }
  }

  function finish(process: Process, again: number | undefined, dies: boolean): void {
    stop(process);
    looks = end(looks, again === undefined ? undefined : now + again, `next-${order}`, now);
    done.push(process);
    const { next } = looks;
    endings.push({ asked: asked.has(process), wanted: again, followedAfter: next && next.at - now });
    if (dies) send(process.token, now + COMES_BACK_MS, true);
    else if (next !== undefined) send(next.token, Math.max(now, next.at));
  }

  function lose(process: Process, letsGo: boolean): void {
    stop(process);
    if (letsGo) looks = release(looks, now);
    send(process.token, now + COMES_BACK_MS, true);
  }

  /** Time passes; what takes too long is killed by the platform. */
  function pass(ms: number): void {
    now += ms;
    for (const process of processes) if (now - process.since >= LOOK_MS) lose(process, false);
  }

  function play(action: Action): void {
    order++;
    switch (action.kind) {
      case 'deliver': {
        const message = pickOf(
          messages.filter(({ due }) => due <= now),
          action.pick,
        );
        return message && deliver(message);
      }
      case 'request': {
        const by = { token: `${action.by}-${order}`, by: action.by, order };
        requests.push(by);
        return ask(by, action.dies);
      }
      case 'redeliver': {
        const by = pickOf(requests, action.pick);
        return by && ask(by, false);
      }
      case 'double': {
        const message = pickOf(messages, action.pick);
        // The same message again, or one of its own with the same text.
        return message && send(message.token, message.due, action.pick % 2 === 0);
      }
      case 'forge':
        return send(`forged-${order}`, now);
      case 'pass':
        return pass(action.ms);
      default:
        return playProcess(action);
    }
  }

  function playProcess(action: Extract<Action, { kind: 'end' | 'fail' | 'crash' }>): void {
    const process = pickOf(processes, action.pick);
    if (process === undefined) return;
    if (action.kind === 'end') finish(process, action.again, action.dies);
    else lose(process, action.kind === 'fail');
  }

  /** The world becomes quiet: what is owed is made again, every message arrives, every look ends well and rests. */
  function settle(): void {
    for (const by of owed.splice(0)) ask(by, false);
    for (let turn = 0; turn < ENOUGH; turn++) {
      order++;
      const [process] = processes;
      const message = messages.toSorted((a, b) => a.due - b.due)[0];
      if (process !== undefined) finish(process, undefined, false);
      else if (message !== undefined) {
        now = Math.max(now, message.due);
        deliver(message);
      } else return;
    }
    throw new Error('It never came to rest.');
  }

  return {
    play,
    settle,
    mostAtWork: () => mostAtWork,
    /** Looks that were not followed as they should: at once after a request, else as they wanted. */
    misfollowed: () => endings.filter(({ asked, wanted, followedAfter }) => followedAfter !== (asked ? 0 : wanted)),
    unanswered: () => requests.filter((by) => !done.some((look) => look.order >= by.order)),
    unpardoned: () =>
      requests.filter(
        (by) => by.by === 'person' && !done.some((look) => look.order >= by.order && look.cause === 'person'),
      ),
  };
}
