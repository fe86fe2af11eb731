import { describe, expect, it } from 'vitest';
import { at, machinePath, START, type VirtualCloud, virtualCloud } from '../testing/virtualCloud.ts';
import type { EventBehaviour } from './eventDelivery.ts';
import type { HandshakeResult } from './handshake.ts';
import type { WebhookAnswer, WebhookRequest } from './webhook.ts';

const ENDPOINT = 'http://app/events';

function subscribed(behaviour: Partial<EventBehaviour> = {}): VirtualCloud {
  const cloud = virtualCloud({ throttled: false });
  cloud.rules.events.subscribe(ENDPOINT, () => undefined);
  cloud.seconds(1);
  cloud.rules.events.configure(behaviour);
  return cloud;
}

function write({ call }: VirtualCloud, count = 1): void {
  for (let index = 0; index < count; index++) call('PUT', machinePath(`m-${index}`), { location: 'westeurope' });
}

const eventsIn = (request: WebhookRequest): unknown[] => (Array.isArray(request.body) ? request.body : []);
const idsIn = (requests: readonly WebhookRequest[]) =>
  requests.flatMap((request) => eventsIn(request).map((event) => at(event, 'id')));

/** Seconds from the write to each delivery, while the subscriber answers with a status. */
function deliverySeconds(status: number, hours: number): { seconds: number[]; cloud: VirtualCloud } {
  const cloud = subscribed();
  const seconds: number[] = [];
  cloud.subscriber.answer = () => {
    seconds.push(Math.round((cloud.time.now() - START - 1000) / 1000));
    return { status };
  };
  write(cloud);
  cloud.seconds(hours * 3600);
  return { seconds, cloud };
}

describe('delivery', () => {
  it('never happens from within the write that makes the event', () => {
    const cloud = subscribed();

    write(cloud);

    expect(cloud.subscriber.got).toEqual([]);
  });

  it('puts what is ready into batches of up to 16', () => {
    const cloud = subscribed();
    write(cloud, 40);
    cloud.seconds(1);

    expect(cloud.subscriber.got.map((request) => eventsIn(request).length)).toEqual([16, 16, 8]);
    expect(cloud.subscriber.got[0]?.headers).toMatchObject({
      'aeg-event-type': 'Notification',
      'aeg-delivery-count': '0',
    });
  });

  it('takes up more when earlier batches are answered', () => {
    const cloud = subscribed();
    write(cloud, 300);
    cloud.seconds(1);

    expect(new Set(idsIn(cloud.subscriber.got)).size).toBe(300);
    expect(cloud.rules.events.counts()).toMatchObject({ delivered: 300, pending: 0 });
  });

  it.each([200, 201, 202, 203, 204])('is over with %d', (status) => {
    expect(deliverySeconds(status, 25).seconds).toEqual([0]);
  });

  it.each([
    ['500', 500, [0, 10, 40, 100, 400, 1000, 2800, 6400, 10_000]],
    ['206, which is no success', 206, [0, 10, 40, 100, 400, 1000, 2800, 6400, 10_000]],
    ['401', 401, [0, 300, 600, 900, 1200, 1800, 3600, 7200]],
    ['404', 404, [0, 300, 600, 900, 1200, 1800, 3600, 7200]],
    ['408', 408, [0, 120, 240, 360, 660, 1260, 3060, 6660, 10_260]],
    ['503', 503, [0, 30, 60, 120, 420, 1020, 2820, 6420, 10_020]],
  ])('comes again on the documented schedule after %s', (_what, status, expected) => {
    expect(deliverySeconds(status, 2.95).seconds).toEqual(expected);
  });

  it.each([400, 413])('gives up at once after %d', (status) => {
    const { seconds, cloud } = deliverySeconds(status, 25);

    expect(seconds).toEqual([0]);
    expect(cloud.rules.events.deadLetters).toMatchObject([{ reason: 'hopeless', lastStatus: status }]);
  });

  it('gives up after thirty attempts, which take just under a day', () => {
    const { seconds, cloud } = deliverySeconds(500, 48);

    expect(seconds.length).toBe(30);
    expect(seconds.at(-1)).toBeLessThan(24 * 3600);
    expect(cloud.rules.events.deadLetters).toMatchObject([{ reason: 'attempts', lastStatus: 500 }]);
    expect(cloud.rules.events.counts().pending).toBe(0);
  });

  it('gives up when the event would be older than a day', () => {
    const cloud = subscribed({ delayMs: 23.99 * 3_600_000 });
    cloud.subscriber.answer = () => ({ status: 500 });
    write(cloud);

    cloud.seconds(48 * 3600);

    expect(cloud.subscriber.got.length).toBe(2);
    expect(cloud.rules.events.deadLetters).toMatchObject([{ reason: 'age' }]);
  });

  it('counts half a minute of silence as a failure, and does not listen to an answer after it', () => {
    const cloud = subscribed();
    cloud.subscriber.answer = () => 'silence';
    write(cloud);

    cloud.seconds(29);
    const failedBefore = cloud.rules.events.counts().failed;
    cloud.seconds(2);
    const failedAfter = cloud.rules.events.counts().failed;
    cloud.subscriber.late[0]?.({ status: 200, headers: {}, body: '' });
    cloud.seconds(10);

    expect([failedBefore, failedAfter]).toEqual([0, 1]);
    expect(cloud.rules.events.counts().delivered).toBe(0);
    expect(cloud.subscriber.got.map(({ headers }) => headers['aeg-delivery-count'])).toEqual(['0', '1']);
  });

  it('sends a batch again as a whole', () => {
    const cloud = subscribed();
    cloud.subscriber.answer = () => ({ status: cloud.subscriber.got.length === 1 ? 500 : 202 });
    write(cloud, 3);
    cloud.seconds(60);

    const [first, second] = cloud.subscriber.got;

    expect(cloud.subscriber.got.length).toBe(2);
    expect(idsIn(second ? [second] : [])).toEqual(idsIn(first ? [first] : []));
  });
});

