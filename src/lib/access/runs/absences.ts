/** Since when groups lack people who still have something of ours, from run to run: a document of its own, for it may be long. */
import * as z from 'zod';
import { instant } from '../../instant.ts';
import type { Documents } from '../documents.ts';
import type { Absences } from '../plan/absence.ts';

const NAME = 'absences';

const schema = z.object({
  version: z.literal(1),
  /** Group → principal → when the first complete reading without them began. */
  groups: z.record(z.string(), z.record(z.string(), instant)),
});

/** What the last run left; nothing when that cannot be read: then people are seen for the first time once more. */
export async function readAbsences(documents: Pick<Documents, 'read'>): Promise<Absences> {
  const { groups = {} } = schema.safeParse((await documents.read(NAME))?.value).data ?? {};
  return new Map(Object.entries(groups).map(([group, people]) => [group, new Map(Object.entries(people))]));
}

/** Leaves it for the next run. Who is back, or has nothing of ours any more, is not in it. */
export function keepAbsences(absent: Absences, documents: Pick<Documents, 'write'>): Promise<void> {
  const groups = Object.fromEntries([...absent].map(([group, people]) => [group, Object.fromEntries(people)]));
  return documents.write(NAME, { version: 1, groups } satisfies z.output<typeof schema>);
}
