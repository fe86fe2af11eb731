/**
 * Those whom the policy and deny assignments list by id alone, and what the directory says they are: a mistyped id would do
 * nothing in silence. Pure.
 */
import * as z from 'zod';
import { instant } from '../../instant.ts';
import { hours, type Instant, isRecent } from '../../time.ts';
import { isOver } from '../policy/day.ts';
import { type Names, nameOf } from './names.ts';
import type { PlanInput } from './planInput.ts';

const listed = z.object({
  kind: z.enum(['user', 'group', 'servicePrincipal', 'device', 'contact', 'other', 'absent']),
  name: z.string().exactOptional(),
});

/** What is remembered from run to run, by id, so that a run in which nothing has changed asks nothing. */
export const listedAt = z.object({ at: instant, principals: z.record(z.string(), listed) });

/** Who an id is of. */
export type Listed = z.output<typeof listed>;
export type ListedAt = z.output<typeof listedAt>;

/** By id. */
export type ListedById = ReadonlyMap<string, Listed>;

/** An answer older than this is asked for anew: who was there may have been deleted. */
const BELIEVED_MS = hours(24);

/** Principals of one deny assignment that are named; beyond these nobody reads on. */
export const PRINCIPALS_NAMED = 3;

/** The ids that are of interest, each once. */
export function listedIn({ policy, places, now }: Pick<PlanInput, 'policy' | 'places' | 'now'>): readonly string[] {
  const exempt = policy.exemptions.filter(({ until }) => !isOver(until, now));
  const denials = [...places.values()].flatMap((place) => place.denials);
  const named = denials.flatMap(({ principalIds, excludedPrincipalIds }) => [
    ...principalIds.slice(0, PRINCIPALS_NAMED),
    ...excludedPrincipalIds.slice(0, PRINCIPALS_NAMED),
  ]);
  return [...new Set([...policy.deny, ...exempt.map(({ principal }) => principal), ...named])];
}

/** Whether it tells of all these ids still. */
export function tellsOf(known: ListedAt | undefined, ids: readonly string[], now: Instant): boolean {
  return (
    known !== undefined &&
    isRecent(known.at, BELIEVED_MS, now) &&
    ids.every((id) => Object.hasOwn(known.principals, id))
  );
}

/** What names say of these ids; undefined when they were not asked for. */
export function listedBy(names: Names, ids: readonly string[], at: Instant): ListedAt | undefined {
  if (!ids.every((id) => names.asked.has(id))) return undefined;
  const principals = ids.map((id): [string, Listed] => {
    const seen = names.people.get(id);
    const name = nameOf(id, names);
    const kind = seen === undefined ? 'absent' : (seen.kind ?? 'user');
    return [id, { kind, ...(name !== undefined && { name }) }];
  });
  return { at, principals: Object.fromEntries(principals) };
}

/** Somebody as a sentence has them: by name, where that is known, and always by id. */
export function called(id: string, listed: ListedById): string {
  const name = listed.get(id)?.name;
  return name === undefined ? id : `${name} (${id})`;
}
