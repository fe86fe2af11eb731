/** A change that a run has tried, as other systems get it: with what proved it, or why it was not made. */
import * as z from 'zod';
import type { ChangeRecord } from '../../access/apply/changeRecord.ts';
import { changeShape } from '../../access/plan/changeShape.ts';
import { toIso } from '../../time.ts';

const time = z.iso.datetime();

export const triedChange = z
  .object({
    ...changeShape,
    at: time,
    code: z.string().describe('How it ended: stable'),
    message: z.string(),
    evidence: z
      .array(z.object({ check: z.string(), said: z.string(), at: time }))
      .describe('What was looked at right before, and what it said'),
    correlationId: z.string().exactOptional().describe('Of the call, in the activity log of Azure'),
    assignment: z.string().exactOptional().describe('Name of the role assignment'),
    approvedBy: z.string().exactOptional(),
  })
  .meta({ id: 'TriedChange' });

/** The view of a change. */
export function changeView(record: ChangeRecord): z.output<typeof triedChange> {
  const { runId: _run, id: _id, status: _status, tries: _tries, notBefore: _notBefore, slot: _slot, ...rest } = record;
  return {
    ...rest,
    at: toIso(record.at),
    evidence: record.evidence.map((one) => ({ ...one, at: toIso(one.at) })),
  };
}
