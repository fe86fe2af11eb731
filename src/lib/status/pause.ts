/** `POST /pause` and `POST /resume`: a person stops changes for a while, and lets them go on. */
import * as z from 'zod';
import { type RequestDeps, requestAccessRun } from '../access/runs/requestAccessRun.ts';
import { defineEndpoint } from '../http/endpoint.ts';
import { type FieldError, problem } from '../http/problem.ts';
import type { PauseState, RolloutBrake } from '../onboarding/control.ts';
import { type Decided, excludedByPerson } from '../onboarding/exclusionOnRecord.ts';
import { armId, type MachineId, parseMachineId } from '../onboarding/machineId.ts';
import { PAUSE_TARGETS } from '../onboarding/pause.ts';
import type { MachineRecord } from '../onboarding/record.ts';
import { type AskDeps, requestLook } from '../onboarding/requestLook.ts';
import type { Watched } from '../onboarding/watched.ts';
import { type Clock, fromIso, hours, type Instant } from '../time.ts';
import { approver, saidBy, saidReason } from './approver.ts';
import { pauseSchema, pausesView, UNREADABLE_PAUSES } from './pausesView.ts';

const USUAL_PAUSE_MS = hours(24);
const LONGEST_PAUSE_MS = hours(24 * 30);
/** The brake judges half as many machines. */
const MOST_EXCLUDED = 100;

export interface PauseDeps {
  readonly pauses: Pick<PauseState, 'pause'>;
  readonly clock: Clock;
}

export interface ResumeDeps extends RequestDeps, AskDeps {
  readonly pauses: Pick<PauseState, 'resume'>;
  readonly rollout: Pick<RolloutBrake, 'read' | 'resume'>;
  readonly watched: Pick<Watched, 'includes'>;
}

const what = z
  .enum(PAUSE_TARGETS, { error: `must be one of ${PAUSE_TARGETS.join(', ')}` })
  .describe(
    '`onboarding`: changes of machines. `access`: every change of who may sign in. `removals`: only those that take access away. `all`: everything.',
  );
const until = z.iso.datetime({ offset: true }).optional().describe('At most 30 days ahead; 24 hours when not said');

const exclude = z
  .union([z.literal(true), z.array(z.string()).min(1).max(MOST_EXCLUDED)], {
    error: `must be true, or a list of 1 to ${MOST_EXCLUDED} ARM ids`,
  })
  .optional()
  .describe(
    'Machines to exclude before the rollout goes on, with `onboarding` and `all` only: `true` for those in `rollout.failing` of GET /fleet, or the ARM ids of machines that are on record. They are left alone (`ExcludedByPerson`), and nothing is taken away, until POST /machines/{id}/include.',
  );

export const pauseChanges = defineEndpoint({
  name: 'pause',
  method: 'POST',
  route: 'pause',
  who: 'approve',
  summary: 'Pause changes; observing goes on',
  description: 'Every instance sees it within a minute. It takes the place of an earlier pause of the same name.',
  body: z.strictObject({ what, until, reason: saidReason, by: saidBy }),
  answers: { 200: { description: 'What is paused now', schema: z.object({ pauses: z.array(pauseSchema) }) } },
  problems: ['bad-request', 'conflict'],
  handle: async ({ body, by }, { pauses, clock }: PauseDeps) => {
    const now = clock.now();
    const end = endOf(body.until, now);
    if (end === undefined) {
      const errors = [{ field: 'until', message: 'must be in the future, and at most 30 days ahead' }];
      return problem('bad-request', 'One thing is wrong with the input.', { errors });
    }
    const paused = await pauses.pause(body.what, end, body.reason, approver(by, body));
    if (paused === 'unreadable') return problem('conflict', UNREADABLE_PAUSES);
    return { status: 200, body: { pauses: pausesView(paused, now) } };
  },
});

