/**
 * Any number of questions in few calls. A part that was too much, or failed by accident, is asked again alone: each counts
 * against the limits by itself, and the answers that have come need not be asked for twice.
 */
import { type Failure, Throttled } from '../../errors.ts';
import { seconds } from '../../time.ts';
import type { GraphDeps } from './askGraph.ts';
import { MOST_PARTS, type Part, sendTogether } from './batchCall.ts';
import type { GraphRequest } from './graphCalls.ts';
import { type Found, isFailure, outcomeOf } from './graphFailure.ts';

const MOST_TRIES = 3;

/** Between two tries of a part. */
const LEAST_WAIT_MS = seconds(1);

/** All that one batch, however long, waits for its parts. What is left then is its caller's to wait, as with every call. */
const PATIENCE_MS = seconds(30);

/** Waits as a failure demands; false when that would be too long. */
type Wait = (failure: Failure) => Promise<boolean>;

/** What is asked of each object, by its id. Throws the failure of any one of them. */
export async function batch(
  deps: GraphDeps,
  ids: readonly string[],
  request: (id: string) => GraphRequest,
): Promise<ReadonlyMap<string, Found>> {
  const wait = patience(deps);
  const found = new Map<string, Found>();
  for (let at = 0; at < ids.length; at += MOST_PARTS) {
    const parts = ids.slice(at, at + MOST_PARTS).map((id) => ({ id, request: request(id) }));
    for (const [id, one] of await oneCall(deps, parts, wait)) found.set(id, one);
  }
  return found;
}

async function oneCall(deps: GraphDeps, parts: readonly Part[], wait: Wait): Promise<ReadonlyMap<string, Found>> {
  const found = new Map<string, Found>();
  let open = parts;
  for (let tries = 1; ; tries += 1) {
    const failed: Part[] = [];
    const failures: Failure[] = [];
    for (const { id, request, answer } of await sendTogether(deps, open)) {
      const outcome = outcomeOf(answer, deps.clock.now());
      if (isFailure(outcome)) {
        failed.push({ id, request });
        failures.push(outcome);
      } else found.set(id, outcome);
    }
    const worst = worstOf(failures);
    if (worst === undefined) return found;
    if (tries === MOST_TRIES || !(await wait(worst))) throw worst;
    open = failed;
  }
}

/** What decides: a refusal that stays, else who must wait longest, else any accident. */
function worstOf(failures: readonly Failure[]): Failure | undefined {
  const lasting = failures.find(({ kind }) => kind !== 'throttled' && kind !== 'transient');
  const throttled = failures.filter((failure) => failure instanceof Throttled).toSorted((a, b) => b.slot - a.slot);
  return lasting ?? throttled[0] ?? failures[0];
}

function patience({ clock, sleep }: GraphDeps): Wait {
  let left = PATIENCE_MS;
  return async (failure) => {
    if (failure.kind !== 'throttled' && failure.kind !== 'transient') return false;
    const slot = failure instanceof Throttled ? failure.slot : 0;
    const ms = Math.max(slot - clock.now(), LEAST_WAIT_MS);
    if (ms > left) return false;
    left -= ms;
    await sleep(ms);
    return true;
  };
}
