import type { CloudReply, CloudRequest } from './exchange.ts';
import type { ServiceName } from './faults.ts';

/** One request and its answer, as `GET /requests` tells it. `statusCode` 0: the connection was dropped. */
export interface Recorded {
  readonly seq: number;
  /** ISO 8601. */
  readonly at: string;
  readonly service: ServiceName;
  readonly request: {
    readonly method: string;
    /** Absolute. */
    readonly url: string;
    readonly headers: Readonly<Record<string, string | undefined>>;
    readonly body?: unknown;
  };
  readonly response: {
    readonly statusCode: number;
    readonly headers: Readonly<Record<string, string>>;
    readonly body?: unknown;
  };
}

/** What to record of one exchange. */
export interface Exchange {
  readonly service: ServiceName;
  readonly at: number;
  readonly url: string;
  readonly request: CloudRequest;
  readonly reply: CloudReply;
}

/** The recorded traffic. */
export interface Traffic {
  record(exchange: Exchange): void;
  /** Lines of JSON, oldest first, newer than `after`. */
  lines(filter: { readonly service?: ServiceName | undefined; readonly after?: number | undefined }): string[];
}

/** Besides the number, the memory is bounded too: a hundred thousand long lists would not fit. */
const MOST_BYTES = 512 * 1024 * 1024;

const MASK = '[masked]';

interface Line {
  readonly seq: number;
  readonly service: ServiceName;
  /** Serialised at once, outside the heap: later changes of a body don't reach it, and it costs no garbage collection. */
  readonly json: Buffer;
}

/** Keeps the newest `most` exchanges, tokens masked; 0 keeps none. */
export function trafficRecorder(most: number): Traffic {
  let kept: Line[] = [];
  let first = 0;
  let bytes = 0;
  let seq = 0;

  function drop(): void {
    bytes -= kept[first]?.json.length ?? 0;
    first += 1;
    // Cut the dead front off now and then, so that dropping stays cheap.
    if (first > 1000 && first > kept.length / 2) {
      kept = kept.slice(first);
      first = 0;
    }
  }

  return {
    record(exchange) {
      seq += 1;
      if (most <= 0) return;
      const json = Buffer.from(serialised(seq, exchange));
      kept.push({ seq, service: exchange.service, json });
      bytes += json.length;
      while (kept.length - first > most || bytes > MOST_BYTES) drop();
    },
    lines({ service, after = 0 }) {
      return kept
        .slice(first)
        .filter((line) => line.seq > after && (service === undefined || line.service === service))
        .map(({ json }) => json.toString());
    },
  };
}

function serialised(seq: number, { service, at, url, request, reply }: Exchange): string {
  const recorded: Recorded = {
    seq,
    at: new Date(at).toISOString(),
    service,
    request: { method: request.method, url, headers: maskedHeaders(request.headers), body: request.body },
    response: { statusCode: reply.status, headers: reply.headers, body: reply.body },
  };
  return JSON.stringify(recorded, (name: string, value: unknown) => (name === 'access_token' ? MASK : value));
}

function maskedHeaders(headers: CloudRequest['headers']): CloudRequest['headers'] {
  const masked = { ...headers };
  if (masked['authorization'] !== undefined) masked['authorization'] = masked['authorization'].replace(/\S+$/, MASK);
  if (masked['x-identity-header'] !== undefined) masked['x-identity-header'] = MASK;
  return masked;
}
