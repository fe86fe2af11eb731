/**
 * Reads what Event Grid delivers, in either schema, through Microsoft's own deserialiser. What it cannot read is told apart
 * from what does not concern us: the first is recorded, since it may be our mistake.
 */
import { EventGridDeserializer } from '@azure/eventgrid';
import * as z from 'zod';
import type { ResourceEvent } from '../onboarding/intake.ts';

export type ParsedEvent =
  | { readonly kind: 'event'; readonly event: ResourceEvent }
  | { readonly kind: 'malformed'; readonly why: string; readonly eventId?: string };

const OBJECT_ID = 'http://schemas.microsoft.com/identity/claims/objectidentifier';

/** Event Grid takes events of at most 1 MB; ids and subjects are far shorter than this. */
const name = z.string().min(1).max(2048);
const namesSchema = z.object({ id: name, type: name, subject: name });

// Everything in `data` is optional: samples differ, and only the subject is needed.
const dataSchema = z
  .object({
    operationName: z.string().optional().catch(undefined),
    claims: z
      .object({ [OBJECT_ID]: z.string().optional().catch(undefined) })
      .optional()
      .catch(undefined),
  })
  .catch({});

const deserializer = new EventGridDeserializer();

/** Reads one event as the Functions host hands it over: an object, or text that was not JSON. Never throws. */
export async function parseEvent(input: unknown): Promise<ParsedEvent> {
  if (typeof input !== 'object' || input === null || Array.isArray(input)) {
    return { kind: 'malformed', why: 'it is not a JSON object' };
  }
  const id = 'id' in input && typeof input.id === 'string' ? input.id.slice(0, 100) : undefined;
  try {
    const event = 'specversion' in input ? await cloudEvent(input) : await eventGridEvent(input);
    return { kind: 'event', event };
  } catch (error) {
    return { kind: 'malformed', why: describe(error), ...(id !== undefined && { eventId: id }) };
  }
}

async function cloudEvent(input: object): Promise<ResourceEvent> {
  const [event] = await deserializer.deserializeCloudEvents({ ...input });
  return resourceEvent(event?.id, event?.type, event?.subject, event?.data);
}

async function eventGridEvent(input: object): Promise<ResourceEvent> {
  const [event] = await deserializer.deserializeEventGridEvents({ ...input });
  return resourceEvent(event?.id, event?.eventType, event?.subject, event?.data);
}

function resourceEvent(id: unknown, type: unknown, subject: unknown, data: unknown): ResourceEvent {
  const { operationName, claims } = dataSchema.parse(data ?? {});
  const callerId = claims?.[OBJECT_ID];
  const names = namesSchema.parse({ id, type, subject });
  return {
    id: names.id,
    type: names.type,
    resourceId: names.subject,
    ...(operationName !== undefined && { operation: operationName }),
    ...(callerId !== undefined && { callerId }),
  };
}

/** One sentence that names fields and never their content. */
function describe(error: unknown): string {
  if (error instanceof z.ZodError)
    return error.issues.map(({ path, message }) => `${path.join('.')}: ${message}`).join('; ');
  return error instanceof Error ? error.message.slice(0, 300) : 'the deserialiser refused it';
}
