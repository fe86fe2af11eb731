/** One call that carries several (learn.microsoft.com/graph/json-batching), as it goes over the wire. */
import * as z from 'zod';
import { readAs } from '../pipeline/readAs.ts';
import { unexpectedAnswer } from '../pipeline/unexpectedAnswer.ts';
import { ask, count, type GraphDeps } from './askGraph.ts';
import type { GraphAnswer, GraphRequest } from './graphCalls.ts';

/** As many as one call carries. */
export const MOST_PARTS = 20;

const body = z.object({
  responses: z.array(
    z.object({
      id: z.string(),
      status: z.number(),
      // Whatever the case of their names: they are JSON here.
      headers: z.record(z.string().toLowerCase(), z.string()).nullish().catch(null),
      body: z.unknown(),
    }),
  ),
});

const WHAT = 'the answers to a batch';

/** One question of several; the ids are different from each other. */
export interface Part {
  readonly id: string;
  readonly request: GraphRequest;
}

/** The parts with their answers, whatever the order they came in. */
export async function sendTogether(
  deps: GraphDeps,
  parts: readonly Part[],
): Promise<(Part & { readonly answer: GraphAnswer })[]> {
  const requests = parts.map(({ id, request: { method, path, body } }) =>
    body === undefined
      ? { id, method, url: path }
      : { id, method, url: path, headers: { 'Content-Type': 'application/json' }, body },
  );
  const answer = await ask(deps, { method: 'POST', path: '/$batch', body: { requests } });
  const answers = new Map(readAs(body, answer, WHAT).responses.map((response) => [response.id, response]));
  return parts.map((part) => {
    const found = answers.get(part.id);
    count(deps, part.request, `${found?.status ?? 'none'}`);
    if (found === undefined) throw unexpectedAnswer(WHAT, 'one is missing');
    const { status, headers, body } = found;
    return { ...part, answer: { status, retryAfter: headers?.['retry-after'], body } };
  });
}
