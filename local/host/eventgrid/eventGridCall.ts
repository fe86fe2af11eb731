import type { Call } from '../core/invoke.ts';
import type { TypedData } from '../core/rpc.ts';

/**
 * What an Event Grid function is called with: the event as indented JSON text, whatever its schema, and `data` as the
 * only metadata (measured on the real host).
 */
export function eventGridCall(event: unknown): Call {
  const data = typeof event === 'object' && event !== null && 'data' in event ? event.data : undefined;
  return {
    input: { string: JSON.stringify(event, null, 2) },
    triggerMetadata: data === undefined ? {} : { data: dataOf(data) },
  };
}

function dataOf(data: unknown): TypedData {
  return typeof data === 'string' ? { string: data } : { json: JSON.stringify(data) };
}
