/** Pauses as HTTP shows them. */
import * as z from 'zod';
import { inForce, PAUSE_TARGETS, type Pauses } from '../onboarding/pause.ts';
import { resume } from '../onboarding/requests.ts';
import { type Instant, toIso } from '../time.ts';

export const pauseSchema = z
  .object({
    what: z.enum(PAUSE_TARGETS),
    until: z.iso.datetime().nullable().describe('null: until the pauses can be read again'),
    reason: z.string(),
    by: z.string().nullable(),
    at: z.iso.datetime().nullable(),
  })
  .meta({ id: 'Pause' });

export const pauseEntrySchema = z
  .object({
    at: z.iso.datetime(),
    did: z.enum(['paused', 'resumed']),
    what: z.string(),
    reason: z.string(),
    by: z.string(),
  })
  .meta({ id: 'PauseEntry' });

export const UNREADABLE_PAUSES = `The pauses cannot be read, so everything counts as paused; ${resume('all')} begins anew.`;

/** The pauses in force. Where they cannot be read, everything is paused. */
export function pausesView(pauses: Pauses | 'unreadable', now: Instant): z.output<typeof pauseSchema>[] {
  if (pauses === 'unreadable') return [{ what: 'all', until: null, reason: UNREADABLE_PAUSES, by: null, at: null }];
  return inForce(pauses, now).map((pause) => ({ ...pause, until: toIso(pause.until), at: toIso(pause.at) }));
}

/** Who paused and resumed what, the newest first. */
export function pauseHistoryView(pauses: Pauses | 'unreadable'): z.output<typeof pauseEntrySchema>[] {
  if (pauses === 'unreadable') return [];
  return pauses.history.map((entry) => ({ ...entry, at: toIso(entry.at) })).toReversed();
}
