import type { TypedData } from '../core/rpc.ts';
import { parsedJson } from '../parsedJson.ts';

/**
 * The messages that one value of a queue output becomes. An array is one message per element, also when it comes as
 * text; nothing is no message. JSON is written anew and indented, as by the real host: never sign or hash such text.
 */
export function outputMessages(data: TypedData | null | undefined): (string | Uint8Array)[] {
  if (!data) return [];
  if (typeof data.string === 'string') return textMessages(data.string);
  if (typeof data.json === 'string') return elementMessages(JSON.parse(data.json));
  if (data.bytes) return [data.bytes];
  const number = data.int ?? data.double;
  return typeof number === 'number' ? [String(number)] : [];
}

function textMessages(text: string): string[] {
  const parsed = parsedJson(text);
  return Array.isArray(parsed) ? elementMessages(parsed) : [text];
}

function elementMessages(value: unknown): string[] {
  const elements: unknown[] = Array.isArray(value) ? value : [value];
  return elements
    .filter((element) => element !== null)
    .map((element) => (typeof element === 'string' ? element : JSON.stringify(element, null, 2)));
}
