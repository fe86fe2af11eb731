/** Asks for a run of access, and sends its message when none is on its way. */
import type { RunDeps } from './accessDeps.ts';
import type { RunCause } from './runState.ts';

/** The id of the run that will do what was asked for. */
export async function requestAccessRun(
  cause: RunCause,
  { lock, runQueue, newRunId }: Pick<RunDeps, 'lock' | 'runQueue' | 'newRunId'>,
): Promise<string> {
  const { runId, send } = await lock.request({ id: newRunId(), cause });
  if (send !== undefined) await runQueue.send(send, 0);
  return runId;
}
