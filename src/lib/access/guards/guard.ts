/**
 * Which changes of a diff wait for a person: guards count people, and what trips one is withheld as a whole, not the excess.
 * Withholding depends on everything that is wanted, not on what is approved or held for another reason, so that stricter
 * numbers never let more through. Pure.
 */
import { type Change, compareGrants, type GuardCode, type Withheld } from '../plan/change.ts';
import type { Diff, PlanInput } from '../plan/diff.ts';
import type { Names } from '../plan/names.ts';
import { additionTrips } from './additionTrips.ts';
import { changeKey } from './changeKey.ts';
import { heldByFloor } from './floor.ts';
import type { BindingName, Limits } from './limits.ts';
import { type People, peopleIn } from './people.ts';
import { removalTrips } from './removalTrips.ts';
import { kindOf, type Trip } from './trip.ts';

export interface GuardInput extends Pick<PlanInput, 'groups' | 'places'> {
  readonly diff: Diff;
  readonly names: Names;
  readonly limits: Limits;
  /** The most people whom a binding gave access to within 24 hours. */
  readonly peak: (binding: BindingName) => number;
  readonly decided: Decided;
}

/** What approvers have decided, and what still holds. Changes by `changeKey`. */
export interface Decided {
  readonly approved: ReadonlySet<string>;
  /** Why it is withheld still, and the quarantine in which it was rejected. */
  readonly rejected: ReadonlyMap<string, { readonly quarantine: string; readonly message: string }>;
}

/** What the guards withhold of one kind through one binding. */
export interface Held {
  readonly binding: BindingName;
  readonly kind: 'removals' | 'additions';
  readonly why: string;
  readonly changes: readonly Change[];
}

export interface Guarded {
  readonly adds: readonly Change[];
  readonly removes: readonly Change[];
  /** What is withheld beyond what the diff withholds, in the order of changes. */
  readonly withheld: readonly Withheld[];
  /** What of it an approver can decide on. */
  readonly held: readonly Held[];
}

const WAITS = 'All such changes of the binding wait for an approver; GET /api/access/quarantines says how to decide.';

/** Divides the changes of a diff into what may be made and what is withheld. */
export function guard(input: GuardInput, present: People = peopleIn(input.diff)): Guarded {
  const { diff, decided } = input;
  const trips = tripsIn(input, present);
  const floor = heldByFloor(input);
  const allowed = new Set<Change>();
  const withheld: Withheld[] = [];
  const held = new Map<string, Holding>();
  for (const change of [...diff.adds, ...diff.removes]) {
    const tripped = trips.get(keyOfTrip({ binding: change.binding, kind: kindOf(change) }));
    const key = changeKey(change);
    const below = floor.get(change);
    const rejected = decided.rejected.get(key);
    if (below !== undefined) {
      withheld.push({ ...change, why: { code: 'Floor', message: below } });
    } else if (rejected !== undefined) {
      const { quarantine, message } = rejected;
      withheld.push({ ...change, why: { code: 'Rejected', message }, quarantine });
    } else if (tripped === undefined || decided.approved.has(key)) {
      allowed.add(change);
    } else {
      withheld.push({ ...change, why: tripped.why });
      hold(held, change, tripped.sentences);
    }
  }
  return {
    adds: diff.adds.filter((change) => allowed.has(change)),
    removes: diff.removes.filter((change) => allowed.has(change)),
    withheld: withheld.toSorted(compareGrants),
    held: [...held.values()].map(({ sentences, ...rest }) => ({ ...rest, why: [...sentences].join(' ') })),
  };
}

interface Tripped {
  /** One object for all its changes, of which there may be a hundred thousand; the code is that of the first guard. */
  readonly why: { readonly code: GuardCode; readonly message: string };
  readonly sentences: readonly string[];
}

function tripsIn(input: GuardInput, present: People): ReadonlyMap<string, Tripped> {
  const trips = new Map<string, Tripped>();
  for (const trip of [...removalTrips(input, present), ...additionTrips(input, present)]) {
    const key = keyOfTrip(trip);
    const before = trips.get(key);
    const sentences = [...(before?.sentences ?? []), trip.sentence];
    const code = before?.why.code ?? trip.code;
    trips.set(key, { why: { code, message: `${sentences.join(' ')} ${WAITS}` }, sentences });
  }
  return trips;
}

function keyOfTrip({ binding, kind }: Pick<Trip, 'binding' | 'kind'>): string {
  return JSON.stringify([kind, binding]);
}

type Holding = Pick<Held, 'binding' | 'kind'> & { readonly sentences: Set<string>; readonly changes: Change[] };

function hold(held: Map<string, Holding>, change: Change, sentences: readonly string[]): void {
  const { binding } = change;
  const kind = change.action === 'add' ? 'additions' : 'removals';
  const key = JSON.stringify([kind, binding]);
  const holding = held.get(key) ?? { binding, kind, sentences: new Set(), changes: [] };
  for (const sentence of sentences) holding.sentences.add(sentence);
  holding.changes.push(change);
  held.set(key, holding);
}
