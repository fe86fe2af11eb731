/** `POST /pause` and `POST /resume`: a person stops changes for a while, and lets them go on. */
import * as z from 'zod';
import { type RequestDeps, requestAccessRun } from '../access/runs/requestAccessRun.ts';
import { defineEndpoint } from '../http/endpoint.ts';
import { problem } from '../http/problem.ts';
import type { PauseState, RolloutBrake } from '../onboarding/control.ts';
import { PAUSE_TARGETS } from '../onboarding/pause.ts';
import { type Clock, fromIso, hours, type Instant } from '../time.ts';
import { approver, saidBy, saidReason } from './approver.ts';
import { pauseSchema, pausesView, UNREADABLE_PAUSES } from './pausesView.ts';

const USUAL_PAUSE_MS = hours(24);
const LONGEST_PAUSE_MS = hours(24 * 30);

export interface PauseDeps {
  readonly pauses: Pick<PauseState, 'pause'>;
  readonly clock: Clock;
}

export interface ResumeDeps extends RequestDeps {
  readonly pauses: Pick<PauseState, 'resume'>;
  readonly rollout: Pick<RolloutBrake, 'resume'>;
}

const what = z
  .enum(PAUSE_TARGETS, { error: `must be one of ${PAUSE_TARGETS.join(', ')}` })
  .describe(
    '`onboarding`: changes of machines. `access`: every change of who may sign in. `removals`: only those that take access away. `all`: everything.',
  );
const until = z.iso.datetime({ offset: true }).optional().describe('At most 30 days ahead; 24 hours when not said');

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
  summary: 'Lift a pause, and let a halted rollout go on',
  description:
    'It lifts the pause of this name; a pause of another name stands. A halted rollout goes on with `onboarding` and `all` only. Machines that were held go on within three minutes, or at once when asked to be looked at. With all but `onboarding`, a run of access is asked for.',
  body: z.strictObject({ what, reason: saidReason, by: saidBy }),
  answers: {
    200: {
      description: 'What is still paused',
      schema: z.object({
        pauses: z.array(pauseSchema),
        rolloutResumed: z.boolean().describe('Whether the rollout was halted, and goes on now'),
        runId: z.string().nullable().describe('The run of access that makes what was held; null with `onboarding`'),
      }),
    },
  },
  problems: ['conflict'],
  handle: async ({ body, by }, deps: ResumeDeps) => {
    const { pauses, rollout, clock } = deps;
    const left = await pauses.resume(body.what, approver(by, body), body.reason);
    if (left === 'unreadable') return problem('conflict', UNREADABLE_PAUSES);
    // The rollout is one of onboarding: who lets access go on has not said that the installations are mended.
    const rolloutResumed = (body.what === 'onboarding' || body.what === 'all') && (await rollout.resume());
    const runId = body.what === 'onboarding' ? null : await requestAccessRun('person', deps);
    return { status: 200, body: { pauses: pausesView(left, clock.now()), rolloutResumed, runId } };
  },
});

/** When a pause ends; undefined when that is not within what is allowed. */
function endOf(until: string | undefined, now: Instant): Instant | undefined {
  const end = until === undefined ? now + USUAL_PAUSE_MS : fromIso(until);
  return end !== undefined && end > now && end - now <= LONGEST_PAUSE_MS ? end : undefined;
}
