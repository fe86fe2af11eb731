import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { createServer as createSecureServer } from 'node:https';
import type { Socket } from 'node:net';
import type { CloudReply, CloudRequest } from '../rules/exchange.ts';
import type { Time } from '../time.ts';

/** Answers a request, at once or later. */
export type Handler = (request: CloudRequest, done: (reply: CloudReply) => void) => void;

/** A server that is up. */
export interface Listening {
  readonly port: number;
  close(): Promise<void>;
}

export interface ListenOptions {
  /** 0 for any free one. */
  readonly port: number;
  /** HTTPS with these, plain HTTP without. */
  readonly tls?: { readonly key: string; readonly cert: string };
  /** Delays of answers run on it. */
  readonly time: Time;
  readonly handle: Handler;
}

/** As ARM has it. */
const LONGEST_BODY_BYTES = 4 * 1024 * 1024;

const KEEP_ALIVE_MS = 65_000;

/** Listens on the loopback interface only: whoever is not on this machine has no business here. */
export async function listen({ port, tls, time, handle }: ListenOptions): Promise<Listening> {
  const receive = (message: IncomingMessage, response: ServerResponse) => {
    const respond = (reply: CloudReply) => {
      if (reply.delayMs === undefined) send(response, reply);
      else time.after(reply.delayMs, () => send(response, reply));
    };
    readBody(message, (body) => {
      if (body === undefined) respond({ status: 413, headers: {} });
      else guarded(handle)(requestOf(message, body), respond);
    });
  };
  // Longer than the usual five seconds: a client that reuses an idle connection should not meet it closing.
  const server: Server = tls
    ? createSecureServer({ ...tls, keepAliveTimeout: KEEP_ALIVE_MS }, receive)
    : createServer({ keepAliveTimeout: KEEP_ALIVE_MS }, receive);
  const close = closing(server);
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, '127.0.0.1', () => {
      server.off('error', reject);
      resolve();
    });
  });
  const address = server.address();
  return { port: typeof address === 'object' && address ? address.port : port, close };
}

/** A mistake in the rules fails one request, loudly, and not the whole cloud. */
function guarded(handle: Handler): Handler {
  return (request, done) => {
    try {
      handle(request, done);
    } catch (error) {
      console.error(`${request.method} ${request.url} failed inside the simulated cloud:`, error);
      done({ status: 500, headers: {} });
    }
  };
}

/** Closes every connection, too: `closeAllConnections` knows none that is still shaking hands, and then waits for its end. */
function closing(server: Server): () => Promise<void> {
  const sockets = new Set<Socket>();
  server.on('connection', (socket: Socket) => {
    sockets.add(socket);
    socket.once('close', () => sockets.delete(socket));
  });
  return () =>
    new Promise((resolve) => {
      server.close(() => resolve());
      for (const socket of sockets) socket.destroy();
    });
}

/** Calls back with the text of the body, or undefined when it is too long; not at all when the client goes away. */
function readBody(message: IncomingMessage, done: (body: string | undefined) => void): void {
  const chunks: Buffer[] = [];
  let length = 0;
  message.on('data', (chunk: Buffer) => {
    length += chunk.length;
    if (length <= LONGEST_BODY_BYTES) chunks.push(chunk);
  });
  message.on('end', () => done(length > LONGEST_BODY_BYTES ? undefined : Buffer.concat(chunks).toString('utf8')));
}

function requestOf(message: IncomingMessage, text: string): CloudRequest {
  const headers = Object.fromEntries(
    Object.entries(message.headers).map(([name, value]) => [name, Array.isArray(value) ? value.join(', ') : value]),
  );
  const request = { method: message.method ?? 'GET', url: message.url ?? '/', headers };
  return text === '' ? request : { ...request, body: parsed(text) };
}

/** JSON where it is some; the rules refuse text where they want JSON. */
function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}

function send(response: ServerResponse, reply: CloudReply): void {
  if (reply.dropConnection) {
    response.socket?.destroy();
    return;
  }
  const body = textOf(reply.body);
  // A 204 has no length (RFC 9110, 8.6); every other answer says it, even of an empty body.
  const length = reply.status === 204 ? {} : { 'content-length': String(Buffer.byteLength(body)) };
  response.writeHead(reply.status, { ...reply.headers, ...length });
  response.end(body);
}

function textOf(body: unknown): string {
  if (body === undefined) return '';
  return typeof body === 'string' ? body : JSON.stringify(body);
}
