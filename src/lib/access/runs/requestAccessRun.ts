/** Asks for a run of access, and sends its message when none is on its way. */
import type { Instant } from '../../time.ts';
import type { RunDeps } from './accessDeps.ts';
import type { RunRequested } from './runLock.ts';
import type { RunCause } from './runState.ts';

export type RequestDeps = Pick<RunDeps, 'lock' | 'runQueue' | 'newRunId' | 'runs' | 'clock'>;

/** The id of the run that will do what was asked for. It is on record from now on, for whoever asks what became of it. */
export async function requestAccessRun(cause: RunCause, deps: RequestDeps): Promise<string> {
  const id = deps.newRunId();
  return begin({ id, cause }, await deps.lock.request({ id, cause }), deps);
}

/** The same for a caller over HTTP; `notBefore` is for who has asked for too many runs. */
export async function requestRunFor(
  caller: string,
  deps: RequestDeps,
): Promise<{ readonly runId: string } | { readonly notBefore: Instant }> {
  const request = { id: deps.newRunId(), cause: 'person' } as const;
  const asked = await deps.lock.requestBy(caller, request);
  return 'notBefore' in asked ? asked : { runId: await begin(request, asked, deps) };
}

async function begin(
  { id, cause }: { readonly id: string; readonly cause: RunCause },
  { runId, send }: RunRequested,
  { runQueue, runs, clock }: RequestDeps,
): Promise<string> {
  try {
    if (runId === id) await runs.save({ id, cause, startedAt: clock.now() });
  } finally {
    // Without its message it would lie there until the schedule wakes it.
    if (send !== undefined) await runQueue.send(send, 0);
  }
  return runId;
}
