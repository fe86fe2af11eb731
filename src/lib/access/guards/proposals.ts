/**
 * Removals that an incomplete reading has kept for so long that an approver may decide on them: an approval stands in for
 * the complete reading. Until then they are not wanted, and trip nothing. Pure.
 */
import { type Change, compareGrants, type Withheld } from '../plan/change.ts';
import type { Diff } from '../plan/diff.ts';
import { changeKey } from './changeKey.ts';
import type { Decided } from './guardInput.ts';
import { byBinding, distinct, gifts, people } from './trip.ts';

export interface Proposed {
  /** The diff in which the approved ones are wanted as any other removal is. */
  readonly diff: Diff;
  /** Those of its removals that nothing but an approval lets through. */
  readonly approved: ReadonlySet<Change>;
  /** Those that are only proposed. */
  readonly open: readonly Withheld[];
}

/** Divides what a diff proposes by what approvers have decided. */
export function proposedIn(found: Diff, { approved }: Pick<Decided, 'approved'>): Proposed {
  const proposed = found.withheld.filter(isProposed);
  if (proposed.length === 0) return { diff: found, approved: new Set(), open: [] };
  const isApproved = (change: Withheld): boolean => isProposed(change) && approved.has(changeKey(change));
  const wanted = proposed.filter(isApproved).map(bare);
  const diff = {
    ...found,
    removes: [...found.removes, ...wanted].toSorted(compareGrants),
    withheld: found.withheld.filter((change) => !isApproved(change)),
  };
  return { diff, approved: new Set(wanted), open: proposed.filter((change) => !isApproved(change)) };
}

/** Whether an approver may decide on it although the reading is incomplete. */
export function isProposed({ proposed }: Withheld): boolean {
  return proposed === true;
}

/** The change alone. */
export function bare({ why: _why, proposed: _proposed, ...change }: Withheld): Change {
  return change;
}

/** Why an approver is asked about what is open through one binding. */
export function proposalSentence(open: readonly Withheld[]): string {
  const lost = [...byBinding(open).keys()].map(gifts).join(', ');
  return `${losersInWords(open)} would lose ${lost}, by a reading that is incomplete. ${STANDS_IN}`;
}

/** A group is named: how many are in it may not be known. */
function losersInWords(open: readonly Withheld[]): string {
  const alone = distinct(open.filter(({ principalType }) => principalType !== 'Group')).size;
  const groups = distinct(open.filter(({ principalType }) => principalType === 'Group'));
  const named = [...groups].map((id) => `everybody in group ${id}`);
  return [...(alone > 0 ? [people(alone)] : []), ...named].join(' and ');
}

const STANDS_IN =
  'It has stayed so for 7 days; since the reading is incomplete, an approval stands in for the complete reading.';

/** The proposal as it waits. */
export function waiting(proposal: Withheld): Withheld {
  const { code, message } = proposal.why;
  return { ...proposal, why: { code, message: `${message} ${MAY_DECIDE}` } };
}

const MAY_DECIDE =
  'It has been so for 7 days, and an approver may decide instead; GET /api/access/quarantines says how.';
