/** A binding that names the group now and named its members before, or the other way round: nobody may fall between. Pure. */
import type { Instant } from '../../time.ts';
import type { Assignment } from '../assignment.ts';
import type { Withheld } from './change.ts';
import { coveredSince, isSettled } from './cover.ts';
import type { ResolvedBinding } from './desired.ts';
import type { Judgement } from './judgement.ts';
import { isEligible } from './membership.ts';
import { type Settling, settling } from './settling.ts';
import type { Site } from './site.ts';

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
  const waits = waitsFor(people, 'WaitsForMembers', 'Its members get their own assignments first.', site);
  return { ...switched, ...(waits ?? awaitsMissing(by, site)) };
}

/** Whoever was in the group once and is missing now: they may have left, or be missing from an old answer. */
function awaitsMissing({ reading }: ResolvedBinding, site: Site): Settling | undefined {
  const { input, denied, awaitsReading } = site.world;
  const unsure = (reading?.missing ?? [])
    .filter(({ id, since }) => (reading?.readAt ?? 0) - since < input.confirmMs && !denied.has(id))
    .filter(({ id }) => !isSettled(coveredSince([id], site), input.now));
  if (unsure.length === 0) return undefined;
  const confirmAt = Math.max(...unsure.map(({ since }) => since)) + input.confirmMs;
  return { withheld: awaitsReading(confirmAt), confirmAt };
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
): Settling | undefined {
  return settling(people && coveredSince(people, site), { code, message }, site.world.input.now);
}

function isYoung(since: Instant, { world }: Site): boolean {
  return !isSettled(since, world.input.now);
}
