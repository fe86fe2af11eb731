/** What became of one change of a run, with what proved it. Kept apart from the plan, which only says what was wanted. */
import * as z from 'zod';
import { Failure } from '../../errors.ts';
import { instant } from '../../instant.ts';
import type { Instant } from '../../time.ts';
import { changeShape } from '../plan/changeShape.ts';
import { isRunId } from '../runRecord.ts';

export const CHANGE_STATUSES = ['waiting', 'writing', 'done', 'held', 'failed'] as const;

/** `waiting`: not before `notBefore`; `writing`: the call is about to be made, or its answer was lost. */
export type ChangeStatus = (typeof CHANGE_STATUSES)[number];

const evidence = z.object({
  /** What was looked at. */
  check: z.string(),
  /** What it said, in a sentence without names of people. */
  said: z.string(),
  at: instant,
});

/** Something that was looked at right before a change was made. */
export type Evidence = Readonly<z.output<typeof evidence>>;

export const changeRecordShape = {
  ...changeShape,
  status: z.enum(CHANGE_STATUSES),
  at: instant,
  /** How it ended, or why it waits: a stable code and a sentence. */
  code: z.string(),
  message: z.string(),
  evidence: z.array(evidence).readonly(),
  /** Of the call to ARM. */
  correlationId: z.string().exactOptional(),
  /** Name of the assignment. */
  assignment: z.string().exactOptional(),
  approvedBy: z.string().exactOptional(),
  /** It is not tried again before; with a slot of the rate when `slot` is set. */
  notBefore: instant.exactOptional(),
  slot: instant.exactOptional(),
  /** How often it was tried. */
  tries: z.int(),
};

const record = z.object(changeRecordShape);

export interface ChangeRecord extends Readonly<z.output<typeof record>> {
  readonly runId: string;
  /** `changeId` of the change: hex digits, fit for a row key. */
  readonly id: string;
}

/** Nothing more happens to it in this run. */
export function isEnded({ status }: Pick<ChangeRecord, 'status'>): boolean {
  return status === 'done' || status === 'held' || status === 'failed';
}

const CHANGE_ID = /^[0-9a-f]{1,64}$/;

/** Whether a text has the form of a change's id. */
export function isChangeId(text: string): boolean {
  return CHANGE_ID.test(text);
}

/**
 * The text, if it has the form of a change's id.
 *
 * @throws Failure bug `ChangeId`
 */
export function changeRecordId(text: string): string {
  if (isChangeId(text)) return text;
  throw new Failure('bug', 'ChangeId', 'A change was given an id that no change has.');
}

/** The record from what was stored of it; undefined when that is not what this version writes. */
export function readChangeRecord(runId: string, id: string, stored: unknown): ChangeRecord | undefined {
  const { data } = record.safeParse(stored);
  return data === undefined || !isRunId(runId) || !isChangeId(id) ? undefined : { runId, id, ...data };
}

export interface ChangeRecordPage {
  readonly items: readonly ChangeRecord[];
  readonly next?: string;
}

/** The records. Held to one contract suite in Azure Table storage and in memory; throws what the store throws. */
export interface ChangeRecords {
  /** Undefined for what is not remembered, or cannot be read, and for all texts that are no ids. */
  read(runId: string, id: string): Promise<ChangeRecord | undefined>;
  /** Writes it, or replaces what was written of it before. */
  save(record: ChangeRecord): Promise<void>;
  /** Of a run, ordered by id, after `from`. What cannot be read is left out. */
  list(runId: string, limit: number, from?: string): Promise<ChangeRecordPage>;
  /** How many of a run have ended, readable or not. */
  ended(runId: string): Promise<number>;
  /** Forgets those of runs that began before then, `most` records at most. Resolves to how many they were. */
  prune(before: Instant, most: number): Promise<number>;
}
