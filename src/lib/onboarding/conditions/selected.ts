import { type Tag, tagText } from '../../tags.ts';
import { type Instant, span, toPeople } from '../../time.ts';
import type { Finding } from '../condition.ts';
import type { Evidence } from '../evidence.ts';
import { exclusionOf, unclearExclusion } from '../exclusion.ts';
import { TAGS } from '../reasons.ts';
import { RECONCILE } from '../requests.ts';
import { type Selector, selectorText, selects } from '../selector.ts';
import { excludedOnRecord } from './exclusion.ts';
import { VISIBLE_WITHIN_MS } from './identityEnabled.ts';

/** A change of tags makes no event that we hear: they are a resource of their own. */
const SEEN = `seen at the next sweep (every 15 minutes, unless SWEEP_SCHEDULE says otherwise), or at once with ${RECONCILE}; see ${TAGS}.`;

/** As many rules as anybody reads in a sentence. */
const NAMED = 5;

/**
 * `Selected`: somebody asked for this machine. Joining Entra blocks a later Active Directory join, so nothing is taken
 * that nobody asked for, and a machine that did not ask for itself by a tag is left alone for a while first.
 */
export function selected(evidence: Evidence): Finding {
  return keptOut(evidence) ?? taken(evidence);
}

/** By its tag, by the record, or because nobody can tell whether it is. */
function keptOut({ machine, history, settings, now }: Evidence): Finding | undefined {
  const { excludeTag } = settings;
  const exclusion = exclusionOf(machine, settings);
  if (exclusion.kind === 'excluded') return excluded(excludeTag);
  const excludedBy = (history.offboard?.tagRequestedAt ?? Number.NEGATIVE_INFINITY) + VISIBLE_WITHIN_MS;
  if (now < excludedBy) return excluding(excludeTag, excludedBy);
  if (history.exclusion !== undefined) return excludedOnRecord(history.exclusion);
  if (exclusion.kind === 'unreadable') return { status: 'Unknown', reason: 'TagsUnreadable' };
  return exclusion.kind === 'unclear' ? unclear(exclusion.tag, excludeTag) : undefined;
}

function taken({ machine, history, settings, now }: Evidence): Finding {
  const { onboard, settleMs } = settings;
  const matching = onboard.filter((selector) => selects(selector, machine));
  const [first] = matching;
  if (first === undefined) return notSelected(onboard, machine.id.resourceGroup);
  const own = matching.find(({ kind }) => kind === 'tag');
  if (own !== undefined) return asked('SelectedByTag', own);

  const settled = (history.registeredAt ?? history.firstSeenAt) + settleMs;
  return now < settled ? settling(settled, settleMs) : asked('SelectedByRule', first);
}

function excluded(tag: Tag): Finding {
  const text = tagText(tag);
  return {
    status: 'False',
    reason: 'ExcludedByTag',
    message: `The machine carries the exclusion tag ${text} (EXCLUDE_TAG) and is left alone.`,
    fix: `Remove the tag ${text} to have the machine onboarded; that is ${SEEN}`,
  };
}

/** Nobody but a person knows what it means; until then it counts as an exclusion. */
function unclear(tag: Tag, excludeTag: Tag): Finding {
  return {
    status: 'Unknown',
    reason: 'ExclusionUnclear',
    message: unclearExclusion(tag, excludeTag),
    fix: `Set the tag to ${tagText(excludeTag)} to exclude the machine, or remove it to have the machine onboarded; that is ${SEEN}`,
  };
}

function excluding(tag: Tag, until: Instant): Finding {
  const message = `The exclusion tag ${tagText(tag)} was requested; it is not visible yet.`;
  return { status: 'Unknown', reason: 'ExclusionRequested', message, until };
}

function asked(reason: 'SelectedByTag' | 'SelectedByRule', by: Selector): Finding {
  return { status: 'True', reason, message: `ONBOARD names this machine by ${selectorText(by)}.` };
}

function notSelected(onboard: readonly Selector[], resourceGroup: string): Finding {
  const named = onboard.slice(0, NAMED).map(selectorText).join(', ');
  const more = onboard.length > NAMED ? ` and ${onboard.length - NAMED} more` : '';
  const rules = onboard.length === 0 ? 'it is empty' : `it names ${named}${more}`;
  const message = `ONBOARD does not name this machine; ${rules}.`;
  return { status: 'False', reason: 'NotSelected', message, fix: wayIn(onboard, resourceGroup) };
}

function wayIn(onboard: readonly Selector[], resourceGroup: string): string {
  if (onboard.length === 0) {
    return `Set ONBOARD, for example to tag:EntraSignIn=yes for machines with that tag, or to all; see ${TAGS}.`;
  }
  const tag = onboard.find(({ kind }) => kind === 'tag');
  if (tag?.kind !== 'tag') {
    return `Extend ONBOARD by this machine, for example with resourceGroup:${resourceGroup}, or by a tag that it carries; see ${TAGS}.`;
  }
  return `Give the machine the tag ${tagText(tag)}, or extend ONBOARD; a new tag is ${SEEN}`;
}

function settling(until: Instant, settleMs: number): Finding {
  const message = `The machine is left alone until ${toPeople(until)}, ${span(settleMs)} after it was first seen (SETTLE_MINUTES), since tags and domain joins arrive after registration.`;
  return { status: 'Unknown', reason: 'Settling', message, until };
}
