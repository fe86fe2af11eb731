/** What runs remember, by name: each kind of document with its schema. What cannot be read counts as not there. */
import * as z from 'zod';
import { instant } from '../../instant.ts';
import type { Place } from '../assignment.ts';
import { placeKey } from '../assignment.ts';
import type { Documents } from '../documents.ts';
import { announcedEnds } from '../guards/announced.ts';
import { bindingBaselines } from '../guards/baselines.ts';
import { peopleSamples } from '../guards/peaks.ts';
import { listedAt } from '../plan/listed.ts';
import { type GroupReading, groupReading } from '../readings/groupReading.ts';
import { type MachinesReading, machinesReading } from '../readings/machineSelector.ts';
import { type PlaceReading, placeReading } from '../readings/placeReading.ts';
import { type Progress, progress } from './progress.ts';

const place = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('subscription'), id: z.string() }),
  z.object({ kind: z.literal('managementGroup'), name: z.string() }),
]);

const memory = z.object({
  version: z.literal(1),
  /** Where the change feeds stood when the readings below were made. */
  marks: z.object({ users: z.string(), groups: z.string() }).exactOptional(),
  /** Every place that was ever read: what was written there once is never forgotten. */
  places: z.array(place),
  /** How full each place was, oldest first. */
  samples: z.record(z.string(), z.array(z.object({ at: instant, used: z.number() }))),
  /** The last policy that could be read. */
  policy: z
    .object({
      etag: z.string(),
      versionId: z.string().exactOptional(),
      text: z.string(),
      readAt: instant,
    })
    .exactOptional(),
  /** Groups with changes in the newest plan. */
  pending: z.array(z.string()),
  /** Groups whose readings the marks go back to. */
  followed: z.array(z.string()),
  /** Who those are whom the policy denies or exempts, or a deny assignment names. */
  listed: listedAt.exactOptional(),
  /** How many people each binding gave access to. */
  people: peopleSamples.default([]),
  /** The ends of bindings that were seen before they came. */
  ends: announcedEnds.default([]),
  /** What the policy said of each binding before; absent when nothing is known of that. */
  baselines: bindingBaselines.exactOptional(),
  /** Groups that had an assignment of ours. */
  standing: z.array(z.string()).default([]),
  /** Mark of the policy that the last plan was made for, by which run, and whether the one before was for it, too. */
  planned: z.object({ etag: z.string(), runId: z.string(), seenBefore: z.boolean() }).exactOptional(),
  /** Since when an incomplete reading has kept removals of a binding from being made. */
  blockedSince: z.array(z.object({ binding: z.string(), since: instant })).default([]),
});

/** What one run leaves for the next. */
export type Memory = z.output<typeof memory>;

export const NO_MEMORY: Memory = {
  version: 1,
  places: [],
  samples: {},
  pending: [],
  followed: [],
  people: [],
  ends: [],
  standing: [],
  blockedSince: [],
};

export interface Readings {
  memory(): Promise<Memory>;
  remember(memory: Memory): Promise<void>;
  progress(runId: string): Promise<Progress | undefined>;
  saveProgress(progress: Progress): Promise<void>;
  group(id: string): Promise<GroupReading | undefined>;
  saveGroup(reading: GroupReading): Promise<void>;
  place(place: Place): Promise<PlaceReading | undefined>;
  savePlace(reading: PlaceReading): Promise<void>;
  machines(): Promise<MachinesReading | undefined>;
  saveMachines(reading: MachinesReading): Promise<void>;
}

/** The readings in these documents. */
export function readingsIn(documents: Documents): Readings {
  const read = async <T>(name: string, schema: z.ZodType<T>): Promise<T | undefined> =>
    schema.safeParse((await documents.read(name))?.value).data;
  return {
    memory: async () => (await read('memory', memory)) ?? NO_MEMORY,
    remember: (value) => documents.write('memory', value),
    progress: async (runId) => {
      const found = await read('progress', progress);
      return found?.runId === runId ? found : undefined;
    },
    saveProgress: (value) => documents.write('progress', value),
    group: (id) => read(`readings/group-${id}`, groupReading),
    saveGroup: (value) => documents.write(`readings/group-${value.groupId}`, value),
    place: (where) => read(`readings/${placeKey(where)}`, placeReading),
    savePlace: (value) => documents.write(`readings/${placeKey(value.place)}`, value),
    machines: () => read('readings/machines', machinesReading),
    saveMachines: (value) => documents.write('readings/machines', value),
  };
}
