/** `GET /access/runs` and `GET /access/runs/{runId}`: what runs of access have done. */
import * as z from 'zod';
import { type ChangeRecords, isChangeId } from '../../access/apply/changeRecord.ts';
import { isRunId, type RunRecord, type Runs } from '../../access/runRecord.ts';
import { RUN_CAUSES } from '../../access/runs/runState.ts';
import { defineEndpoint } from '../../http/endpoint.ts';
import { cursorOf, limit, pageOf } from '../../http/paging.ts';
import { problem } from '../../http/problem.ts';
import { toIso } from '../../time.ts';
import { changeView, triedChange } from './changeView.ts';

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
    policyProblems: z
      .object({ count, first: z.string() })
      .nullable()
      .describe('What was wrong with the policy, so that nothing was changed: the first of so many problems'),
    changes: z
      .object({ sent: count, ended: count })
      .nullable()
      .describe(
        'Changes that were to be made, and those of them that have ended; null while it plans, or only planned',
      ),
    done: z.array(triedChange).describe('Changes that were made; the list of runs shows the first 20 of each'),
    held: z.array(triedChange).describe('Changes that were not made, since they could not be proven, or may not be'),
    withheld: count.describe('Changes that the plan withholds'),
    failed: z
      .array(triedChange.partial().required({ code: true, message: true }))
      .describe('Changes that Azure refused, and why the run itself failed if it did'),
  })
  .meta({ id: 'AccessRun' });

/** Changes of each run that the list of runs shows. */
const SHOWN = 20;

type Tried = Awaited<ReturnType<ChangeRecords['list']>>['items'];

function runView(record: RunRecord, tried: Tried): z.output<typeof run> {
  const { id, cause, startedAt, finishedAt, complete, planHash, counts, incomplete = [] } = record;
  const ended = (status: Tried[number]['status']) => tried.filter((one) => one.status === status).map(changeView);
  return {
    id,
    cause,
    startedAt: toIso(startedAt),
    finishedAt: finishedAt === undefined ? null : toIso(finishedAt),
    complete: complete ?? null,
    planHash: planHash ?? null,
    planned: counts ?? null,
    incomplete: incomplete.map((one) => ({ ...one })),
    policyProblems: record.policyProblems ?? null,
    changes: record.changes ?? null,
    done: ended('done'),
    held: ended('held'),
    withheld: counts?.withheld ?? 0,
    failed: [...whyFailed(record), ...ended('failed')],
  };
}

function whyFailed({ failure }: RunRecord): NonNullable<RunRecord['failure']>[] {
  return failure === undefined ? [] : [{ ...failure }];
}

export interface RunsDeps {
  readonly runs: Runs;
  readonly changes: Pick<ChangeRecords, 'list'>;
}

const cursor = cursorOf(1, z.object({ after: z.string().refine(isRunId) }));

export const listAccessRuns = defineEndpoint({
  name: 'accessRuns',
  method: 'GET',
  route: 'access/runs',
  who: 'read',
  summary: 'Runs of access, the newest first; kept for 400 days',
  query: z.object({ limit, cursor: cursor.optional() }),
  answers: { 200: { description: 'One page of runs', schema: pageOf(run) } },
  handle: async ({ query }, { runs, changes }: RunsDeps) => {
    const page = await runs.list(query.limit, query.cursor?.after);
    const next = page.next === undefined ? null : z.encode(cursor, { after: page.next });
    const items = await Promise.all(page.items.map(async (one) => runView(one, await first(one, SHOWN, changes))));
    return { status: 200, body: { items, next } };
  },
});

/** A run that only planned has none, and is not asked for any. */
async function first({ id, changes: made }: RunRecord, most: number, changes: RunsDeps['changes']): Promise<Tried> {
  return made === undefined ? [] : (await changes.list(id, most)).items;
}

const changeCursor = cursorOf(1, z.object({ after: z.string().refine(isChangeId) }));

export const getAccessRun = defineEndpoint({
  name: 'accessRun',
  method: 'GET',
  route: 'access/runs/{runId}',
  who: 'read',
  summary: 'One run of access, with a page of the changes that it tried',
  params: z.object({ runId: z.string().refine(isRunId, 'is not the id of a run') }),
  query: z.object({ limit, cursor: changeCursor.optional() }),
  answers: {
    200: {
      description: 'The run',
      schema: run
        .extend({ next: z.string().nullable().describe('The cursor of the next page of changes; null on the last') })
        .meta({ id: 'AccessRunDetails' }),
    },
  },
  problems: ['not-found'],
  handle: async ({ params, query }, { runs, changes }: RunsDeps) => {
    const record = await runs.read(params.runId);
    if (record === undefined) return problem('not-found', 'There is no such run, or it is older than 400 days.');
    const page = await changes.list(record.id, query.limit, query.cursor?.after);
    const next = page.next === undefined ? null : z.encode(changeCursor, { after: page.next });
    return { status: 200, body: { ...runView(record, page.items), next } };
  },
});
