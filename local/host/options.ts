import type { AppSettings } from './appSettings.ts';
import type { Binding } from './core/rpc.ts';
import type { HostKeys } from './http/keys.ts';

/** The real host takes a message for ten minutes, whatever host.json says. */
export const DEFAULT_QUEUE_LOCK_MS = 600_000;

export interface HostOptions {
  /** Folder with host.json and a package.json whose `main` names the bundle; a glob is allowed. */
  appDir: string;
  /** 0 takes any free one. */
  port: number;
  /** What `AzureWebJobsStorage` means. */
  storageConnectionString: string;
  keys: HostKeys;
  /** How long a taken queue message stays invisible, in milliseconds; renewed at half time. Default ten minutes. */
  queueLockMs?: number | undefined;
  /** App settings for `%NAME%`, connections and `AzureWebJobs.NAME.Disabled`. Default: the process environment. */
  env?: AppSettings | undefined;
  /** Takes one line `level source message`. */
  log: (line: string) => void;
}

export interface Host {
  /** `http://127.0.0.1:PORT`. */
  url: string;
  /** Everything the app registered, in order of name. */
  functions: { name: string; triggerType: string; bindings: Record<string, Binding> }[];
  /**
   * Takes no new work, waits up to ten seconds for running invocations, runs the `appTerminate` hooks and frees the
   * port. May be called twice. Work that is still running then is abandoned; its messages come back after their lock.
   */
  stop(): Promise<void>;
}
