/** The end of a run: the plan from everything that was read. */
import { defined } from '../../defined.ts';
import { Failure } from '../../errors.ts';
import { placeKey } from '../assignment.ts';
import type { Diff, PlanInput } from '../plan/diff.ts';
import { type Names, NO_NAMES, toLookUp } from '../plan/names.ts';
import { type LookedUp, type Plan, plan } from '../plan/plan.ts';
import { withSample } from '../plan/quota.ts';
import { effectiveGuards } from '../policy/guards.ts';
import type { Binding } from '../policy/policy.ts';
import type { GroupReading } from '../readings/groupReading.ts';
import type { PlaceReading } from '../readings/placeReading.ts';
import type { PlanningDeps } from './accessDeps.ts';
import { type PlanDocument, planDocument } from './planDocument.ts';
import { type PolicyNow, policyNow } from './policyNow.ts';
import type { Progress } from './progress.ts';
import type { Memory } from './readings.ts';

/** Makes the plan, keeps it as the newest, and remembers for the next run what that needs. */
export async function makePlan(run: Progress, deps: PlanningDeps): Promise<PlanDocument> {
  const { readings, clock, accessSettings, policySource, documents } = deps;
  const memory = await readings.memory();
  const now = clock.now();
  const found = await policyNow(policySource, memory.policy, { ...accessSettings, now });
  const input = await inputFor(found, memory, deps);
  const made = await plan(input, (diff) => lookUp(diff, input, deps), deps.newHasher);
  const document = planDocument(made, { runId: run.runId, at: now, mode: accessSettings.mode, policy: found });
  await documents.write('plan', document);
  await readings.remember(defined({ ...memory, marks: run.marks, ...learnt(made, input, found, memory) }));
  return document;
}

async function inputFor(found: PolicyNow, memory: Memory, deps: PlanningDeps): Promise<PlanInput> {
  const { readings, accessSettings, clock, installation } = deps;
  const { policy = { bindings: [], exemptions: [], deny: [], guards: {} } } = found;
  const groups = new Map<string, GroupReading>();
  for (const id of new Set(policy.bindings.map(({ group }) => group.id))) {
    const reading = await readings.group(id);
    if (reading !== undefined) groups.set(id, reading);
  }
  const places = new Map<string, PlaceReading>();
  for (const place of memory.places) {
    const reading = await readings.place(place);
    if (reading !== undefined) places.set(placeKey(place), reading);
  }
  const machines = await readings.machines();
  return defined({
    policy,
    groups,
    places,
    machines,
    self: await installation(),
    recorded: new Map<string, string>(),
    history: new Map(Object.entries(memory.samples)),
    blocked: (binding: Binding, reading: GroupReading | undefined) => {
      const { requireRoleAssignable } = effectiveGuards(accessSettings.limits, policy.guards, binding.guards);
      return roleAssignability(binding, reading, requireRoleAssignable);
    },
    held: found.problems.length > 0,
    now: clock.now(),
  });
}

/** Whoever may change the members of such a group makes administrators; it should not be everybody who may change groups. */
function roleAssignability(
  { role, assign }: Binding,
  reading: GroupReading | undefined,
  required: 'none' | 'groupMode' | 'all',
): { readonly code: string; readonly message: string } | undefined {
  const asked = role === 'administrator' && (required === 'all' || (required === 'groupMode' && assign === 'group'));
  if (!asked || reading === undefined || reading.roleAssignable === true) return undefined;
  const message =
    reading.roleAssignable === null
      ? 'The directory does not tell whether the group is role-assignable.'
      : 'The group is not role-assignable, so that too many people may change its members.';
  return { code: 'NotRoleAssignable', message };
}

/** Asks the directory for the names, once for all of them. A plan without names is better than none. */
async function lookUp(diff: Diff, { policy }: PlanInput, { directory, progress }: PlanningDeps): Promise<LookedUp> {
  const { people, ways } = toLookUp(diff);
  if (people.length > 0) progress?.(`${people.length} names`);
  const names = await orElse(NO_NAMES, async (): Promise<Names> => {
    const [seen, groups] = await Promise.all([
      people.length === 0 ? new Map() : directory.people(people),
      ways.length === 0 ? new Map() : directory.groupsOf(ways),
    ]);
    return { people: seen, asked: new Set(people), groups };
  });
  const deniedIn = new Map<string, readonly string[]>();
  if (policy.deny.length === 0) return { names, deniedIn };
  for (const { principalId, principalType } of diff.foreign) {
    if (principalType !== 'Group' || deniedIn.has(principalId)) continue;
    const members = await orElse(new Set<string>(), () => directory.confirmedMembers(policy.deny, principalId));
    deniedIn.set(principalId, [...members]);
  }
  return { names, deniedIn };
}

async function orElse<T>(otherwise: T, ask: () => Promise<T>): Promise<T> {
  try {
    return await ask();
  } catch (error) {
    if (!(error instanceof Failure) || error.kind === 'throttled') throw error;
    return otherwise;
  }
}

/** What the next run needs to know. */
function learnt(made: Plan, { places, now }: PlanInput, { policy }: PolicyNow, { samples }: Memory) {
  // Who is to be added is proven person by person; who is to go, by complete readings.
  const changes = [...made.removes, ...made.withheld].filter(({ action }) => action === 'remove');
  const busy = new Set(changes.map(({ binding }) => binding));
  const pending = policy?.bindings.filter(({ name }) => busy.has(name)).map(({ group }) => group.id) ?? [];
  const sampled: Memory['samples'] = {};
  for (const [key, { used }] of places) sampled[key] = [...withSample(samples[key] ?? [], { at: now, used })];
  return { pending: [...new Set(pending)], samples: sampled };
}
