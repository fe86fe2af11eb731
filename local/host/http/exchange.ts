import type { IncomingMessage, ServerResponse } from 'node:http';
import { finished } from 'node:stream/promises';

/** Of method, address and version together: Kestrel's `MaxRequestLineSize`, in bytes. */
export const LONGEST_REQUEST_LINE = 8192;

/** A request, read to its end. */
export interface HostRequest {
  method: string;
  url: URL;
  /** Names in lower case; repeated headers joined by commas. */
  headers: Record<string, string>;
  body: Buffer;
}

/** What is answered; the length is added when it is written. */
export interface Answer {
  status: number;
  headers?: Record<string, string | string[]>;
  body?: Uint8Array | string;
}

/** An answer without a body, which is all that the host's own errors are. */
export const bare = (status: number): Answer => ({ status });

export const text = (status: number, body: string): Answer => ({
  status,
  headers: { 'content-type': 'text/plain; charset=utf-8' },
  body,
});

export const json = (status: number, value: unknown): Answer => ({
  status,
  headers: { 'content-type': 'application/json; charset=utf-8' },
  body: JSON.stringify(value),
});

/** Reads the whole request. The URL is absolute, with the host that the caller addressed. */
export async function readRequest(message: IncomingMessage): Promise<HostRequest> {
  const chunks: Buffer[] = [];
  message.on('data', (chunk: Buffer) => chunks.push(chunk));
  await finished(message);
  const headers: Record<string, string> = {};
  for (const [name, value] of Object.entries(message.headers)) {
    if (value !== undefined) headers[name] = Array.isArray(value) ? value.join(', ') : value;
  }
  const url = new URL(message.url ?? '/', `http://${headers['host'] ?? '127.0.0.1'}`);
  return { method: message.method ?? 'GET', url, headers, body: Buffer.concat(chunks) };
}

/** Writes the answer with its length, `Content-Length: 0` when there is no body. */
export function writeAnswer(response: ServerResponse, { status, headers = {}, body = '' }: Answer): void {
  response.statusCode = status;
  for (const [name, value] of Object.entries(headers)) {
    // The body was buffered: how the handler meant to frame it no longer holds.
    if (!/^(transfer-encoding|content-length)$/i.test(name)) response.setHeader(name, value);
  }
  response.end(body);
}
