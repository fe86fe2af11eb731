/**
 * Counts the people who gain and lose something without an approval, over every 24 hours. What the tables say is not asked:
 * the numbers hold also when tables are lost.
 */

import type { ChangeRecord } from '../../src/lib/access/apply/changeRecord.ts';
import type { Assignment } from '../../src/lib/access/assignment.ts';
import { hours, type Instant } from '../../src/lib/time.ts';
import type { Write } from './azure.ts';
import { grantKey, has, isApproved, isOwn, reached, type Scene } from './scene.ts';
import { isEligible } from './truth.ts';

const WINDOW_MS = hours(24);
/** A plan is carried out for so long. */
const PLANNED_MS = hours(1);

type Kind = 'removals' | 'denials' | 'additions';

interface Counted {
  readonly at: Instant;
  readonly kind: Kind;
  readonly binding: string | null;
  readonly administrator: boolean;
  readonly principalId: string;
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
  const peopleOf = (which: (one: Counted) => boolean): number => {
    const recent = counted.filter((one) => clock.now() - one.at < WINDOW_MS && which(one));
    return new Set(recent.map(({ principalId }) => principalId)).size;
  };
  /** More than had anything of ours in that time, a binding cannot have given access to. */
  const most = (): number => {
    const lists = there.since(clock.now() - WINDOW_MS);
    return new Set(
      lists
        .flat()
        .filter((one) => isOwn(one, scene) || isAdopted(one))
        .map(({ principalId }) => principalId),
    ).size;
  };
  const isAdopted = (one: Assignment): boolean => scene.makers.get(one.name) === 'foreign';

  const excesses = (one: Counted): readonly string[] => {
    const { guards } = world;
    const through = peopleOf(({ kind, binding }) => kind === one.kind && binding === one.binding);
    if (one.kind === 'denials')
      return over(
        'denials',
        peopleOf(({ kind }) => kind === 'denials'),
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
      ...over(`removals through ${one.binding}`, through, Math.max(guards.maxRemovals, share)),
      ...over(
        'removals in all',
        peopleOf(({ kind }) => kind === 'removals'),
        guards.maxRemovalsTotal,
      ),
    ];
  };

  return {
    saw(write, record) {
      if (record === undefined || isApproved(record, scene) || !counts(write, record, scene)) return [];
      const { assignment } = write;
      const kind = kindOf(record);
      const administrator = assignment.role === 'administrator';
      const { binding, principalId } = record;
      const one = { at: clock.now(), kind, binding, administrator, principalId, grant: grantKey(assignment) };
      counted = [...counted.filter(({ at }) => clock.now() - at < WINDOW_MS), one];
      return excesses(one);
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

/** Whether the write makes somebody new, or takes something from somebody. */
function counts({ action, assignment }: Write, { reason, binding }: ChangeRecord, scene: Scene): boolean {
  const there = scene.there.now();
  const truth = scene.truth.now();
  const { bindings, deny } = scene.policy.now();
  if (action === 'add') {
    const selecting = bindings.some(({ name, target }) => name === binding && 'tag' in target);
    // What they had when it was planned they may have lost since: with a selector people move from machine to machine.
    const lately = scene.there.since(scene.clock.now() - PLANNED_MS).flat();
    return !selecting || !lately.some((one) => one.principalId === assignment.principalId && isOwn(one, scene));
  }
  if (reason === 'deny') return true;
  const without = there.filter((one) => one !== assignment);
  const losers = reached(assignment, truth).filter((n) => isEligible(truth, n) && !deny.includes(n));
  return losers.some((n) => !has(n, assignment, without, truth));
}
