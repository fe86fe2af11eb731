/**
 * Which changes of a diff wait for a person: guards count people, what was done within 24 hours and what is wanted now, and
 * what trips one is withheld as a whole, not the excess. Withholding depends on everything that is wanted, not on what is
 * approved or held for another reason, so that stricter numbers never let more through. Pure.
 */

import type { BindingName } from '../plan/change.ts';
import { type Change, compareGrants, type GuardCode, type Withheld } from '../plan/change.ts';
import { additionTrips } from './additionTrips.ts';
import { changeKey } from './changeKey.ts';
import { type Counted, countedIn } from './counted.ts';
import { heldByFloor } from './floor.ts';
import type { Decided, GuardInput } from './guardInput.ts';
import { type People, peopleIn } from './people.ts';
import { bare, proposalSentence, proposedIn, waiting } from './proposals.ts';
import { removalTrips } from './removalTrips.ts';
import { byBinding, kindOf, type Trip } from './trip.ts';

/** What the guards withhold of one kind through one binding. */
export interface Held {
  readonly binding: BindingName;
  readonly kind: 'removals' | 'additions';
  readonly why: string;
  readonly changes: readonly Change[];
}

export interface Guarded {
  /** Those that may be made, with what lets them through. */
  readonly adds: readonly Change[];
  readonly removes: readonly Change[];
  /** What is withheld beyond what the diff withholds, and what it proposes, in the order of changes. */
  readonly withheld: readonly Withheld[];
  /** What of it an approver can decide on. */
  readonly held: readonly Held[];
}

function waitsText(binding: BindingName): string {
  const which = binding === null ? 'All such changes' : 'All such changes of the binding';
  return `${which} wait for an approver; GET /api/access/quarantines says how to decide.`;
}

/** Divides the changes of a diff into what may be made and what is withheld. */
export function guard(given: GuardInput): Guarded {
  const { decided } = given;
  const { diff, approved, open } = proposedIn(given.diff, decided);
  const input = { ...given, diff };
  const present = peopleIn(diff, input.groups);
  const counted = countedIn(input);
  const trips = tripsIn(input, present, counted);
  const floor = heldByFloor(input, [...diff.removes, ...open]);
  const out: Guarding = { allowed: [], withheld: [], held: new Map() };
  for (const change of [...diff.adds, ...diff.removes]) {
    const refused = refusalOf(change, floor.get(change), decided);
    const tripped = trips.get(keyOfTrip({ binding: change.binding, kind: kindOf(change) }));
    const approval = decided.approved.get(changeKey(change));
    if (refused !== undefined) {
      out.withheld.push(refused);
    } else if (tripped === undefined || approval !== undefined) {
      const isNeeded = tripped !== undefined || approved.has(change);
      out.allowed.push(marked(change, isNeeded ? approval : undefined, counted.get(change)));
    } else {
      out.withheld.push({ ...change, why: tripped.why });
      hold(out.held, change, tripped.sentences);
    }
  }
  for (const proposals of byBinding(open).values()) offer(proposals, floor, decided, out);
  return {
    adds: out.allowed.filter(({ action }) => action === 'add'),
    removes: out.allowed.filter(({ action }) => action === 'remove'),
    withheld: out.withheld.toSorted(compareGrants),
    held: [...out.held.values()].map(({ sentences, ...rest }) => ({ ...rest, why: [...sentences].join(' ') })),
  };
}

/** What has been decided so far. */
interface Guarding {
  readonly allowed: Change[];
  readonly withheld: Withheld[];
  readonly held: Map<string, Holding>;
}

/** What neither numbers nor an approval change. */
function refusalOf(change: Change, below: string | undefined, { rejected }: Decided): Withheld | undefined {
  if (below !== undefined) return { ...change, why: { code: 'Floor', message: below } };
  const rejection = rejected.get(changeKey(change));
  if (rejection === undefined) return undefined;
  const { quarantine, message } = rejection;
  return { ...change, why: { code: 'Rejected', message }, quarantine };
}

/** With the quarantine whose approval lets it through, or whom it counts for; or that it makes no difference to anybody. */
function marked(change: Change, approval: string | undefined, people: readonly string[] | undefined): Change {
  const uncounted = people === undefined && { uncounted: true as const };
  if (approval !== undefined) return { ...change, quarantine: approval, ...uncounted };
  if (people === undefined) return { ...change, uncounted: true };
  return change.principalType === 'Group' ? { ...change, people } : change;
}

/** Asks an approver about what a binding only proposes. */
function offer(
  proposals: readonly Withheld[],
  floor: ReadonlyMap<Change, string>,
  decided: Decided,
  { withheld, held }: Guarding,
): void {
  const refusals = new Map(proposals.map((one) => [one, refusalOf(bare(one), floor.get(one), decided)]));
  const offered = proposals.filter((one) => refusals.get(one) === undefined);
  const sentences = [proposalSentence(offered)];
  for (const one of proposals) withheld.push(refusals.get(one) ?? waiting(one));
  for (const one of offered) hold(held, bare(one), sentences);
}

interface Tripped {
  /** One object for all its changes, of which there may be a hundred thousand; the code is that of the first guard. */
  readonly why: { readonly code: GuardCode; readonly message: string };
  readonly sentences: readonly string[];
}

function tripsIn(input: GuardInput, present: People, counted: Counted): ReadonlyMap<string, Tripped> {
  const trips = new Map<string, Tripped>();
  for (const trip of [...removalTrips(input, present, counted), ...additionTrips(input, counted)]) {
    const key = keyOfTrip(trip);
    const before = trips.get(key);
    const sentences = [...(before?.sentences ?? []), trip.sentence];
    const code = before?.why.code ?? trip.code;
    trips.set(key, { why: { code, message: `${sentences.join(' ')} ${waitsText(trip.binding)}` }, sentences });
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
