/** `GET /access/runs` and `GET /access/runs/{runId}`: what runs of access have done. */
import * as z from 'zod';
import { isRunId, type RunRecord, type Runs } from '../../access/runRecord.ts';
import { RUN_CAUSES } from '../../access/runs/runState.ts';
import { defineEndpoint } from '../../http/endpoint.ts';
import { cursorOf, limit, pageOf } from '../../http/paging.ts';
import { problem } from '../../http/problem.ts';
import { toIso } from '../../time.ts';

const count = z.int();

const run = z
  .object({
    id: z.string(),
    cause: z.enum(RUN_CAUSES),
    startedAt: z.iso.datetime(),
    finishedAt: z.iso.datetime().nullable(),
    complete: z.boolean().nullable().describe('Whether everything was read; null while it runs'),
    planHash: z.string().nullable().describe('Hash of the plan that it made'),
    planned: z.object({ adds: count, removes: count, withheld: count, kept: count }).nullable(),
    incomplete: z.array(z.object({ binding: z.string(), reason: z.string() })),
    done: z.array(z.never()).describe('Changes made. Runs only plan, for now'),
    withheld: count.describe('Changes that the plan withholds'),
    failed: z.array(z.object({ code: z.string(), message: z.string() })),
  })
  .meta({ id: 'AccessRun' });

function runView(record: RunRecord): z.output<typeof run> {
  const { id, cause, startedAt, finishedAt, complete, planHash, counts, incomplete = [], failure } = record;
  return {
    id,
    cause,
    startedAt: toIso(startedAt),
    finishedAt: finishedAt === undefined ? null : toIso(finishedAt),
    complete: complete ?? null,
    planHash: planHash ?? null,
    planned: counts === undefined ? null : { ...counts },
    incomplete: incomplete.map((one) => ({ ...one })),
    done: [],
    withheld: counts?.withheld ?? 0,
    failed: failure === undefined ? [] : [{ ...failure }],
  };
}

const cursor = cursorOf(1, z.object({ after: z.string().refine(isRunId) }));

export const listAccessRuns = defineEndpoint({
  name: 'accessRuns',
  method: 'GET',
  route: 'access/runs',
  who: 'read',
  summary: 'Runs of access, the newest first; kept for 90 days',
  query: z.object({ limit, cursor: cursor.optional() }),
  answers: { 200: { description: 'One page of runs', schema: pageOf(run) } },
  handle: async ({ query }, { runs }: { readonly runs: Runs }) => {
    const page = await runs.list(query.limit, query.cursor?.after);
    const next = page.next === undefined ? null : z.encode(cursor, { after: page.next });
    return { status: 200, body: { items: page.items.map(runView), next } };
  },
});

export const getAccessRun = defineEndpoint({
  name: 'accessRun',
  method: 'GET',
  route: 'access/runs/{runId}',
  who: 'read',
  summary: 'One run of access',
  params: z.object({ runId: z.string().refine(isRunId, 'is not the id of a run') }),
  answers: { 200: { description: 'The run', schema: run } },
  problems: ['not-found'],
  handle: async ({ params }, { runs }: { readonly runs: Runs }) => {
    const record = await runs.read(params.runId);
    if (record === undefined) return problem('not-found', 'There is no such run, or it is older than 90 days.');
    return { status: 200, body: runView(record) };
  },
});
