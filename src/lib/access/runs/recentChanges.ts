/** What the newest runs have tried to change. */
import type { Instant } from '../../time.ts';
import type { ChangeRecord, ChangeRecords } from '../apply/changeRecord.ts';
import type { RunRecord, Runs } from '../runRecord.ts';

export interface RecentChangesDeps {
  readonly runs: Pick<Runs, 'list'>;
  readonly changes: Pick<ChangeRecords, 'list'>;
}

/** A reading is of one of these, or of none: each run reads every place. */
const RUNS_LOOKED_AT = 5;
const PAGE = 1000;

/** The changes of runs that had not ended by then, and of the run that made the newest plan. */
export async function recentChanges(
  since: Instant,
  planned: string | undefined,
  { runs, changes }: RecentChangesDeps,
): Promise<readonly ChangeRecord[]> {
  const { items } = await runs.list(RUNS_LOOKED_AT);
  const isOf = ({ id, finishedAt = Infinity, changes: made, failure }: RunRecord): boolean =>
    (made !== undefined || failure !== undefined) && (finishedAt >= since || id === planned);
  const found = await Promise.all(items.filter(isOf).map(({ id }) => allOf(id, changes)));
  return found.flat();
}

async function allOf(runId: string, changes: RecentChangesDeps['changes']): Promise<readonly ChangeRecord[]> {
  const found: ChangeRecord[] = [];
  let from: string | undefined;
  do {
    const page = await changes.list(runId, PAGE, from);
    found.push(...page.items);
    from = page.next;
  } while (from !== undefined);
  return found;
}
