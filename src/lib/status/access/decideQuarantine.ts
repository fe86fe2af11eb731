/** `POST /access/quarantines/{id}/approve` and `/reject`: a person decides on what guards withhold. */
import * as z from 'zod';
import { type Decision, decided, type Quarantine } from '../../access/quarantine/quarantine.ts';
import { type UnappliedDeps, unapplied } from '../../access/quarantine/unapplied.ts';
import { type RequestDeps, requestAccessRun } from '../../access/runs/requestAccessRun.ts';
import { defineEndpoint } from '../../http/endpoint.ts';
import { type Problem, problem } from '../../http/problem.ts';
import { approver, saidBy, saidReason } from '../approver.ts';
import { type HeldBackDeps, heldBack, heldBackSchema } from './heldBack.ts';
import { changesOf, NO_SUCH_QUARANTINE, quarantineParams } from './quarantines.ts';
import { quarantineSchema, quarantineView } from './quarantineView.ts';

export type DecideDeps = UnappliedDeps & RequestDeps & HeldBackDeps;

const body = z.strictObject({
  hash: z.string().trim().min(1).max(200).describe('Of the quarantine as it was read'),
  reason: saidReason,
  by: saidBy,
});

const problems = ['not-found', 'conflict'] as const;

export const approveQuarantine = defineEndpoint({
  name: 'approveQuarantine',
  method: 'POST',
  route: 'access/quarantines/{id}/approve',
  who: 'approve',
  summary: 'Authorise exactly the changes of a quarantine, for 24 hours',
  description:
    'A run is asked for, whose plan no longer withholds them. Each change is proven again before it is made, and what is no longer wanted is not made. What comes in addition waits in a quarantine of its own.',
  params: quarantineParams,
  body,
  answers: {
    200: {
      description: 'It is approved, and this run plans with it',
      schema: quarantineSchema
        .extend({
          runId: z.string(),
          heldBack: z
            .array(heldBackSchema)
            .describe('What keeps its changes from being made, now that they are approved; empty when nothing does'),
        })
        .meta({ id: 'ApprovedQuarantine' }),
    },
  },
  problems,
  handle: async ({ params, body, by }, deps: DecideDeps) => {
    const { hash, reason } = body;
    const done = await decide(params.id, { what: 'approve', hash, reason, by: approver(by, body) }, deps);
    if ('code' in done) return done;
    const runId = await requestAccessRun('person', deps);
    const view = await viewOf(done, deps);
    return { status: 200, body: { ...view, runId, heldBack: await heldBack(view.changes, deps) } };
  },
});

export const rejectQuarantine = defineEndpoint({
  name: 'rejectQuarantine',
  method: 'POST',
  route: 'access/quarantines/{id}/reject',
  who: 'approve',
  summary: 'Refuse the changes of a quarantine, or withdraw its approval; for 7 days they stay withheld',
  description:
    'Within these 7 days they are not proposed again. Of an approved quarantine, the rejection withdraws the changes that are not applied yet; what is applied stays. 409 when all of them are.',
  params: quarantineParams,
  body,
  answers: { 200: { description: 'It is rejected', schema: quarantineSchema } },
  problems,
  handle: async ({ params, body, by }, deps: DecideDeps) => {
    const { hash, reason } = body;
    const done = await decide(params.id, { what: 'reject', hash, reason, by: approver(by, body) }, deps);
    return 'code' in done ? done : { status: 200, body: await viewOf(done, deps) };
  },
});

/** Puts the decision on record. Of two approvals at once the first wins, and the other learns of it; a rejection beats both. */
async function decide(
  id: string,
  decision: Decision,
  deps: DecideDeps,
): Promise<Quarantine | Problem<(typeof problems)[number]>> {
  const { quarantines, clock } = deps;
  for (;;) {
    const found = await quarantines.read(id);
    if (found === undefined) return problem('not-found', NO_SUCH_QUARANTINE);
    const outcome = decided(found.quarantine, decision, clock.now());
    if (!outcome.ok) return problem('conflict', TOO_LATE[outcome.because]);
    if (found.quarantine.status === 'approved' && (await unapplied(found.quarantine, deps)).length === 0)
      return problem('conflict', NOTHING_LEFT);
    if ((await quarantines.update(outcome.quarantine, found.etag)) === 'ok') return outcome.quarantine;
  }
}

type Refusal = Extract<ReturnType<typeof decided>, { readonly ok: false }>['because'];

const TOO_LATE: Readonly<Record<Refusal, string>> = {
  otherHash: 'The hash is not that of this quarantine; read it again before you decide.',
  approved: 'It is approved already; nothing is pending. POST …/reject withdraws what is not applied yet.',
  rejected: 'It is rejected already; nothing is pending.',
  expired: 'Its time is over, and nothing is pending; what is still wanted is proposed anew.',
  obsolete:
    'The newest plan no longer withholds exactly this, so nothing is pending; GET /api/access/quarantines?status=pending has what is.',
};

const NOTHING_LEFT =
  'Its changes are all applied, so there is nothing to withdraw. Change the policy or the group to undo them.';

async function viewOf(quarantine: Quarantine, deps: DecideDeps): Promise<z.output<typeof quarantineSchema>> {
  return quarantineView(quarantine, await changesOf(quarantine, deps), deps.clock.now());
}
