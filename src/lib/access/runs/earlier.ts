/** What earlier runs have left that a plan looks at: only what was seen twice is removed. */
import type { PlanInput } from '../plan/planInput.ts';
import { readAbsences } from './absences.ts';
import type { PlanningDeps } from './accessDeps.ts';
import { asIfRecorded, recordedAt } from './onRecord.ts';
import { ONCE } from './planDocument.ts';
import type { Memory } from './readings.ts';

type Earlier = Pick<PlanInput, 'recorded' | 'absentSince' | 'confirmMs' | 'policySeenBefore' | 'blockedSince'>;

interface About {
  readonly runId: string;
  /** Mark of the policy. */
  readonly etag: string | undefined;
  readonly memory: Memory;
  readonly places: PlanInput['places'];
}

/** What the runs before this one have left. */
export async function earlierRuns(
  { runId, etag, memory, places }: About,
  { grants, documents, accessSettings }: Pick<PlanningDeps, 'grants' | 'documents' | 'accessSettings'>,
): Promise<Earlier> {
  if (runId === ONCE) return foreseen(places);
  const absences = await readAbsences(documents);
  const blocked = new Map(memory.blockedSince.map(({ binding, since }) => [binding, since]));
  return {
    recorded: await recordedAt(places, grants),
    absentSince: (groupId, principalId) => absences.get(groupId)?.get(principalId),
    confirmMs: accessSettings.confirmMs,
    policySeenBefore: isSeenBefore(runId, etag, memory),
    blockedSince: (binding) => blocked.get(binding),
  };
}

/** At a terminal there is no next run: it shows what a plan comes to when everything is confirmed and on record. */
function foreseen(places: PlanInput['places']): Earlier {
  return {
    recorded: asIfRecorded(places),
    absentSince: () => undefined,
    confirmMs: 0,
    policySeenBefore: true,
    blockedSince: () => undefined,
  };
}

function isSeenBefore(runId: string, etag: string | undefined, { planned }: Memory): boolean {
  if (planned?.etag !== etag) return false;
  // A run that died when its plan was kept makes it once more, and is still the same run.
  return planned?.runId !== runId || planned.seenBefore;
}

/** What the next run is left of this: the policy that was planned for. One that cannot be read was not planned for. */
export function plannedFor(
  { held, policySeenBefore: seenBefore }: Pick<PlanInput, 'held' | 'policySeenBefore'>,
  { runId, etag, memory }: Omit<About, 'places'>,
): Memory['planned'] {
  return held || etag === undefined ? memory.planned : { etag, runId, seenBefore };
}
