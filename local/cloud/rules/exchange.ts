/** One request to the simulated cloud and its answer, as plain values: what a socket carries, without the socket. */

/** A request. `url` is path and query; header names are lower case; `body` is parsed JSON, or text that is none. */
export interface CloudRequest {
  readonly method: string;
  readonly url: string;
  readonly headers: Readonly<Record<string, string | undefined>>;
  readonly body?: unknown;
}

/** An answer. `body` is a JSON value, or text when the content type is not JSON; undefined is an empty body. */
export interface CloudReply {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body?: unknown;
  /** How long the answer is held back (a fault). */
  readonly delayMs?: number;
  /** The connection is closed instead of answered (a fault). `status` is 0 then. */
  readonly dropConnection?: true;
}

/** A JSON object of which nothing is known yet. */
export type Fields = Record<string, unknown>;

const JSON_TYPE = { 'content-type': 'application/json; charset=utf-8' };

/** A JSON answer. */
export function answer(status: number, body?: unknown, headers: Record<string, string> = {}): CloudReply {
  if (body === undefined) return { status, headers };
  return { status, headers: { ...JSON_TYPE, ...headers }, body };
}

/** What goes with an error besides code and message. */
export interface ErrorDetails {
  readonly target?: string;
  readonly headers?: Record<string, string>;
}

/** An error in ARM's wrapper, `{"error":{"code","message","target"?}}` (common-types v3, ErrorResponse). */
export function refuse(status: number, code: string, message: string, details: ErrorDetails = {}): CloudReply {
  const error = details.target === undefined ? { code, message } : { code, message, target: details.target };
  return answer(status, { error }, details.headers);
}

/** Whether a value is a JSON object. */
export function isFields(value: unknown): value is Fields {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
