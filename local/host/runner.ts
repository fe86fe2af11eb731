import type { HostedFunction } from './bindings.ts';
import type { Log } from './core/functionsCore.ts';
import { type Call, invoke } from './core/invoke.ts';
import type { App } from './core/loadApp.ts';
import type { InvocationResponse } from './core/rpc.ts';

/** How an invocation ended; a failure to write its outputs is its failure. */
export type Outcome = { ok: true; response: InvocationResponse } | { ok: false; error: unknown };

export interface Runner {
  /** Runs the function and writes its outputs. Failures are logged here and never thrown. */
  run(fn: HostedFunction, call: Call): Promise<Outcome>;
  /** Resolves when none of the invocations that run now is left. */
  settled(): Promise<void>;
}

/** What runs invocations, whichever trigger asks. */
export function createRunner(
  app: App,
  writeOutputs: (fn: HostedFunction, response: InvocationResponse) => Promise<void>,
  log: Log,
): Runner {
  const running = new Set<Promise<Outcome>>();

  const attempt = async (fn: HostedFunction, call: Call): Promise<Outcome> => {
    try {
      const response = await invoke(app, fn.registered, call);
      await writeOutputs(fn, response);
      return { ok: true, response };
    } catch (error) {
      log(
        'error',
        fn.name,
        `Invocation failed: ${error instanceof Error ? (error.stack ?? error.message) : String(error)}`,
      );
      return { ok: false, error };
    }
  };

  return {
    run: async (fn, call) => {
      const invocation = attempt(fn, call);
      running.add(invocation);
      try {
        return await invocation;
      } finally {
        running.delete(invocation);
      }
    },
    settled: async () => {
      await Promise.all(running);
    },
  };
}
