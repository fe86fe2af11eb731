import type { Call } from '../core/invoke.ts';
import { statusJson, type TimerStatus } from './timerStatus.ts';

/**
 * What a timer function is called with, in PascalCase as the host sends it; the library turns it into camel case.
 *
 * @param status undefined for a timer that is not monitored
 */
export function timerCall(status: TimerStatus | undefined, isPastDue: boolean): Call {
  const timer = {
    Schedule: { AdjustForDST: true },
    ScheduleStatus: status ? statusJson(status) : null,
    IsPastDue: isPastDue,
  };
  return { input: { json: JSON.stringify(timer) }, triggerMetadata: {} };
}
