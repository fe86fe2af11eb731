/** What a removal still waits for when nothing keeps it: to be seen once more. Pure. */
import type { Instant } from '../../time.ts';
import { provenFrom } from './absence.ts';
import type { RemoveReason, Withheld } from './change.ts';
import type { Judgement } from './judgement.ts';
import type { Site } from './site.ts';

/** Why something is withheld that can be confirmed, and from when on. */
export interface Awaited {
  readonly why: Withheld['why'];
  readonly confirmAt: Instant;
}

/** What confirms a removal for each reason; the others are proven by what is looked at right before it is made. */
const CONFIRMED_BY: Readonly<Partial<Record<RemoveReason, 'secondReading' | 'secondRun'>>> = {
  leftGroup: 'secondReading',
  notAPerson: 'secondReading',
  dropped: 'secondRun',
  expired: 'secondRun',
};

/** What the removal waits for; undefined when it has been seen often enough. */
export function awaited(
  { reason, binding }: Pick<Judgement, 'reason' | 'binding'>,
  principalId: string,
  site: Site,
): Awaited | undefined {
  const { input, awaitsReading } = site.world;
  const by = CONFIRMED_BY[reason];
  if (by === undefined) return undefined;
  const from = by === 'secondReading' ? provenFrom(principalId, site) : undefined;
  if (from !== undefined) return { why: awaitsReading(from), confirmAt: from };
  // Nobody has left a binding that is not in force here: the policy has taken it from them.
  const byPolicy = by === 'secondRun' || !site.active.some((one) => one.binding.name === binding);
  if (!byPolicy || input.policySeenBefore) return undefined;
  return { why: SECOND_RUN, confirmAt: input.now + input.confirmMs };
}

const SECOND_RUN: Withheld['why'] = {
  code: 'AwaitsSecondRun',
  message: 'The policy has changed; the next run confirms it, if the policy is still the same then.',
};
