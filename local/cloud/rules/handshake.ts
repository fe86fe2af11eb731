import type { Chance } from './chance.ts';
import type { EventSchema } from './eventSchemas.ts';
import { isFields } from './exchange.ts';
import { azureTimestamp } from './timestamp.ts';
import { type Post, WEBHOOK_ORIGIN, type WebhookAnswer } from './webhook.ts';

/** How a subscriber proves that it wants the events; nothing is delivered before. */
export type HandshakeResult = { readonly ok: true } | { readonly ok: false; readonly why: string };

/** What the handshake is about. */
export interface Handshake {
  readonly endpoint: string;
  /** Resource id whose events are subscribed to. */
  readonly topic: string;
  readonly schema: EventSchema;
  readonly now: number;
}

/** Validates an endpoint the way its schema asks for, and calls back once. */
export function shakeHands(
  chance: Chance,
  post: Post,
  handshake: Handshake,
  done: (result: HandshakeResult) => void,
): void {
  if (handshake.schema === 'CloudEventSchemaV1_0') askForOrigin(post, handshake, done);
  else sendValidationCode(chance, post, handshake, done);
}

/** EventGridSchema: a SubscriptionValidation event whose code must come back with 200. */
function sendValidationCode(
  chance: Chance,
  post: Post,
  { endpoint, topic, now }: Handshake,
  done: (result: HandshakeResult) => void,
): void {
  const validationCode = chance.guid().toUpperCase();
  const event = {
    id: chance.guid(),
    topic,
    subject: '',
    data: { validationCode, validationUrl: `https://rp-westeurope.eventgrid.azure.net/validate?id=${validationCode}` },
    eventType: 'Microsoft.EventGrid.SubscriptionValidationEvent',
    eventTime: azureTimestamp(now),
    metadataVersion: '1',
    dataVersion: '2',
  };
  const headers = { 'content-type': 'application/json; charset=utf-8', 'aeg-event-type': 'SubscriptionValidation' };
  post({ method: 'POST', url: endpoint, headers, body: [event] }, (answered) => {
    if (answered.status !== 200) done(failed(answered));
    else if (echoedCode(answered.body) !== validationCode)
      done({ ok: false, why: 'the validation code did not come back' });
    else done({ ok: true });
  });
}

/** CloudEvents: OPTIONS with our origin, which the answer must allow (the CloudEvents web hook specification, §4). */
function askForOrigin(post: Post, { endpoint }: Handshake, done: (result: HandshakeResult) => void): void {
  const headers = { 'webhook-request-origin': WEBHOOK_ORIGIN, 'webhook-request-rate': '120' };
  post({ method: 'OPTIONS', url: endpoint, headers }, (answered) => {
    const allowed = answered.headers['webhook-allowed-origin'];
    if (answered.status !== 200) done(failed(answered));
    else if (allowed !== WEBHOOK_ORIGIN && allowed !== '*')
      done({ ok: false, why: 'WebHook-Allowed-Origin is missing' });
    else done({ ok: true });
  });
}

function echoedCode(body: string): unknown {
  try {
    const answered: unknown = JSON.parse(body);
    return isFields(answered) ? answered['validationResponse'] : undefined;
  } catch {
    return undefined;
  }
}

function failed({ status }: WebhookAnswer): HandshakeResult {
  return { ok: false, why: status === 0 ? 'nobody answered' : `the endpoint answered ${status}` };
}
