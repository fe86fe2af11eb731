import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import {
  AAD_LOGIN,
  at,
  machinePath,
  SUBSCRIPTION,
  TENANT,
  type VirtualCloud,
  virtualCloud,
} from '../testing/virtualCloud.ts';
import type { EventSchema } from './eventSchemas.ts';
import { isFields } from './exchange.ts';

const WEB_1 = machinePath('Web-1', 'RG-Web');
const EXTENSION = `${WEB_1}/extensions/AADLogin`;
const OBJECT_ID = 'http://schemas.microsoft.com/identity/claims/objectidentifier';

/** A cloud with a subscriber; `events` answers what it got so far. */
function subscribed(schema: EventSchema = 'EventGridSchema'): VirtualCloud & { events: () => unknown[] } {
  const cloud = virtualCloud();
  cloud.rules.events.subscribe('http://app/events', () => undefined);
  cloud.seconds(1);
  cloud.rules.events.configure({ schema });
  const events = () => {
    cloud.seconds(0.1);
    return cloud.subscriber.got.flatMap(({ body }): unknown[] => (Array.isArray(body) ? body : []));
  };
  return { ...cloud, events };
}

function sample(name: string): unknown {
  const fixture: unknown = JSON.parse(
    readFileSync(new URL(`../../../test/fixtures/events/${name}`, import.meta.url), 'utf8'),
  );
  return at(fixture, 'sample');
}

/** Names and types, down to the data; claims are free. */
function shapeOf(value: unknown): unknown {
  if (!isFields(value)) return typeof value;
  return Object.fromEntries(
    Object.entries(value).map(([name, inner]) => [name, name === 'claims' ? 'claims' : shapeOf(inner)]),
  );
}

describe('what makes which event', () => {
  it('a registration, a change and a removal of a machine', () => {
    const cloud = subscribed();
    cloud.call('PUT', WEB_1, { location: 'westeurope' });
    cloud.call('PATCH', WEB_1, { tags: {} });
    cloud.call('GET', WEB_1);
    cloud.call('DELETE', WEB_1);
    cloud.call('DELETE', WEB_1);

    const told = cloud.events().map((event) => [at(event, 'eventType'), at(event, 'data', 'operationName')]);

    expect(told).toEqual([
      ['Microsoft.Resources.ResourceWriteSuccess', 'Microsoft.HybridCompute/machines/write'],
      ['Microsoft.Resources.ResourceWriteSuccess', 'Microsoft.HybridCompute/machines/write'],
      ['Microsoft.Resources.ResourceDeleteSuccess', 'Microsoft.HybridCompute/machines/delete'],
    ]);
  });

  it('an extension, when its operation ends and as it ends', () => {
    const cloud = subscribed();
    cloud.call('PUT', WEB_1, { location: 'westeurope' });
    cloud.rules.agents.say('*', { outcome: { exitCode: 51 }, times: 1 });
    const atAcceptance = () => cloud.call('PUT', EXTENSION, AAD_LOGIN) && cloud.events().length;

    const afterFirstPut = atAcceptance();
    cloud.seconds(5);
    cloud.call('PUT', EXTENSION, AAD_LOGIN);
    cloud.seconds(5);
    cloud.call('DELETE', EXTENSION);
    cloud.seconds(5);

    expect(afterFirstPut).toBe(1);
    expect(cloud.events().slice(1)).toMatchObject([
      {
        eventType: 'Microsoft.Resources.ResourceWriteFailure',
        data: { operationName: 'Microsoft.HybridCompute/machines/extensions/write', status: 'Failed' },
      },
      {
        eventType: 'Microsoft.Resources.ResourceWriteSuccess',
        data: { operationName: 'Microsoft.HybridCompute/machines/extensions/write', status: 'Succeeded' },
      },
      {
        eventType: 'Microsoft.Resources.ResourceDeleteSuccess',
        data: { operationName: 'Microsoft.HybridCompute/machines/extensions/delete' },
      },
    ]);
  });

  it('a change of the tags as a resource of their own, under the machine', () => {
    const cloud = subscribed();
    cloud.call('PUT', WEB_1, { location: 'westeurope' });
    cloud.call('PATCH', `${WEB_1}/providers/Microsoft.Resources/tags/default`, {
      operation: 'Merge',
      properties: { tags: { a: '1' } },
    });

    expect(cloud.events().slice(1)).toMatchObject([
      {
        eventType: 'Microsoft.Resources.ResourceWriteSuccess',
        subject: `${WEB_1.replace('resourceGroups', 'resourcegroups')}/providers/Microsoft.Resources/tags/default`,
        data: { operationName: 'Microsoft.Resources/tags/write', resourceProvider: 'Microsoft.Resources' },
      },
    ]);
  });

  it('nothing for what was refused', () => {
    const cloud = subscribed();
    cloud.call('PUT', WEB_1, {});
    cloud.call('PATCH', WEB_1, {});

    expect(cloud.events()).toEqual([]);
  });
});

