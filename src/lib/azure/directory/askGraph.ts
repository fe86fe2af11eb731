/** One question to Graph, counted, and what the answer means. */
import type { Clock } from '../../time.ts';
import type { Counter } from '../pipeline/count.ts';
import type { Sleep } from '../rate/backoff.ts';
import type { GraphAnswer, GraphCalls, GraphRequest } from './graphCalls.ts';
import { type Found, graphFailure, isFailure, outcomeOf } from './graphFailure.ts';
import { graphOperation } from './graphOperation.ts';

export interface GraphDeps {
  readonly calls: GraphCalls;
  readonly clock: Clock;
  readonly sleep: Sleep;
  readonly counter: Counter;
}

/** The body of the answer. Throws a `Failure` for one of 300 and more. */
export async function ask(deps: GraphDeps, request: GraphRequest): Promise<unknown> {
  const answer = await counted(deps, request);
  if (answer.status >= 300) throw graphFailure(answer, deps.clock.now());
  return answer.body;
}

/** The same for something that need not be there. */
export async function askFor(deps: GraphDeps, request: GraphRequest): Promise<Found> {
  const outcome = outcomeOf(await counted(deps, request), deps.clock.now());
  if (isFailure(outcome)) throw outcome;
  return outcome;
}

/** Counts what was asked, and how that ended. */
export function count({ counter }: Pick<GraphDeps, 'counter'>, { method, path }: GraphRequest, status: string): void {
  counter.count({ service: 'graph', operation: graphOperation(method, path), status });
}

async function counted(deps: GraphDeps, request: GraphRequest): Promise<GraphAnswer> {
  let answer: GraphAnswer;
  try {
    answer = await deps.calls.send(request);
  } catch (error) {
    count(deps, request, 'none');
    throw error;
  }
  count(deps, request, `${answer.status}`);
  return answer;
}
