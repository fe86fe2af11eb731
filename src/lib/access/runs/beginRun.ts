/** The beginning of a run: which policy it follows, what may have changed, and so what it has to read. */
import { defined } from '../../defined.ts';
import { type Place, placeKey, placeOf } from '../assignment.ts';
import type { DirectoryChanges } from '../directory.ts';
import type { AccessPolicy } from '../policy/policy.ts';
import type { PlanningDeps } from './accessDeps.ts';
import { finalFailure } from './finalFailure.ts';
import { ONCE } from './planDocument.ts';
import { policyNow } from './policyNow.ts';
import type { Progress, Task } from './progress.ts';
import type { Memory } from './readings.ts';
import { whyRead } from './reread.ts';
import { scopesOf } from './scopes.ts';

/** Finds out what a run has to read. Throws `Throttled` and, while `mayRetry`, transient failures: it is made again then. */
export async function beginRun(runId: string, mayRetry: boolean, deps: PlanningDeps): Promise<Progress> {
  const { readings, clock, accessSettings, policySource } = deps;
  const memory = await readings.memory();
  const found = await policyNow(policySource, memory.policy, { ...accessSettings, now: clock.now() });
  const changes = await changesSince(memory, mayRetry, deps);
  const places = await placesToRead(found.policy, memory, deps);
  // What was read once is remembered before anything can be written there.
  await readings.remember(defined({ ...memory, places: [...places], policy: found.good ?? memory.policy }));
  const groups = groupsOf(found.policy, memory);
  const tasks: Task[] = [
    ...(await groupTasks(groups, changes, memory, deps)),
    ...(readsMachines(runId, found.policy) ? [{ kind: 'machines' as const }] : []),
    ...places,
  ];
  return defined({
    version: 1 as const,
    runId,
    tasks,
    failures: 0,
    total: tasks.length,
    marks: changes?.marks,
    groups: [...groups.keys()],
    policyEtag: found.mark?.etag,
  });
}

/** What the directory says has changed; undefined when it will not say. Then every group is read. */
async function changesSince(
  { marks }: Memory,
  mayRetry: boolean,
  { directory, progress }: PlanningDeps,
): Promise<DirectoryChanges | undefined> {
  try {
    return await directory.changes(marks);
  } catch (error) {
    const { code } = finalFailure(error, mayRetry);
    progress?.(`The directory does not tell what has changed (${code}); every group is read.`);
    return undefined;
  }
}

/** Those of the policy, those that are watched, and those that ever were read. */
async function placesToRead(
  policy: AccessPolicy | undefined,
  memory: Memory,
  { watched }: PlanningDeps,
): Promise<readonly Place[]> {
  const places = new Map(memory.places.map((place) => [placeKey(place), place]));
  const add = (place: Place): unknown => places.set(placeKey(place), place);
  for (const id of await watched.all()) add({ kind: 'subscription', id });
  for (const scope of policy === undefined ? [] : scopesOf(policy)) add(placeOf(scope));
  return [...places.values()];
}

/** Selectors choose from the inventory. Whoever plans at a terminal also wants to know of slips in the names of scopes. */
function readsMachines(runId: string, policy: AccessPolicy | undefined): boolean {
  const named = policy?.bindings.flatMap(({ target }) => (target.kind === 'scopes' ? target.scopes : [])) ?? [];
  const mayBeSlips = named.some(({ kind }) => kind === 'machine' || kind === 'resourceGroup');
  return policy?.bindings.some(({ target }) => target.kind === 'machines') === true || (runId === ONCE && mayBeSlips);
}

/**
 * Every group of the policy, and whether its owners are of interest: they decide who becomes an administrator. Besides those
 * that have a role by us still: guards count the people in them.
 */
function groupsOf(policy: AccessPolicy | undefined, { standing }: Memory): ReadonlyMap<string, boolean> {
  const groups = new Map(standing.map((id) => [id, false]));
  for (const { group, role } of policy?.bindings ?? [])
    groups.set(group.id, role === 'administrator' || groups.get(group.id) === true);
  return groups;
}

async function groupTasks(
  groups: ReadonlyMap<string, boolean>,
  changes: DirectoryChanges | undefined,
  memory: Memory,
  { readings, clock }: PlanningDeps,
): Promise<Task[]> {
  const context = {
    changes,
    pending: new Set(memory.pending),
    followed: new Set(memory.followed),
    now: clock.now(),
  };
  const tasks: Task[] = [];
  for (const [id, withOwners] of groups) {
    const reading = await readings.group(id);
    const why = whyRead(reading, { ...context, withOwners });
    if (why === undefined) continue;
    tasks.push({ kind: 'group', id, withOwners, ...(why !== 'due' && { news: why }) });
  }
  return tasks;
}
