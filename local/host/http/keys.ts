import type { HostRequest } from './exchange.ts';

/** The keys of an installation. `function` stands for the host key and every function's own key alike. */
export interface HostKeys {
  master: string;
  function: string;
  /** The system key `eventgrid_extension`. */
  eventGrid: string;
}

export type KeyLevel = keyof HostKeys;

/** Which key the caller showed, in the header `x-functions-key` or, without that, in the query `code`, in any case. */
export function shownKey({ url, headers }: HostRequest, keys: HostKeys): KeyLevel | undefined {
  const [, code] = [...url.searchParams].find(([name]) => name.toLowerCase() === 'code') ?? [];
  const shown = headers['x-functions-key'] ?? code;
  if (!shown) return undefined;
  return (['master', 'function', 'eventGrid'] as const).find((level) => keys[level] === shown);
}

/** Whether a function of this level may be called with this key; a system key opens no function. */
export function mayCall(authLevel: 'anonymous' | 'function' | 'admin', shown: KeyLevel | undefined): boolean {
  if (authLevel === 'anonymous' || shown === 'master') return true;
  return authLevel === 'function' && shown === 'function';
}
