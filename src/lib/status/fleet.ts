/** `GET /fleet`: how the fleet as a whole is doing, and what holds it back. */
import * as z from 'zod';
import { defineEndpoint } from '../http/endpoint.ts';
import type { PauseState, RolloutBrake, RolloutStanding } from '../onboarding/control.ts';
import type { FleetTotals, NotReady } from '../onboarding/fleetTotals.ts';
import { armId } from '../onboarding/machineId.ts';
import { percentile } from '../onboarding/readyTimes.ts';
import { MACHINE_STATES } from '../onboarding/state.ts';
import { byReason, byState, type Totals } from '../onboarding/totals.ts';
import { type Clock, toIso } from '../time.ts';
import { pauseEntrySchema, pauseHistoryView, pauseSchema, pausesView } from './pausesView.ts';

export interface FleetDeps {
  readonly totals: Pick<FleetTotals, 'read' | 'oldestNotReady'>;
  readonly rollout: Pick<RolloutBrake, 'read'>;
  readonly pauses: Pick<PauseState, 'read'>;
  readonly clock: Clock;
}

const count = z.int().min(0);
const seconds = z.number().nullable().describe('Within 5 %; null while no machine has become ready');

const fleetSchema = z
  .object({
    asOf: z.iso.datetime().describe('When the numbers changed last'),
    total: count.describe('Machines on record, in whatever state'),
    states: z.record(z.enum(MACHINE_STATES), count),
    reasons: z.array(z.object({ reason: z.string(), count })).describe('The most frequent first'),
    timeToReadySeconds: z
      .object({ p50: seconds, p95: seconds })
      .describe('From first sight, or from when a machine that had been left alone was taken'),
    oldestNotReady: z
      .object({ id: z.string().describe('ARM id'), state: z.enum(MACHINE_STATES), since: z.iso.datetime() })
      .nullable()
      .describe('As of the last sweep; null before the first, and while nobody waits'),
    rollout: z.object({
      inFlight: count.describe('Installations under way; one that is stuck gives its place back'),
      most: count.describe('MAX_INSTALLS_IN_FLIGHT'),
      finished: count.describe('Machines that are judged, each by its newest installation: the last 50 at most'),
      failed: count.describe('On how many of those it failed'),
      failing: z
        .array(z.string())
        .describe('ARM ids of those, in lower case; POST /resume with `exclude` leaves them alone'),
      halted: z
        .object({ at: z.iso.datetime(), why: z.string() })
        .nullable()
        .describe('No new installation begins until a person resumes'),
    }),
    pauses: z.array(pauseSchema),
    pauseHistory: z.array(pauseEntrySchema).describe('Who paused and resumed what, the newest first'),
  })
  .meta({ id: 'Fleet' });

export const getFleet = defineEndpoint({
  name: 'fleet',
  method: 'GET',
  route: 'fleet',
  who: 'read',
  summary: 'The fleet in numbers: states, reasons, time to ready, rollout, pauses',
  answers: { 200: { description: 'The fleet', schema: fleetSchema } },
  handle: async (_input, { totals, rollout, pauses, clock }: FleetDeps) => {
    const [counted, oldest, rolled, paused] = await Promise.all([
      totals.read(),
      totals.oldestNotReady(),
      rollout.read(),
      pauses.read(),
    ]);
    return {
      status: 200,
      body: {
        asOf: toIso(counted.asOf),
        ...numbersOf(counted.totals),
        oldestNotReady: oldest === undefined ? null : oldestView(oldest),
        rollout: rolloutView(rolled),
        pauses: pausesView(paused, clock.now()),
        pauseHistory: pauseHistoryView(paused),
      },
    };
  },
});

function numbersOf(totals: Totals) {
  const states = byState(totals);
  return {
    total: Object.values(states).reduce((sum, n) => sum + n, 0),
    states,
    reasons: [...byReason(totals)],
    timeToReadySeconds: { p50: readyWithin(totals, 0.5), p95: readyWithin(totals, 0.95) },
  };
}

function readyWithin({ readyTimes }: Totals, share: number): number | null {
  const within = percentile(readyTimes, share);
  return within === undefined ? null : Math.round(within * 10) / 10;
}

function oldestView({ id, state, since }: NotReady) {
  return { id: armId(id), state, since: toIso(since) };
}

function rolloutView({ halted, failing, ...rollout }: RolloutStanding) {
  return {
    ...rollout,
    failing: failing.map(armId),
    halted: halted === undefined ? null : { ...halted, at: toIso(halted.at) },
  };
}
