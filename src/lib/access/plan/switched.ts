/** A binding that names the group now and named its members before, or the other way round: nobody may fall between. Pure. */
import { type Instant, minutes, toIso } from '../../time.ts';
import type { Assignment } from '../assignment.ts';
import type { Withheld } from './change.ts';
import type { ResolvedBinding } from './desired.ts';
import { isEligible } from './membership.ts';
import type { Judgement } from './removal.ts';
import { coverOf, type Site } from './site.ts';

// Source: troubleshoot Azure RBAC (learn.microsoft.com): a new assignment can take up to 10 minutes to take effect.
const SETTLED_MS = minutes(15);

/** The judgement of an assignment that another one covers, or will; undefined when no binding in force switched it. */
export function switchedMode(assignment: Assignment, site: Site): Judgement | undefined {
  return switchedToMembers(assignment, site) ?? switchedToGroup(assignment, site);
}

function switchedToMembers({ principalId, principalType }: Assignment, site: Site): Judgement | undefined {
  if (principalType !== 'Group') return undefined;
  const by = site.active.find(({ binding }) => binding.group.id === principalId && binding.assign === 'members');
  if (by === undefined) return undefined;
  const { denied } = site.world;
  const people = by.reading?.eligible.filter((id) => !denied.has(id));
  const switched = { reason: 'switchedToMembers', binding: by.binding.name } as const;
  return { ...switched, ...waitsFor(people, 'WaitsForMembers', 'Its members get their own assignments first.', site) };
}

function switchedToGroup({ principalId }: Assignment, site: Site): Judgement | undefined {
  const covering = site.active.filter(
    ({ binding, reading }) => binding.assign === 'group' && isEligible(reading, principalId),
  );
  const since = ({ binding }: ResolvedBinding): Instant => coveredSince([binding.group.id], site) ?? Infinity;
  const by = covering.toSorted((a, b) => Number(isYoung(since(a), site)) - Number(isYoung(since(b), site)))[0];
  if (by === undefined) return undefined;
  const switched = { reason: 'switchedToGroup', binding: by.binding.name } as const;
  const group = [by.binding.group.id];
  return { ...switched, ...waitsFor(group, 'WaitsForGroup', 'The assignment of the group is made first.', site) };
}

function waitsFor(
  people: readonly string[] | undefined,
  code: Withheld['why']['code'],
  message: string,
  site: Site,
): Pick<Judgement, 'withheld' | 'confirmAt'> {
  const since = people && coveredSince(people, site);
  if (since === undefined) return { withheld: { code, message } };
  if (!isYoung(since, site)) return {};
  if (since === Infinity) return { withheld: { code, message: YOUNG } };
  const confirmAt = since + SETTLED_MS;
  return { withheld: { code, message: `${YOUNG} It is at ${toIso(confirmAt)}.` }, confirmAt };
}

const YOUNG = 'What covers it instead must have stood for 15 minutes.';

/** Whether what stands since then has taken effect by now; not when nobody knows since when. */
export function isSettled(since: Instant | undefined, now: Instant): boolean {
  return since !== undefined && now - since >= SETTLED_MS;
}

function isYoung(since: Instant, { world }: Site): boolean {
  return !isSettled(since, world.input.now);
}

/** Since when all of them have the role by another way; undefined when somebody has not, Infinity when nobody knows. */
function coveredSince(ids: readonly string[], site: Site): Instant | undefined {
  let youngest = -Infinity;
  for (const id of ids) {
    const cover = coverOf(id, site);
    if (cover === undefined) return undefined;
    youngest = Math.max(youngest, cover.since ?? Infinity);
  }
  return youngest;
}
