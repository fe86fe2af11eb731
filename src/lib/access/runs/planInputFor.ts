/** What a plan is made from, put together: for a whole plan, and for the proof of a change at one place. */
import { defined } from '../../defined.ts';
import { placeKey } from '../assignment.ts';
import type { PlanInput } from '../plan/planInput.ts';
import { effectiveGuards } from '../policy/guards.ts';
import type { AccessPolicy, Binding } from '../policy/policy.ts';
import { blockedByGroup } from '../policy/roleAssignability.ts';
import type { GroupReading } from '../readings/groupReading.ts';
import type { PlaceReading } from '../readings/placeReading.ts';
import type { PlanningDeps } from './accessDeps.ts';
import { earlierRuns } from './earlier.ts';
import type { Memory, Readings } from './readings.ts';

export interface InputAbout {
  /** The run that plans, or whose plan is carried out. */
  readonly runId: string;
  /** Absent when there never was a good one. */
  readonly policy: Pick<AccessPolicy, 'bindings' | 'exemptions' | 'deny' | 'guards'> | undefined;
  readonly etag: string | undefined;
  /** The policy in the blob cannot be followed. */
  readonly held: boolean;
  readonly memory: Memory;
  readonly places: PlanInput['places'];
}

const NO_POLICY = { bindings: [], exemptions: [], deny: [], guards: {} } as const;

type InputDeps = Pick<PlanningDeps, 'readings' | 'accessSettings' | 'clock' | 'installation' | 'grants' | 'documents'>;

/** The newest readings of groups and machines, what earlier runs have left, and these places. */
export async function planInputFor(about: InputAbout, deps: InputDeps): Promise<PlanInput> {
  const { readings, accessSettings, clock, installation } = deps;
  const { memory, places, held, policy = NO_POLICY } = about;
  const groups = new Map<string, GroupReading>();
  for (const id of new Set([...policy.bindings.map(({ group }) => group.id), ...memory.standing])) {
    const reading = await readings.group(id);
    if (reading !== undefined) groups.set(id, reading);
  }
  const machines = await readings.machines();
  return defined({
    policy,
    groups,
    places,
    machines,
    self: await installation(),
    ...(await earlierRuns(about, deps)),
    history: new Map(Object.entries(memory.samples)),
    blocked: (binding: Binding, reading: GroupReading | undefined) => {
      const { requireRoleAssignable } = effectiveGuards(accessSettings.limits, policy.guards, binding.guards);
      return reading === undefined ? undefined : blockedByGroup(binding, reading, requireRoleAssignable);
    },
    held,
    now: clock.now(),
  });
}

/** The newest readings of places that were read. */
export async function placesOf({ places }: Pick<Memory, 'places'>, readings: Readings): Promise<PlanInput['places']> {
  const found = new Map<string, PlaceReading>();
  for (const place of places) {
    const reading = await readings.place(place);
    if (reading !== undefined) found.set(placeKey(place), reading);
  }
  return found;
}