export const resumeChanges = defineEndpoint({
  name: 'resume',
  method: 'POST',
  route: 'resume',
  who: 'approve',
  summary: 'Lift a pause, and let a halted rollout go on, without the machines that halted it',
  description:
    'It lifts the pause of this name; a pause of another name stands. A halted rollout goes on with `onboarding` and `all` only. Machines that were held go on within three minutes, or at once when asked to be looked at. With all but `onboarding`, a run of access is asked for.',
  body: z.strictObject({ what, reason: saidReason, by: saidBy, exclude }),
  answers: {
    200: {
      description: 'What is still paused',
      schema: z.object({
        pauses: z.array(pauseSchema),
        rolloutResumed: z.boolean().describe('Whether the rollout was halted, and goes on now'),
        excluded: z.array(z.string()).describe('ARM ids of the machines that this call excluded'),
        runId: z.string().nullable().describe('The run of access that makes what was held; null with `onboarding`'),
      }),
    },
  },
  problems: ['bad-request', 'conflict'],
  handle: async ({ body, by }, deps: ResumeDeps) => {
    const { pauses, rollout, clock } = deps;
    // The rollout is one of onboarding: who lets access go on has not said that the installations are mended.
    const isOnboarding = body.what === 'onboarding' || body.what === 'all';
    const machines = await toExclude(body.exclude, isOnboarding, deps);
    if ('errors' in machines) return problem('bad-request', 'Something is wrong with the input.', machines);
    const decided = { by: approver(by, body), reason: body.reason };
    // Before anything goes on: none of them must be installed by what the pause or the halt lets go. Where one of these fails,
    // the pause stands, and the caller calls once more.
    for (const id of machines.ids) await excludeMachine(id, decided, deps);
    const left = await pauses.resume(body.what, decided.by, decided.reason);
    if (left === 'unreadable') return problem('conflict', UNREADABLE_PAUSES);
    const rolloutResumed = isOnboarding && (await rollout.resume());
    const runId = body.what === 'onboarding' ? null : await requestAccessRun('person', deps);
    const excluded = machines.ids.map(armId);
    return { status: 200, body: { pauses: pausesView(left, clock.now()), rolloutResumed, excluded, runId } };
  },
});

/** The machines that a call excludes, as the ledger spells them; or what is wrong with the list. */
async function toExclude(
  said: true | readonly string[] | undefined,
  isOnboarding: boolean,
  { ledger, rollout, watched }: Pick<ResumeDeps, 'ledger' | 'rollout' | 'watched'>,
): Promise<{ readonly ids: readonly MachineId[] } | { readonly errors: readonly FieldError[] }> {
  if (said === undefined) return { ids: [] };
  if (!isOnboarding) return { errors: [{ field: 'exclude', message: 'goes with onboarding and all only' }] };
  const known = async (id: MachineId | undefined) =>
    id !== undefined && (await watched.includes(id.subscriptionId)) ? (await ledger.read(id))?.record.id : undefined;
  const named = said === true ? (await rollout.read()).failing : said.map(parseMachineId);
  const found = await Promise.all(named.map(known));
  const ids = found.filter((id) => id !== undefined);
  if (said === true || ids.length === found.length) return { ids };
  const message = 'must be the ARM id of a machine that is on record';
  return {
    errors: found.flatMap((id, index) => (id === undefined ? [{ field: `exclude[${index}]`, message }] : [])),
  };
}

async function excludeMachine(id: MachineId, decided: Decided, deps: AskDeps): Promise<void> {
  const mark = (record: MachineRecord, now: Instant) => excludedByPerson(record, decided, now);
  const message = await requestLook({ id, token: deps.newToken(), cause: 'event', mark }, deps);
  if (message !== undefined) await deps.queue.send(message, 0);
}

/** When a pause ends; undefined when that is not within what is allowed. */
function endOf(until: string | undefined, now: Instant): Instant | undefined {
  const end = until === undefined ? now + USUAL_PAUSE_MS : fromIso(until);
  return end !== undefined && end > now && end - now <= LONGEST_PAUSE_MS ? end : undefined;
}
