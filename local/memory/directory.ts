/**
 * The directory in memory: the rules of the simulated cloud without its sockets, for simulations on virtual time. Held to
 * the same contract as the real adapter, with which it shares all but the way to the service.
 */
import type { Directory } from '../../src/lib/access/directory.ts';
import { directoryOver } from '../../src/lib/azure/directory/directoryOver.ts';
import type { GraphCalls } from '../../src/lib/azure/directory/graphCalls.ts';
import type { Counter } from '../../src/lib/azure/pipeline/count.ts';
import { createMemoryCounter } from '../../src/lib/azure/pipeline/memoryCounter.ts';
import type { Sleep } from '../../src/lib/azure/rate/backoff.ts';
import { Failure } from '../../src/lib/errors.ts';
import type { Clock } from '../../src/lib/time.ts';
import type { CloudReply, CloudRequest } from '../cloud/rules/exchange.ts';

const HOST = 'localhost';

export interface MemoryDirectoryDeps {
  /** `rules.graph.handle` of a simulated cloud. */
  readonly handle: (request: CloudRequest) => CloudReply;
  readonly clock: Clock;
  /** Between two tries of a part of a batch. */
  readonly sleep: Sleep;
  /** A token as the app's identity would have it: its `roles` say whether hidden members are shown. */
  readonly token: () => string;
  readonly counter?: Counter;
}

/** The directory over the rules. */
export function createMemoryDirectory(deps: MemoryDirectoryDeps): Directory {
  const { clock, sleep, counter = createMemoryCounter() } = deps;
  return directoryOver({ calls: callsOf(deps), clock, sleep, counter });
}

function callsOf({ handle, token }: MemoryDirectoryDeps): GraphCalls {
  return {
    endpoint: `https://${HOST}`,
    async send({ method, path, body }) {
      const headers = { host: HOST, authorization: `Bearer ${token()}` };
      const reply = handle({ method, url: urlOf(path), headers, body });
      if (reply.dropConnection === true) throw new Failure('transient', 'NetworkError', 'No answer.');
      return { status: reply.status, retryAfter: reply.headers['retry-after'], body: reply.body };
    },
    token: async () => token(),
  };
}

/** Path and query of a whole link, or of a path below the version. */
function urlOf(pathOrLink: string): string {
  if (!pathOrLink.startsWith('https://')) return `/v1.0${pathOrLink}`;
  const { pathname, search } = new URL(pathOrLink);
  return `${pathname}${search}`;
}
