/** `GET /access/quarantines` and `GET /access/quarantines/{id}`: what the guards withhold, and what became of it. */
import * as z from 'zod';
import type { Change } from '../../access/plan/change.ts';
import { readChanges } from '../../access/quarantine/changes.ts';
import type { QuarantineDeps } from '../../access/quarantine/known.ts';
import {
  isQuarantineId,
  QUARANTINE_STATUSES,
  type Quarantine,
  type QuarantineStatus,
  statusAt,
} from '../../access/quarantine/quarantine.ts';
import type { QuarantinePage } from '../../access/quarantine/quarantines.ts';
import { defineEndpoint } from '../../http/endpoint.ts';
import { cursorOf, limit, pageOf } from '../../http/paging.ts';
import { problem } from '../../http/problem.ts';
import type { Clock, Instant } from '../../time.ts';
import { quarantineSchema, quarantineView } from './quarantineView.ts';

/** In lists a quarantine shows no more of its changes: a new binding may have a hundred thousand. */
const LISTED_CHANGES = 100;

export interface ReadQuarantineDeps extends QuarantineDeps {
  readonly clock: Clock;
}

export const quarantineParams = z.object({ id: z.string().max(100) });

export const NO_SUCH_QUARANTINE = 'There is no such quarantine, or it is older than 90 days.';

const cursor = cursorOf(1, z.object({ after: z.string().refine(isQuarantineId) }));

export const listQuarantines = defineEndpoint({
  name: 'accessQuarantines',
  method: 'GET',
  route: 'access/quarantines',
  who: 'read',
  summary: 'What guards withhold until an approver decides, the newest first; kept for 90 days',
  query: z.object({
    limit,
    cursor: cursor.optional(),
    status: z.enum(QUARANTINE_STATUSES).optional().describe('Only those that stand so now'),
  }),
  answers: { 200: { description: 'One page of quarantines', schema: pageOf(quarantineSchema) } },
  handle: async ({ query }, deps: ReadQuarantineDeps) => {
    const now = deps.clock.now();
    const page = await pageWith(query.status, query.limit, query.cursor?.after, now, deps);
    const items: z.output<typeof quarantineSchema>[] = [];
    // One after the other: each may be long, and little of it is shown.
    for (const one of page.items)
      items.push(quarantineView(one, (await changesOf(one, deps)).slice(0, LISTED_CHANGES), now));
    const next = page.next === undefined ? null : z.encode(cursor, { after: page.next });
    return { status: 200, body: { items, next } };
  },
});

export const getQuarantine = defineEndpoint({
  name: 'accessQuarantine',
  method: 'GET',
  route: 'access/quarantines/{id}',
  who: 'read',
  summary: 'One quarantine: what is withheld, and why',
  params: quarantineParams,
  answers: { 200: { description: 'The quarantine', schema: quarantineSchema } },
  problems: ['not-found'],
  handle: async ({ params }, deps: ReadQuarantineDeps) => {
    const found = await deps.quarantines.read(params.id);
    if (found === undefined) return problem('not-found', NO_SUCH_QUARANTINE);
    const { quarantine } = found;
    return { status: 200, body: quarantineView(quarantine, await changesOf(quarantine, deps), deps.clock.now()) };
  },
});

/** What a quarantine holds; nothing when that is lost. Then an approval authorises nothing, either. */
export async function changesOf(quarantine: Quarantine, deps: QuarantineDeps): Promise<readonly Change[]> {
  return (await readChanges(quarantine, deps)) ?? [];
}

/** A page of those that stand so. The clock has a say in that, so the store cannot choose them. */
async function pageWith(
  status: QuarantineStatus | undefined,
  most: number,
  after: string | undefined,
  now: Instant,
  { quarantines }: QuarantineDeps,
): Promise<QuarantinePage> {
  if (status === undefined) return quarantines.list(most, after);
  const items: Quarantine[] = [];
  let from = after;
  do {
    const page = await quarantines.list(most, from);
    for (const one of page.items.filter((found) => statusAt(found, now) === status)) {
      const last = items.at(-1);
      // One more than asked for: there is a next page, and it begins after the last one given out.
      if (items.length === most && last !== undefined) return { items, next: last.id };
      items.push(one);
    }
    from = page.next;
  } while (from !== undefined);
  return { items };
}