describe('the behaviour that can be set', () => {
  it('delays', () => {
    const cloud = subscribed({ delayMs: 60_000 });
    write(cloud);

    cloud.seconds(59);
    const before = cloud.subscriber.got.length;
    cloud.seconds(2);

    expect([before, cloud.subscriber.got.length]).toEqual([0, 1]);
  });

  it('duplicates: so many further copies, with the same id', () => {
    const cloud = subscribed({ duplicate: 2 });
    write(cloud, 5);
    cloud.seconds(10);

    const ids = idsIn(cloud.subscriber.got);

    expect(ids.length).toBe(15);
    expect(new Set(ids).size).toBe(5);
  });

  it('loses', () => {
    const cloud = subscribed({ dropRate: 1 });
    write(cloud, 5);
    cloud.seconds(10);

    expect(cloud.subscriber.got).toEqual([]);
    expect(cloud.rules.events.counts()).toMatchObject({ created: 5, dropped: 5, pending: 0 });
  });

  it('reorders, and loses nothing by it', () => {
    const cloud = subscribed({ reorder: true });
    write(cloud, 30);
    cloud.seconds(10);

    const subjects = cloud.subscriber.got.flatMap(eventsIn).map((event) => String(at(event, 'subject')));

    expect(new Set(subjects).size).toBe(30);
    expect(subjects[0]).not.toContain('/m-0');
    expect(subjects.slice(0, 5).join()).not.toMatch(/m-0,.*m-1,.*m-2,.*m-3,/);
  });

  it('speaks CloudEvents, in the content type too', () => {
    const cloud = subscribed({ schema: 'CloudEventSchemaV1_0' });
    write(cloud);
    cloud.seconds(1);

    expect(cloud.subscriber.got[0]?.headers['content-type']).toBe('application/cloudevents-batch+json; charset=utf-8');
    expect(eventsIn(cloud.subscriber.got[0] ?? { method: 'POST', url: '', headers: {} })[0]).toMatchObject({
      specversion: '1.0',
    });
  });

  it('stops when told to', () => {
    const cloud = subscribed({ delayMs: 1000 });
    write(cloud, 3);

    cloud.rules.events.stop();
    cloud.seconds(10);

    expect(cloud.subscriber.got).toEqual([]);
  });
});

