/** What happened to a resource, and the two shapes in which Event Grid tells of it. */

import type { Fields } from './exchange.ts';
import { azureTimestamp } from './timestamp.ts';

/** An event of Azure Resource Manager, before it takes the shape of a schema. */
export interface ResourceEvent {
  readonly id: string;
  readonly subscriptionId: string;
  readonly subject: string;
  readonly type: string;
  readonly at: number;
  readonly data: Fields;
}

/** The names that Event Grid's two schemas have in the control route. */
export const EVENT_SCHEMAS = ['EventGridSchema', 'CloudEventSchemaV1_0'] as const;

export type EventSchema = (typeof EVENT_SCHEMAS)[number];

/** An event as it is delivered. */
export function inSchema(event: ResourceEvent, schema: EventSchema): Fields {
  const source = `/subscriptions/${event.subscriptionId}`;
  const { id, subject, type, data } = event;
  const time = azureTimestamp(event.at);
  if (schema === 'CloudEventSchemaV1_0') return { id, source, subject, type, time, specversion: '1.0', data };
  return { id, topic: source, subject, eventType: type, eventTime: time, data, dataVersion: '2', metadataVersion: '1' };
}
