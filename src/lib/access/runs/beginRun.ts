/** The beginning of a run: which policy it follows, what may have changed, and so what it has to read. */
import { defined } from '../../defined.ts';
import { Failure } from '../../errors.ts';
import { type Place, placeKey, placeOf } from '../assignment.ts';
import type { DirectoryChanges } from '../directory.ts';
import type { AccessPolicy } from '../policy/policy.ts';
import type { PlanningDeps } from './accessDeps.ts';
import { type PolicyNow, policyNow } from './policyNow.ts';
import type { Progress, Task } from './progress.ts';
import type { Memory } from './readings.ts';
import { mustRead } from './reread.ts';
import { scopesOf } from './scopes.ts';

/** Finds out what a run has to read. Throws `Throttled` and transient failures: the step is made again. */
export async function beginRun(runId: string, deps: PlanningDeps): Promise<Progress> {
  const { readings, clock, accessSettings, policySource } = deps;
  const memory = await readings.memory();
  const found = await policyNow(policySource, memory.policy, { ...accessSettings, now: clock.now() });
  const changes = await changesSince(memory, deps);
  const places = await placesToRead(found.policy, memory, deps);
  // What was read once is remembered before anything can be written there.
  await readings.remember(defined({ ...memory, places: [...places], policy: found.good ?? memory.policy }));
  const tasks: Task[] = [
    ...(await groupTasks(found, changes, memory, deps)),
    ...(found.policy?.bindings.some(({ target }) => target.kind === 'machines') ? [{ kind: 'machines' as const }] : []),
    ...places,
  ];
  const base = { version: 1 as const, runId, tasks, failures: 0, total: tasks.length };
  return defined({
    ...base,
    marks: changes?.marks,
    policyEtag: found.problems.length === 0 ? found.mark?.etag : undefined,
  });
}

/** What the directory says has changed; undefined when it will not say. Then every group is read. */
async function changesSince(
  { marks }: Memory,
  { directory, progress }: PlanningDeps,
): Promise<DirectoryChanges | undefined> {
  try {
    return await directory.changes(marks);
  } catch (error) {
    if (!(error instanceof Failure) || error.kind === 'transient' || error.kind === 'throttled') throw error;
    progress?.(`The directory does not tell what has changed (${error.code}); every group is read.`);
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
  for (const id of await watched.all()) places.set(`subscription-${id}`, { kind: 'subscription', id });
  for (const scope of policy === undefined ? [] : scopesOf(policy)) {
    const place = placeOf(scope);
    places.set(placeKey(place), place);
  }
  return [...places.values()];
}

async function groupTasks(
  { policy }: PolicyNow,
  changes: DirectoryChanges | undefined,
  memory: Memory,
  { readings, clock }: PlanningDeps,
): Promise<Task[]> {
  const context = { changes, pending: new Set(memory.pending), now: clock.now() };
  const tasks = new Map<string, Task>();
  for (const { group, role } of policy?.bindings ?? []) {
    const known = tasks.get(group.id);
    const withOwners = role === 'administrator' || (known?.kind === 'group' && known.withOwners);
    if (known !== undefined || mustRead(await readings.group(group.id), context))
      tasks.set(group.id, { kind: 'group', id: group.id, withOwners });
  }
  return [...tasks.values()];
}
