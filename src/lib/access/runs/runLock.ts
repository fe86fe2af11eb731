/** The state of runs of all instances together: the state machine of runState.ts over one shared row. */
import { type ControlDeps, createControlRow } from '../../onboarding/controlRow.ts';
import type { Instant } from '../../time.ts';
import {
  beginStep,
  endRun,
  endStep,
  NO_RUN,
  type RunCause,
  type RunState,
  requestRun,
  requestRunBy,
  runState,
} from './runState.ts';

/** The run that does what was asked for; `send` names the run for which a message must be sent. */
export interface RunRequested {
  readonly runId: string;
  readonly send?: string;
}

export interface RunLock {
  request(request: { id: string; cause: RunCause }): Promise<RunRequested>;
  /** The same for a caller over HTTP, who is turned away until `notBefore` after too many. */
  requestBy(
    caller: string,
    request: { id: string; cause: RunCause },
  ): Promise<RunRequested | { readonly notBefore: Instant }>;
  /** The state with the step begun, or why it cannot be. */
  begin(runId: string, token: string): Promise<RunState | 'stale' | 'busy'>;
  /** The step is over, the run is not; its next message comes at once, or not before `until`. */
  end(token: string, how: 'well' | 'failed', until?: Instant): Promise<void>;
  /** The run is over; `send` names the one that begins now. */
  finish(token: string): Promise<{ readonly send?: string }>;
}

/** The lock in the shared row. A row that cannot be read counts as none: runs are repeatable. */
export function createRunLock(deps: ControlDeps): RunLock {
  const row = createControlRow(
    { key: 'access-run', empty: NO_RUN, parse: (value) => runState.safeParse(value).data },
    deps,
  );
  const known = (before: RunState | 'unreadable'): RunState => (before === 'unreadable' ? NO_RUN : before);
  return {
    request: (request) =>
      row.change((before, now) => {
        const { state, ...answer } = requestRun(known(before), request, now);
        return { save: state, answer };
      }),
    requestBy: (caller, request) =>
      row.change<RunRequested | { readonly notBefore: Instant }>((before, now) => {
        const asked = requestRunBy(caller, known(before), request, now);
        if ('notBefore' in asked) return { answer: asked };
        const { state, ...answer } = asked;
        return { save: state, answer };
      }),
    begin: (runId, token) =>
      row.change<RunState | 'stale' | 'busy'>((before, now) => {
        const after = beginStep(known(before), runId, token, now);
        return { answer: after, ...(typeof after !== 'string' && { save: after }) };
      }),
    end: (token, how, until) =>
      row.change((before, now) => ({ save: endStep(known(before), token, how, now, until), answer: undefined })),
    finish: (token) =>
      row.change((before, now) => {
        const { state, ...answer } = endRun(known(before), token, now);
        return { save: state, answer };
      }),
  };
}
