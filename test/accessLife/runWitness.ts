/** Stands where runs end, and says what must not be: a plan that owes something, a reading that is older than its news. */
import { placeKey, placeOf } from '../../src/lib/access/assignment.ts';
import { groupReading } from '../../src/lib/access/readings/groupReading.ts';
import { placeReading } from '../../src/lib/access/readings/placeReading.ts';
import type { StepOutcome } from '../../src/lib/access/runs/planAccess.ts';
import { type PlanDocument, planDocumentSchema } from '../../src/lib/access/runs/planDocument.ts';
import { type Instant, minutes, toIso } from '../../src/lib/time.ts';
import { SUB } from '../builders/runWorld.ts';
import type { Listing } from './directory.ts';
import type { Scene } from './scene.ts';
import { groupId } from './truth.ts';

/** A first batch of additions is sent whoever asks for another run. */
const FIRST_BATCH = 400;
/** A run that sends for so long stops. */
const SENDING_MS = minutes(9);
/** Two listings so far apart that agree are taken for the truth. */
const AGREED_MS = minutes(15);

export interface RunWitness {
  /** A step of a run has ended so. */
  saw(outcome: StepOutcome): Promise<void>;
}

export function createRunWitness(scene: Scene): RunWitness {
  const { clock, tables, problems, world } = scene;
  const owed = new Map<string, { readonly at: Instant; readonly changes: number }>();
  // An app that has lost its tables knows of no news and of no assignments.
  const lost = world.happenings.some(({ kind }) => kind === 'lose');
  const lists = createListWitness(scene);

  const planned = async ({ runId, removes, adds }: PlanDocument): Promise<readonly string[]> => {
    owed.set(runId, { at: clock.now(), changes: removes.length + Math.min(adds.length, FIRST_BATCH) });
    return lost ? [] : [...oldReadings(scene), ...(await lists())];
  };
  /** A run may be over in the step that makes its plan. */
  const leftOut = async (runId: string): Promise<readonly string[]> => {
    const debt = owed.get(runId);
    const { finishedAt, changes } = (await tables.runs.read(runId)) ?? {};
    if (debt === undefined || finishedAt === undefined || changes === undefined) return [];
    if (newest(scene)?.runId !== runId || clock.now() - debt.at >= SENDING_MS || changes.sent >= debt.changes)
      return [];
    return [`run ${runId} ends with ${changes.sent} changes sent, and its plan has ${debt.changes}`];
  };
  const found = async ({ did, runId }: StepOutcome): Promise<readonly string[]> => {
    if (did !== 'planned' && did !== 'applied') return [];
    const plan = newest(scene);
    const news = did === 'planned' && plan?.runId === runId ? await planned(plan) : [];
    return [...news, ...(await leftOut(runId))];
  };

  return {
    async saw(outcome) {
      for (const what of await found(outcome)) problems.push(`${toIso(clock.now())} ${what}`);
    },
  };
}

function newest({ tables }: Scene): PlanDocument | undefined {
  return planDocumentSchema.safeParse(tables.written('plan')).data;
}

/** Groups of which news has come, which lists show, and which a plan does not know, although nothing has confirmed the old list. */
function oldReadings(scene: Scene): readonly string[] {
  const { policy, directory, tables } = scene;
  const round = directory.round();
  if (round === undefined) return [];
  const groups = policy
    .since(round.at)
    .map(({ bindings }) => new Set(bindings.filter(({ dropped }) => !dropped).map(({ group }) => groupId(group))))
    .reduce((all, some) => new Set([...all].filter((group) => some.has(group))));
  return [...groups].flatMap((group) => {
    const { data } = groupReading.safeParse(tables.written(`readings/group-${group}`));
    const listings = directory.listings(group);
    const news = directory.announcedAt(group) ?? listings[0]?.at;
    if (data === undefined || data.gap !== undefined || data.readAt >= round.at || news === undefined) return [];
    if (isSame(new Set(data.eligible), round.eligible(group)) || isConfirmed(listings, news)) return [];
    return [`group ${group} was not read again after its news of ${toIso(news)}, and lists show something else`];
  });
}

/** Two listings since the news, far enough apart, agree, and so do all between them. */
function isConfirmed(listings: readonly Listing[], news: Instant): boolean {
  const since = listings.filter(({ at }) => at >= news);
  return since.some((first, n) => {
    const differs = since.slice(n).findIndex(({ eligible }) => !isSame(eligible, first.eligible));
    const alike = differs < 0 ? since.slice(n) : since.slice(n, n + differs);
    return (alike.at(-1)?.at ?? first.at) - first.at >= AGREED_MS;
  });
}

function isSame(one: ReadonlySet<string>, other: ReadonlySet<string>): boolean {
  return one.size === other.size && [...one].every((id) => other.has(id));
}

/** Looks at each plan whether it believes an empty list of assignments that showed something on record a moment before. */
function createListWitness({ tables, faults, clock, there }: Scene): () => Promise<readonly string[]> {
  const place = placeOf(SUB);
  let listed: ReadonlySet<string> = new Set();
  return async () => {
    const { data } = placeReading.safeParse(tables.written(`readings/${placeKey(place)}`));
    if (data === undefined || data.gap !== undefined) return [];
    const before = listed;
    listed = new Set(data.assignments.map(({ name }) => name));
    const short = faults.short();
    if (short?.shows !== 'none' || data.readAt <= short.since || clock.now() - short.since >= AGREED_MS) return [];
    const recorded = await tables.grants.list(place);
    const missing = there.now().filter(({ name }) => before.has(name) && isStanding(recorded.get(name)?.how));
    return missing.length === 0 ? [] : [`an empty list is believed, and ${missing.length} assignments are on record`];
  };
}

function isStanding(how: 'written' | 'found' | 'removed' | undefined): boolean {
  return how === 'written' || how === 'found';
}
