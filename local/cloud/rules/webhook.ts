/** A request from Event Grid to a subscriber, and the answer, as plain values. */
export interface WebhookRequest {
  readonly method: 'POST' | 'OPTIONS';
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  /** JSON. */
  readonly body?: unknown;
}

export interface WebhookAnswer {
  /** 0 when nobody answered. */
  readonly status: number;
  /** Names in lower case. */
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

/** Carries a request to a subscriber and calls back once; never before it returns. */
export type Post = (request: WebhookRequest, answered: (answer: WebhookAnswer) => void) => void;

/** Where Event Grid says it comes from, in the handshake of CloudEvents. */
export const WEBHOOK_ORIGIN = 'eventgrid.azure.net';
