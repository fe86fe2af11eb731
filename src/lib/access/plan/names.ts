/** What people call those whom a plan names, and by which way they are in the group. Pure but for the asking. */
import type { PersonSeen } from '../directory.ts';
import type { GroupReading } from '../readings/groupReading.ts';
import type { Change } from './change.ts';
import type { Diff } from './diff.ts';
import { leftOutReason } from './membership.ts';

export interface Names {
  /** Those that the directory knows, by id. */
  readonly people: ReadonlyMap<string, PersonSeen>;
  /** Those that were asked for: who is asked for and not known is no longer there. */
  readonly asked: ReadonlySet<string>;
  /** The direct groups of people, by their ids. */
  readonly groups: ReadonlyMap<string, readonly string[]>;
}

/** Nobody was asked for. */
export const NO_NAMES: Names = { people: new Map(), asked: new Set(), groups: new Map() };

/** Why people lose what they have through a group that they are still in. */
const STILL_IN: ReadonlySet<Change['reason']> = new Set(['disabled', 'guest', 'notAPerson']);

/** Whom a diff names: only these are looked up, not everybody who keeps what they have. */
export function toLookUp({ adds, removes, withheld, foreign, bindings }: Diff): {
  readonly people: readonly string[];
  /** People whose way into a group with nested groups is of interest. */
  readonly ways: readonly string[];
} {
  const changes = [...adds, ...removes, ...withheld];
  const nested = bindings.flatMap(({ reading }) => reading?.nested ?? []);
  const withNested = new Set(
    bindings.flatMap(({ binding, reading }) => (reading?.nested.length ? [binding.name] : [])),
  );
  const losing = [...removes, ...withheld].filter(({ reason }) => STILL_IN.has(reason));
  const ways = [...adds.filter(({ reason }) => reason === 'member'), ...losing].filter(({ binding }) =>
    withNested.has(binding ?? ''),
  );
  return {
    people: [...new Set([...[...changes, ...foreign].map(({ principalId }) => principalId), ...nested])],
    ways: [...new Set(ways.map(({ principalId }) => principalId))],
  };
}

/** The name of somebody for people: as they sign in, else as they are called. */
export function nameOf(id: string, { people }: Names): string | undefined {
  const seen = people.get(id);
  return seen?.userPrincipalName ?? seen?.displayName;
}

/** Whether the directory was asked for somebody and has nobody of that id. */
export function isOrphan(id: string, { asked, people }: Names): boolean {
  return asked.has(id) && !people.has(id);
}

/** The change with its names. Whoever is no longer in the directory has not left the group, but is deleted. */
export function named<T extends Change>(change: T, names: Names, readings: ReadonlyMap<string, GroupReading>): T {
  const { principalId, binding, reason } = change;
  const principal = nameOf(principalId, names);
  const reading = readings.get(binding ?? '');
  const path = reading !== undefined && isIn(change, reading) ? pathInto(reading, principalId, names) : undefined;
  const gone = reason === 'leftGroup' && isOrphan(principalId, names);
  return {
    ...change,
    ...(principal !== undefined && { principal }),
    ...(path !== undefined && { path }),
    ...(gone && { reason: 'deleted' }),
  };
}

function isIn({ reason, principalId }: Change, reading: GroupReading): boolean {
  return reason === 'member' || (STILL_IN.has(reason) && leftOutReason(reading, principalId) !== undefined);
}

/** The shortest way from the group of a binding down to the group that somebody is a direct member of. */
export function pathInto(reading: GroupReading, principalId: string, names: Names): readonly string[] | undefined {
  const called = (id: string): string =>
    id === reading.groupId ? (reading.displayName ?? id) : (nameOf(id, names) ?? id);
  if (reading.nested.length === 0) return [called(reading.groupId)];
  const direct = names.groups.get(principalId);
  if (direct === undefined) return undefined;
  const closure = new Set([reading.groupId, ...reading.nested]);
  // Sorted, as the parents are: of two ways as short it is always the same one.
  let ways = direct
    .filter((id) => closure.has(id))
    .toSorted()
    .map((id) => [id]);
  const seen = new Set(ways.flat());
  while (ways.length > 0) {
    const arrived = ways.find(([top]) => top === reading.groupId);
    if (arrived !== undefined) return arrived.map(called);
    const longer: string[][] = [];
    for (const way of ways) {
      for (const parent of reading.parents[way[0] ?? ''] ?? []) {
        if (seen.has(parent)) continue;
        seen.add(parent);
        longer.push([parent, ...way]);
      }
    }
    ways = longer;
  }
  return undefined;
}
