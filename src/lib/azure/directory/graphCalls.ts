/** Calls to Microsoft Graph, apart from how they get there. */

export interface GraphRequest {
  readonly method: 'GET' | 'POST';
  /** Below the version, with its query percent-encoded; or a whole link of the endpoint, as `ownLink` gives it. */
  readonly path: string;
  /** Sent as JSON. */
  readonly body?: object;
}

export interface GraphAnswer {
  readonly status: number;
  /** The header of that name. */
  readonly retryAfter: string | undefined;
  /** The JSON of it, undefined when it is none: nothing in it is checked yet. */
  readonly body: unknown;
}

export interface GraphCalls {
  /** `https://graph.microsoft.com`: the only place that is ever called. */
  readonly endpoint: string;
  /** Sends once. Throws a `Failure` when there is no answer. */
  send(request: GraphRequest): Promise<GraphAnswer>;
  /** The token that the calls are made with. Throws a `Failure` when there is none. */
  token(): Promise<string>;
}
