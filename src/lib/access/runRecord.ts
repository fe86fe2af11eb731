/** A run of access: what it was for, how it ended, and in which order runs are kept. */
import * as z from 'zod';
import { Failure } from '../errors.ts';
import { instant } from '../instant.ts';
import { hours, type Instant } from '../time.ts';

const contents = z.object({
  cause: z.enum(['schedule', 'person', 'events']),
  startedAt: instant,
  finishedAt: instant.exactOptional(),
  /** Everything was read, so that removals were possible. */
  complete: z.boolean().exactOptional(),
  planHash: z.string().exactOptional(),
  counts: z.object({ adds: z.int(), removes: z.int(), withheld: z.int(), kept: z.int() }).readonly().exactOptional(),
  /** What was not read completely, and why. */
  incomplete: z
    .array(z.object({ binding: z.string(), reason: z.string() }).readonly())
    .readonly()
    .exactOptional(),
  /** Changes that were sent, and those of them that have ended. Absent when there was nothing to make. */
  changes: z.object({ sent: z.int(), ended: z.int() }).readonly().exactOptional(),
  /** What is wrong with the policy in the blob, for which nothing was changed: the first of so many problems. */
  policyProblems: z.object({ count: z.int(), first: z.string() }).readonly().exactOptional(),
  failure: z.object({ code: z.string(), message: z.string() }).readonly().exactOptional(),
});

/** A run, under way or over. */
export interface RunRecord extends Readonly<z.output<typeof contents>> {
  readonly id: string;
}

export interface RunPage {
  readonly items: readonly RunRecord[];
  /** From where the next page goes on; absent after the last one. */
  readonly next?: string;
}

/** The runs that are remembered. */
export interface Runs {
  /** Writes the run, or replaces what was written of it before. */
  save(run: RunRecord): Promise<void>;
  /** Undefined for what is not remembered, or cannot be read, and for every text that is not the id of a run. */
  read(id: string): Promise<RunRecord | undefined>;
  /** The newest first, after `from`. What cannot be read is left out. */
  list(limit: number, from?: string): Promise<RunPage>;
  /** Forgets runs that began before then, `most` of them at most, readable or not. Resolves to how many they were. */
  prune(before: Instant, most: number): Promise<number>;
}

/** How long a run is remembered, and what became of its changes: the evidence is asked for by the id of its run. */
export const RUN_RETENTION_MS = hours(24 * 400);

/** 36 to the power of 9: in milliseconds the year 5188. */
const FAR_FUTURE = 36 ** 9;
const TIME_WIDTH = 9;
const RANDOM_WIDTH = 10;
const RUN_ID = new RegExp(`^[0-9a-z]{${TIME_WIDTH}}-[0-9a-z]{${RANDOM_WIDTH}}$`);

/**
 * An id for a run that begins now: a later one sorts before an earlier one, and each is one of its own. Fit for a row key
 * and for the path of a URL. `random` gives numbers from 0 to below 1.
 */
export function runIdOf(now: Instant, random: () => number): string {
  const tail = Math.floor(random() * 36 ** RANDOM_WIDTH).toString(36);
  return `${runIdsFrom(now)}-${tail.padStart(RANDOM_WIDTH, '0')}`;
}

/** What sorts before the ids of all runs that began then or earlier, and after those of all that began later. */
export function runIdsFrom(instant: Instant): string {
  return (FAR_FUTURE - 1 - instant).toString(36).padStart(TIME_WIDTH, '0');
}

/** Whether a text has the form of a run's id. */
export function isRunId(text: string): boolean {
  return RUN_ID.test(text);
}

/**
 * The text, if it has the form of a run's id.
 *
 * @throws Failure bug `RunId`
 */
export function runId(text: string): string {
  if (isRunId(text)) return text;
  throw new Failure('bug', 'RunId', 'A run was given an id that no run has.');
}

/** The run of this id from what was stored of it; undefined when that is not what this version writes. */
export function readRun(id: string, stored: unknown): RunRecord | undefined {
  const { data } = contents.safeParse(stored);
  return data === undefined || !isRunId(id) ? undefined : { id, ...data };
}
