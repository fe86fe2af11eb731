import type { Call } from '../core/invoke.ts';
import type { TypedData } from '../core/rpc.ts';
import { parsedJson } from '../parsedJson.ts';

/** The facts about a taken message that its function gets to see. */
export interface TakenMessage {
  /** Decoded. */
  text: string;
  id: string;
  popReceipt: string;
  /** From 1; 0 for a run that an administrator asked for. */
  dequeueCount: number;
  insertedOn: Date;
  expiresOn: Date;
  nextVisibleOn: Date;
}

/**
 * What a queue function is called with: the text, which the library parses if it is JSON, and the extension's metadata
 * (`QueueTriggerBinding` of Azure.WebJobs.Extensions.Storage.Queues): seven facts, and the properties of a JSON
 * object, which win over a fact of the same name in any case.
 */
export function queueCall(message: TakenMessage): Call {
  const properties = jsonProperties(message.text);
  const overridden = new Set(Object.keys(properties).map((name) => name.toLowerCase()));
  const facts = Object.entries(messageFacts(message)).filter(([name]) => !overridden.has(name.toLowerCase()));
  return {
    input: { string: message.text },
    triggerMetadata: { ...Object.fromEntries(facts), ...properties },
  };
}

function messageFacts(message: TakenMessage): Record<string, TypedData> {
  return {
    QueueTrigger: { string: message.text },
    DequeueCount: { int: message.dequeueCount },
    ExpirationTime: { string: message.expiresOn.toISOString() },
    Id: { string: message.id },
    InsertionTime: { string: message.insertedOn.toISOString() },
    NextVisibleTime: { string: message.nextVisibleOn.toISOString() },
    PopReceipt: { string: message.popReceipt },
  };
}

function jsonProperties(text: string): Record<string, TypedData> {
  const parsed = parsedJson(text);
  if (typeof parsed !== 'object' || parsed === null || Array.isArray(parsed)) return {};
  const properties = Object.entries<unknown>({ ...parsed });
  return Object.fromEntries(
    properties.map(([name, value]) => [
      name,
      typeof value === 'string' ? { string: value } : { json: JSON.stringify(value) },
    ]),
  );
}
