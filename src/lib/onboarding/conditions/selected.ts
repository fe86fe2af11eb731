import { hasTagInAnyCase } from '../../tags.ts';
import type { Finding } from '../condition.ts';
import type { Evidence } from '../evidence.ts';
import { selects } from '../selector.ts';
import { VISIBLE_WITHIN_MS } from './identityEnabled.ts';

/**
 * `Selected`: somebody asked for this machine. Joining Entra blocks a later Active Directory join, so nothing is taken
 * that nobody asked for, and a machine that did not ask for itself by a tag is left alone for a while first.
 */
export function selected({ machine, history, settings, now }: Evidence): Finding {
  const { excludeTag, onboard, settleMs } = settings;
  if (hasTagInAnyCase(machine.tags, excludeTag)) return { status: 'False', reason: 'ExcludedByTag' };
  const excludedBy = (history.offboard?.tagRequestedAt ?? Number.NEGATIVE_INFINITY) + VISIBLE_WITHIN_MS;
  if (now < excludedBy) return { status: 'Unknown', reason: 'ExclusionRequested', until: excludedBy };

  const matching = onboard.filter((selector) => selects(selector, machine));
  if (matching.length === 0) return { status: 'False', reason: 'NotSelected' };
  if (matching.some((selector) => selector.kind === 'tag')) return { status: 'True', reason: 'SelectedByTag' };

  const settled = history.firstSeenAt + settleMs;
  if (now < settled) return { status: 'Unknown', reason: 'Settling', until: settled };
  return { status: 'True', reason: 'SelectedByRule' };
}
