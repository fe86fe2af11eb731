/** A quarantine as other systems get it. */
import * as z from 'zod';
import type { Change } from '../../access/plan/change.ts';
import { changeShape } from '../../access/plan/changeShape.ts';
import {
  QUARANTINE_KINDS,
  QUARANTINE_STATUSES,
  type Quarantine,
  statusAt,
} from '../../access/quarantine/quarantine.ts';
import { type Instant, toIso } from '../../time.ts';

const time = z.iso.datetime();

export const quarantineSchema = z
  .object({
    id: z.string(),
    binding: z.string().nullable().describe('Null for what no binding is known for'),
    kind: z.enum(QUARANTINE_KINDS),
    changes: z.array(z.object(changeShape)).describe('Exactly what an approval authorises; each is proven again'),
    count: z.int().describe('How many changes it holds; a list shows the first 100 of each'),
    hash: z.string().describe('64 hex digits over the changes: what an approver has read'),
    why: z.string().describe('Which guards have tripped, with their numbers'),
    createdAt: time,
    expiresAt: time.describe('Until then somebody may decide'),
    status: z.enum(QUARANTINE_STATUSES),
    decision: z
      .object({
        at: time,
        by: z.string(),
        reason: z.string(),
        until: time.describe('Approved: authorised until then. Rejected: not proposed again before'),
      })
      .nullable(),
    withdrawn: z
      .object({ at: time, by: z.string(), reason: z.string() })
      .nullable()
      .describe('The approval that the rejection has withdrawn; what was made before stays made'),
  })
  .meta({ id: 'Quarantine' });

/** The view of a quarantine. */
export function quarantineView(
  quarantine: Quarantine,
  changes: readonly Change[],
  now: Instant,
): z.output<typeof quarantineSchema> {
  const { id, binding, kind, count, hash, why, createdAt, expiresAt, decision, withdrawn } = quarantine;
  return {
    id,
    binding,
    kind,
    changes: [...changes],
    count,
    hash,
    why,
    createdAt: toIso(createdAt),
    expiresAt: toIso(expiresAt),
    status: statusAt(quarantine, now),
    decision: decision === undefined ? null : { ...decision, at: toIso(decision.at), until: toIso(decision.until) },
    withdrawn: withdrawn === undefined ? null : { ...withdrawn, at: toIso(withdrawn.at) },
  };
}
