/** Which pauses keep changes of access from being made, and until when, in a sentence. */
import type { PauseState } from '../onboarding/control.ts';
import { inForce, isPaused, NO_PAUSES, type Pausable, type Pauses, pause } from '../onboarding/pause.ts';
import { type Instant, toIso } from '../time.ts';
import type { Change } from './plan/change.ts';

type Paused = Exclude<Pausable, 'onboarding'>;

const WHAT: Readonly<Record<Paused, string>> = {
  access: 'Every change of access is paused',
  removals: 'What takes access away is paused',
};

/** What has to be paused to hold the change; undefined for whoever is denied, who loses what is ours whatever is paused. */
export function pausableAs({ action, reason }: Pick<Change, 'action' | 'reason'>): Paused | undefined {
  if (reason === 'deny') return undefined;
  return action === 'remove' ? 'removals' : 'access';
}

/** The sentence; undefined when such changes are not paused. As the pauses are now, and never thrown: unreadable is paused. */
export async function pausedNow(
  what: Paused,
  pauses: Pick<PauseState, 'read'>,
  now: Instant,
): Promise<string | undefined> {
  const known = await pauses.read().catch(() => 'unreadable' as const);
  if (known === 'unreadable') return 'The pauses cannot be read, so everything is paused.';
  const holding = holdingBack(what, known, now).map((one) => `${one.what} until ${toIso(one.until)}`);
  return holding.length === 0 ? undefined : `${WHAT[what]}: ${holding.join(', ')}.`;
}

/** Those in force that hold such changes by themselves. */
function holdingBack(what: Paused, pauses: Pauses, now: Instant): ReturnType<typeof inForce> {
  return inForce(pauses, now).filter((one) => isPaused(pause(NO_PAUSES, one.what, one), what, now));
}
