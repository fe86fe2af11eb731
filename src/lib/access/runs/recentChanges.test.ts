import { describe, expect, it } from 'vitest';
import { createMemoryChanges } from '../../../../local/memory/changes.ts';
import { createMemoryRuns } from '../../../../local/memory/runs.ts';
import { NOON } from '../../../../test/builders/evidence.ts';
import { minutes } from '../../time.ts';
import type { ChangeRecord } from '../apply/changeRecord.ts';
import { type RunRecord, runIdOf } from '../runRecord.ts';
import { recentChanges } from './recentChanges.ts';

const DONE = { changes: { sent: 1, ended: 1 } };

/** Runs ten minutes apart, the newest first, each with as many changes as said; and the runs that are told of. */
async function recent(runs: readonly Partial<RunRecord>[], since: number, planned?: number, each = 1) {
  const deps = { runs: createMemoryRuns(), changes: createMemoryChanges() };
  const ids = runs.map((_, index) => runIdOf(NOON - minutes(10 * index), () => 0));
  for (const [index, parts] of runs.entries()) {
    const id = ids[index] ?? '';
    await deps.runs.save({ id, cause: 'schedule', startedAt: NOON - minutes(10 * index), ...parts });
    for (let n = 0; n < each; n += 1) await deps.changes.save(change(id, n));
  }
  const found = await recentChanges(since, planned === undefined ? undefined : ids[planned], deps);
  return found.map(({ runId }) => ids.indexOf(runId));
}

function change(runId: string, n: number): ChangeRecord {
  return {
    runId,
    id: n.toString(16),
    action: 'add',
    scope: '/subscriptions/s',
    role: 'user',
    principalId: 'p',
    principalType: 'User',
    binding: 'b',
    reason: 'member',
    status: 'done',
    at: NOON,
    code: 'Created',
    message: '',
    evidence: [],
    tries: 1,
  };
}

describe('the changes of the newest runs', () => {
  const AGO = NOON - minutes(5);

  it.each<[string, Partial<RunRecord>[], number | undefined, number[]]>([
    ['a run that goes on', [DONE], undefined, [0]],
    ['a run that has ended since', [{ ...DONE, finishedAt: NOON }], undefined, [0]],
    [
      'a run that failed after it may have made some',
      [{ finishedAt: NOON, failure: { code: 'X', message: '' } }],
      0,
      [0],
    ],
    ['no run that had ended by then', [DONE, { ...DONE, finishedAt: AGO - 1 }], undefined, [0]],
    ['the run that made the newest plan, whenever it ended', [DONE, { ...DONE, finishedAt: AGO - 1 }], 1, [0, 1]],
    ['no run that had nothing to make', [{ finishedAt: NOON }], 0, []],
    ['nothing without runs', [], undefined, []],
  ])('are of %s', async (_, runs, planned, expected) => {
    expect(await recent(runs, AGO, planned)).toEqual(expected);
  });

  it('are all of a run, however many', async () => {
    expect(await recent([DONE], AGO, 0, 2001)).toHaveLength(2001);
  });
});
