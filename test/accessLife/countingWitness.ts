/**
 * Counts the people who gain and lose something without an approval, over every 24 hours. What the tables say is not asked:
 * the numbers hold also when tables are lost.
 */

import type { ChangeRecord } from '../../src/lib/access/apply/changeRecord.ts';
import type { Assignment } from '../../src/lib/access/assignment.ts';
import { hours, type Instant } from '../../src/lib/time.ts';
import type { Write } from './azure.ts';
import type { Listing } from './directory.ts';
import { createNewcomers } from './newcomers.ts';
import { grantKey, has, isApproved, isOwn, reached, type Scene } from './scene.ts';
import { isEligible, personId } from './truth.ts';

const WINDOW_MS = hours(24);
/** A plan is carried out for so long. */
const PLANNED_MS = hours(1);

type Kind = 'removals' | 'denials' | 'additions';

interface Counted {
  readonly at: Instant;
  readonly kind: Kind;
  readonly binding: string | null;
  readonly administrator: boolean;
  readonly person: number;
  readonly grant: string;
}

export interface CountingWitness {
  /** What is too much with this write. */
  saw(write: Write, record: ChangeRecord | undefined): readonly string[];
  /** The budgets are lost: of what was given only what stands tells still. */
  lost(): void;
}

export function createCountingWitness(scene: Scene): CountingWitness {
  const { clock, world, there } = scene;
  let counted: readonly Counted[] = [];
  const newcomers = createNewcomers(scene);
  const countOf = (which: (one: Counted) => boolean): number => {
    const recent = counted.filter((one) => clock.now() - one.at < WINDOW_MS && which(one));
    return new Set(recent.map(({ person }) => person)).size;
  };
  /** More than had anything of ours in that time, a binding cannot have given access to. */
  const most = (): number => {
    const stood = new Set(there.since(clock.now() - WINDOW_MS).flat());
    const given = [...stood].filter((one) => isOwn(one, scene) || isAdopted(one));
    const truths = scene.truth.since(clock.now() - WINDOW_MS);
    return new Set(given.flatMap((one) => truths.flatMap((truth) => reached(one, truth)))).size;
  };
  const isAdopted = (one: Assignment): boolean => scene.makers.get(one.name) === 'foreign';

  const excesses = (one: Counted): readonly string[] => {
    const { guards } = world;
    const through = countOf(({ kind, binding }) => kind === one.kind && binding === one.binding);
    if (one.kind === 'denials')
      return over(
        'denials',
        countOf(({ kind }) => kind === 'denials'),
        guards.maxDenied,
      );
    if (one.kind === 'additions')
      return over(
        `additions through ${one.binding}`,
        through,
        one.administrator ? guards.maxNewAdministrators : guards.maxNewUsers,
      );
    const share = Math.floor((guards.maxRemovalPercent * most()) / 100);
    return [
      ...over(
        `removals through ${one.binding}`,
        through,
        guards.maxRemovals === 0 ? 0 : Math.max(guards.maxRemovals, share),
      ),
      ...over(
        'removals in all',
        countOf(({ kind }) => kind === 'removals'),
        guards.maxRemovalsTotal,
      ),
    ];
  };

  return {
    saw(write, record) {
      if (record === undefined) return [];
      const { assignment } = write;
      const all = write.action === 'add' ? newcomers.of(assignment, record) : losers(assignment, record, scene);
      if (isApproved(record, scene)) return [];
      const people = knownOf(all, write, scene);
      if (people === 'nobody knows')
        return ['nobody knows how many people are in the group, and nobody has approved it'];
      const about = { at: clock.now(), kind: kindOf(record), binding: record.binding, grant: grantKey(assignment) };
      const ones = people.map((person) => ({ ...about, administrator: assignment.role === 'administrator', person }));
      counted = [...counted.filter(({ at }) => clock.now() - at < WINDOW_MS), ...ones];
      return ones.slice(0, 1).flatMap(excesses);
    },
    lost() {
      const standing = new Set(there.now().map(grantKey));
      counted = counted.filter(({ kind, grant }) => kind !== 'additions' || standing.has(grant));
    },
  };
}

function over(what: string, count: number, limit: number): readonly string[] {
  return count > limit ? [`${count} ${what} within 24 hours, and ${limit} may be`] : [];
}

function kindOf({ action, reason }: ChangeRecord): Kind {
  if (action === 'add') return 'additions';
  return reason === 'deny' ? 'denials' : 'removals';
}

/** The people whom the write makes new, or from whom it takes something, as far as the app can know them. */
function knownOf(people: readonly number[], { assignment }: Write, scene: Scene): readonly number[] | 'nobody knows' {
  if (assignment.principalType !== 'Group' || people.length === 0) return people;
  const listings = listedLately(assignment.principalId, scene);
  if (listings.length === 0) return 'nobody knows';
  return people.filter((n) => listings.every(({ eligible }) => eligible.has(personId(n))));
}

/** What a plan may have gone by, and what was listed since. */
function listedLately(group: string, { clock, directory }: Scene): readonly Listing[] {
  const all = directory.listings(group);
  const recent = all.findIndex(({ at }) => at >= clock.now() - PLANNED_MS);
  return all.slice(Math.max((recent < 0 ? all.length : recent) - 1, 0));
}

function losers(assignment: Assignment, { reason }: ChangeRecord, scene: Scene): readonly number[] {
  const truth = scene.truth.now();
  const people = reached(assignment, truth);
  if (reason === 'deny') return people;
  const { deny } = scene.policy.now();
  const without = scene.there.now().filter((one) => one !== assignment);
  return people.filter((n) => isEligible(truth, n) && !deny.includes(n) && !has(n, assignment, without, truth));
}
