/** What keeps the changes that somebody has just approved from being made, for all that they know. */
import * as z from 'zod';
import { pausableAs, pausedNow } from '../../access/pausedNow.ts';
import type { Change } from '../../access/plan/change.ts';
import type { AccessSettings } from '../../access/runs/accessDeps.ts';
import type { PauseState } from '../../onboarding/control.ts';
import type { Clock } from '../../time.ts';

export const heldBackSchema = z.object({
  code: z.enum(['ObserveMode', 'Paused']).describe('As a change is recorded that it keeps from being made'),
  message: z.string(),
});

export interface HeldBackDeps {
  readonly accessSettings: Pick<AccessSettings, 'mode'>;
  readonly pauses: Pick<PauseState, 'read'>;
  readonly clock: Clock;
}

const RUNS_OUT = 'The approval runs out all the same; decision.until says when.';

/** Everything that holds these changes now. Throws nothing: the decision is made. */
export async function heldBack(
  changes: readonly Change[],
  { accessSettings, pauses, clock }: HeldBackDeps,
): Promise<z.output<typeof heldBackSchema>[]> {
  const held: z.output<typeof heldBackSchema>[] = [];
  if (accessSettings.mode === 'observe') {
    const message = `ACCESS_MODE is observe: nothing is made until it is enforce. ${RUNS_OUT}`;
    held.push({ code: 'ObserveMode', message });
  }
  const what = changes.map(pausableAs).find((one) => one !== undefined);
  const paused = what === undefined ? undefined : await pausedNow(what, pauses, clock.now());
  if (paused !== undefined) held.push({ code: 'Paused', message: `${paused} POST /api/resume ends that. ${RUNS_OUT}` });
  return held;
}
