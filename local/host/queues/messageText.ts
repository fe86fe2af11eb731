import type { QueueSettings } from '../hostJson.ts';

export type MessageEncoding = QueueSettings['messageEncoding'];

/** What the service stores for a message. */
export function encodeMessage(value: string | Uint8Array, encoding: MessageEncoding): string {
  const bytes = typeof value === 'string' ? Buffer.from(value) : Buffer.from(value);
  return encoding === 'base64' ? bytes.toString('base64') : bytes.toString();
}

/** The message's text, or undefined when the encoding is base64 and the stored text is not. */
export function decodeMessage(stored: string, encoding: MessageEncoding): string | undefined {
  if (encoding === 'none') return stored;
  // Buffer skips what is not base64; .NET, which the real host decodes with, refuses it.
  const packed = stored.replaceAll(/\s/g, '');
  const isBase64 = packed.length % 4 === 0 && /^[A-Za-z0-9+/]*={0,2}$/.test(packed);
  return isBase64 ? Buffer.from(packed, 'base64').toString() : undefined;
}
