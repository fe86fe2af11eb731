/** The timer of the sweep, as the host runs it: one at a time in any of the processes, and what each one reports. */
import { InvocationContext, type Timer } from '@azure/functions';
import * as z from 'zod';
import type { Time } from '../../local/cloud/time.ts';
import { sweepFleet } from '../../src/functions/sweepFleet.ts';
import { type Instant, minutes } from '../../src/lib/time.ts';
import { type appFor, composing } from './processApp.ts';
import type { Invocation, Processes } from './processes.ts';

/** The usual SWEEP_SCHEDULE. */
export const SWEEP_EVERY_MS = minutes(15);

/** What a sweep has logged about itself; undefined when it came to no end. */
export type Swept = z.output<typeof logged>;

export interface SweeperDeps {
  readonly time: Time;
  readonly processes: Processes;
  readonly appOf: ReturnType<typeof appFor>;
  /** Told when a sweep has ended, one way or another. */
  readonly ended: (beganAt: Instant, swept: Swept | undefined) => void;
}

const logged = z.object({
  machines: z.number(),
  records: z.number(),
  looks: z.record(z.string(), z.number()),
  incomplete: z.string().optional(),
});

/** Begins the first sweep after so long, and each next one at its time, whatever became of the one before. */
export function startSweeps(firstAfterMs: number, { time, processes, appOf, ended }: SweeperDeps): void {
  const firstAt = time.now() + firstAfterMs;

  function run(): void {
    const beganAt = time.now();
    let swept: Swept | undefined;
    const work = async (by: Invocation): Promise<void> => {
      const context = new InvocationContext({
        functionName: 'sweepFleet',
        invocationId: by.id,
        logHandler: (level, ...said) => {
          if (level === 'information') swept = logged.parse(JSON.parse(String(said[1])));
        },
      });
      await sweepFleet(composing(appOf(by)))(TIMER, context);
    };
    processes.run({
      what: 'sweepFleet',
      work,
      ended: (how) => {
        const rounds = Math.floor((time.now() - firstAt) / SWEEP_EVERY_MS) + 1;
        time.after(firstAt + rounds * SWEEP_EVERY_MS - time.now(), run);
        ended(beganAt, how === 'ok' ? swept : undefined);
      },
    });
  }

  time.after(firstAfterMs, run);
}

const OCCURRENCE = '2026-11-22T12:00:00Z';
/** What the host says of the schedule; nobody reads it. */
export const TIMER: Timer = {
  isPastDue: false,
  schedule: { adjustForDST: false },
  scheduleStatus: { last: OCCURRENCE, next: OCCURRENCE, lastUpdated: OCCURRENCE },
};