describe('the handshake', () => {
  /** Subscribes against a subscriber that answers everything the same way. */
  function shake(schema: EventBehaviour['schema'], answer: Partial<WebhookAnswer>) {
    const asked: WebhookRequest[] = [];
    const results: HandshakeResult[] = [];
    const cloud = virtualCloud({
      post: (request, answered) => {
        asked.push(request);
        answered({ status: 200, headers: {}, body: '', ...answer });
      },
    });
    cloud.rules.events.configure({ schema });
    cloud.rules.events.subscribe(ENDPOINT, (result) => results.push(result));
    write(cloud);
    cloud.seconds(1);
    return { asked, result: results[0] };
  }

  it('comes before anything else, and only what happens later is delivered', () => {
    const cloud = virtualCloud();
    write(cloud);
    cloud.rules.events.subscribe(ENDPOINT, () => undefined);
    cloud.seconds(1);
    cloud.call('DELETE', machinePath('m-0'));
    cloud.seconds(1);

    expect(cloud.subscriber.got.flatMap(eventsIn)).toMatchObject([
      { eventType: 'Microsoft.Resources.ResourceDeleteSuccess' },
    ]);
  });

  it('asks with a validation event', () => {
    const { asked } = shake('EventGridSchema', {});

    expect(asked[0]).toMatchObject({
      method: 'POST',
      url: ENDPOINT,
      headers: { 'aeg-event-type': 'SubscriptionValidation' },
      body: [
        {
          eventType: 'Microsoft.EventGrid.SubscriptionValidationEvent',
          data: { validationCode: expect.stringMatching(/^[0-9A-F-]{36}$/) },
        },
      ],
    });
  });

  it('asks CloudEvents with OPTIONS, and takes the origin or a star for a yes', () => {
    const { asked, result } = shake('CloudEventSchemaV1_0', { headers: { 'webhook-allowed-origin': '*' } });

    expect(asked[0]).toMatchObject({ method: 'OPTIONS', headers: { 'webhook-request-origin': 'eventgrid.azure.net' } });
    expect(result).toEqual({ ok: true });
  });

  it.each<[string, EventBehaviour['schema'], Partial<WebhookAnswer>]>([
    ['a wrong status', 'EventGridSchema', { status: 202, body: '{"validationResponse":"x"}' }],
    ['a wrong code', 'EventGridSchema', { body: '{"validationResponse":"x"}' }],
    ['no JSON', 'EventGridSchema', { body: 'hello' }],
    ['nobody there', 'EventGridSchema', { status: 0 }],
    ['no allowed origin', 'CloudEventSchemaV1_0', {}],
    ['another origin', 'CloudEventSchemaV1_0', { headers: { 'webhook-allowed-origin': 'example.com' } }],
    ['a wrong status to OPTIONS', 'CloudEventSchemaV1_0', { status: 404 }],
  ])('fails on %s, and nothing is delivered', (_what, schema, answer) => {
    const { asked, result } = shake(schema, answer);

    expect(result).toMatchObject({ ok: false, why: expect.any(String) });
    expect(asked.length).toBe(1);
  });

  it('may be repeated without doubling anything', () => {
    const cloud = subscribed();
    cloud.rules.events.subscribe(ENDPOINT, () => undefined);
    cloud.seconds(1);
    write(cloud);
    cloud.seconds(1);

    expect(cloud.subscriber.got.flatMap(eventsIn).length).toBe(1);
  });
});
