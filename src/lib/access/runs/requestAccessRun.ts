/** Asks for a run of access, and sends its message when none is on its way. */
import type { RunDeps } from './accessDeps.ts';
import type { RunCause } from './runState.ts';

export type RequestDeps = Pick<RunDeps, 'lock' | 'runQueue' | 'newRunId' | 'runs' | 'clock'>;

/** The id of the run that will do what was asked for. It is on record from now on, for whoever asks what became of it. */
export async function requestAccessRun(
  cause: RunCause,
  { lock, runQueue, newRunId, runs, clock }: RequestDeps,
): Promise<string> {
  const id = newRunId();
  const { runId, send } = await lock.request({ id, cause });
  try {
    if (runId === id) await runs.save({ id, cause, startedAt: clock.now() });
  } finally {
    // Without its message it would lie there until the schedule wakes it.
    if (send !== undefined) await runQueue.send(send, 0);
  }
  return runId;
}
