/** A person's pauses: changes stop until then, observing goes on. Pure, over one small row that all instances share. */
import * as z from 'zod';
import { instant } from '../instant.ts';
import type { Instant } from '../time.ts';

/**
 * What can be paused. `onboarding`: changes of machines; `access`: every change of who may sign in; `removals`: only those
 * that take access away; `all`: whatever else there is or will be.
 */
export const PAUSE_TARGETS = ['onboarding', 'access', 'removals', 'all'] as const;
export type PauseTarget = (typeof PAUSE_TARGETS)[number];

/** What asks whether it is paused. */
export type Pausable = Exclude<PauseTarget, 'all'>;

/** The pauses that each of them heeds. */
const HEEDED: { readonly [What in Pausable]: readonly PauseTarget[] } = {
  onboarding: ['onboarding', 'all'],
  access: ['access', 'all'],
  removals: ['removals', 'access', 'all'],
};

/** The newest this many pauses and resumptions are kept. */
const HISTORY_KEPT = 20;

const pauseSchema = z.object({ until: instant, reason: z.string(), by: z.string(), at: instant });
const entrySchema = z.object({
  at: instant,
  did: z.enum(['paused', 'resumed']),
  // What another version can pause is in the history, too.
  what: z.string(),
  reason: z.string(),
  by: z.string(),
});
const pausesSchema = z.object({
  version: z.literal(1),
  // Loose: what a newer version has paused stays paused when this one writes the row.
  pauses: z.looseObject({
    onboarding: pauseSchema.exactOptional(),
    access: pauseSchema.exactOptional(),
    removals: pauseSchema.exactOptional(),
    all: pauseSchema.exactOptional(),
  }),
  history: z.array(entrySchema),
});

export type Pause = Readonly<z.output<typeof pauseSchema>>;

/** Who paused or resumed what, and why. */
export type PauseEntry = Readonly<z.output<typeof entrySchema>>;

export interface Pauses {
  readonly version: 1;
  readonly pauses: { readonly [What in PauseTarget]?: Pause };
  /** Oldest first. */
  readonly history: readonly PauseEntry[];
}

export const NO_PAUSES: Pauses = { version: 1, pauses: {}, history: [] };

/** The pauses that this stored value is; undefined when this version cannot read it. */
export function readPauses(value: unknown): Pauses | undefined {
  return pausesSchema.safeParse(value).data;
}

/** Whether changes of this kind are paused. What cannot be read counts as paused; what has run out does not. */
export function isPaused(pauses: Pauses | 'unreadable', what: Pausable, now: Instant): boolean {
  return pauses === 'unreadable' || inForce(pauses, now).some((pause) => HEEDED[what].includes(pause.what));
}

/** The pauses that have not run out. */
export function inForce({ pauses }: Pauses, now: Instant): readonly (Pause & { readonly what: PauseTarget })[] {
  return PAUSE_TARGETS.flatMap((what) => {
    const pause = pauses[what];
    return pause !== undefined && pause.until > now ? [{ ...pause, what }] : [];
  });
}

/** With this pause, in place of an earlier one of the same name. */
export function pause(before: Pauses, what: PauseTarget, { until, ...said }: Pause): Pauses {
  const pauses = { ...before.pauses, [what]: { until, ...said } };
  return { ...before, pauses, history: noted(before, { did: 'paused', what, ...said }) };
}

/** Without the pause of this name; one of another name stands. On record also when there was none. */
export function resume(before: Pauses, what: PauseTarget, said: Pick<PauseEntry, 'at' | 'by' | 'reason'>): Pauses {
  const { [what]: _over, ...pauses } = before.pauses;
  return { ...before, pauses, history: noted(before, { did: 'resumed', what, ...said }) };
}

function noted({ history }: Pauses, entry: PauseEntry): PauseEntry[] {
  return [...history, entry].slice(-HISTORY_KEPT);
}