describe('an event', () => {
  it("has the shape of Microsoft's sample of a write", () => {
    const cloud = subscribed();
    cloud.call('PUT', WEB_1, { location: 'westeurope' });

    expect(shapeOf(cloud.events()[0])).toEqual(shapeOf(sample('event-grid-write.json')));
  });

  it("has the shape of Microsoft's sample of a delete as a CloudEvent", () => {
    const cloud = subscribed('CloudEventSchemaV1_0');
    cloud.call('PUT', WEB_1, { location: 'westeurope' });
    cloud.call('DELETE', WEB_1);

    expect(shapeOf(cloud.events()[1])).toEqual(shapeOf(sample('cloud-event-delete.json')));
  });

  it('spells resource groups as the samples do: lower case in writes, not in deletes', () => {
    const cloud = subscribed();
    cloud.call('PUT', WEB_1, { location: 'westeurope' });
    cloud.call('DELETE', WEB_1);

    const [write, removal] = cloud.events();

    expect(at(write, 'subject')).toBe(WEB_1.replace('resourceGroups', 'resourcegroups'));
    expect(at(removal, 'subject')).toBe(WEB_1);
    expect(at(write, 'data', 'resourceUri')).toBe(at(write, 'subject'));
  });

  it('names topic, tenant, subscription and provider, and is traced to the answer of the write', () => {
    const cloud = subscribed();
    const { headers } = cloud.call('PUT', WEB_1, { location: 'westeurope' });

    expect(cloud.events()[0]).toMatchObject({
      topic: `/subscriptions/${SUBSCRIPTION}`,
      eventTime: '2026-11-22T08:00:01.0000000Z',
      data: {
        correlationId: headers['x-ms-correlation-request-id'],
        resourceProvider: 'Microsoft.HybridCompute',
        subscriptionId: SUBSCRIPTION,
        tenantId: TENANT,
      },
    });
  });

  it('carries the caller of the request that began it, also at the end of an operation', () => {
    const cloud = subscribed();
    const claims = Buffer.from(JSON.stringify({ appid: 'app', oid: 'who' })).toString('base64url');
    cloud.call('PUT', WEB_1, { location: 'westeurope' });
    cloud.call('PUT', EXTENSION, AAD_LOGIN, { authorization: `Bearer h.${claims}.s` });
    cloud.seconds(5);

    const [machine, extension] = cloud.events();

    expect(at(machine, 'data', 'claims', OBJECT_ID)).toBe('00000000-0000-0000-0000-000000000000');
    expect(at(extension, 'data', 'claims')).toMatchObject({ appid: 'app', [OBJECT_ID]: 'who' });
  });

  it('carries the request only when the resource was there before', () => {
    const cloud = subscribed();
    cloud.call('PUT', WEB_1, { location: 'westeurope' });
    cloud.call('PUT', WEB_1, { location: 'westeurope' }, { 'x-ms-client-request-id': 'mine' });

    const [first, second] = cloud.events();

    expect(at(first, 'data')).not.toHaveProperty('httpRequest');
    expect(at(second, 'data', 'httpRequest')).toEqual({
      clientRequestId: 'mine',
      clientIpAddress: '127.0.0.1',
      method: 'PUT',
      url: `https://localhost:8443${WEB_1}?api-version=2024-07-10`,
    });
  });
});
