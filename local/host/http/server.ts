import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { Log } from '../core/functionsCore.ts';
import { type Answer, type HostRequest, LONGEST_REQUEST_LINE, readRequest, writeAnswer } from './exchange.ts';

export interface HttpServer {
  /** `http://127.0.0.1:PORT`. */
  url: string;
  /** Takes no new connection and answers 503 on the open ones. */
  refuse(): void;
  /** Resolves when every request that came before is answered. */
  settled(): Promise<void>;
  /** Ends every connection and waits until the port is free. */
  close(): Promise<void>;
}

/** Kestrel's `MaxRequestHeadersTotalSize` and request line. */
const LARGEST_HEAD = 32_768 + LONGEST_REQUEST_LINE;

/**
 * Serves HTTP on 127.0.0.1 only: the keys are meant for a laptop, not for its network.
 *
 * @param port 0 takes any free one
 * @throws a sentence when the port is taken
 */
export async function serveHttp(
  port: number,
  answer: (request: HostRequest) => Promise<Answer>,
  log: Log,
): Promise<HttpServer> {
  let refusing = false;
  const handle = async (message: IncomingMessage, response: ServerResponse): Promise<void> => {
    try {
      const request = await readRequest(message);
      const refusal = refused(message);
      writeAnswer(response, refusal ?? (await answer(request)));
    } catch (error) {
      if (message.destroyed && !message.complete) return;
      log('error', 'host', `${message.method} ${message.url} failed in the host: ${String(error)}`);
      if (!response.headersSent) writeAnswer(response, { status: 500 });
      else response.destroy();
    }
  };
  const refused = ({ method, url }: IncomingMessage): Answer | undefined => {
    if (refusing) return { status: 503, headers: { connection: 'close' } };
    return `${method} ${url} HTTP/1.1\r\n`.length > LONGEST_REQUEST_LINE ? { status: 414 } : undefined;
  };
  const open = new Set<Promise<void>>();
  const server = createServer({ maxHeaderSize: LARGEST_HEAD }, (message, response) => {
    const ended = new Promise<void>((resolve) => response.once('close', resolve)).finally(() => open.delete(ended));
    open.add(ended);
    void handle(message, response);
  });
  const closed = new Promise<void>((resolve) => server.once('close', resolve));
  await listen(server, port);
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('The server listens on no port.');

  return {
    url: `http://127.0.0.1:${address.port}`,
    refuse: () => {
      refusing = true;
      server.close();
    },
    settled: async () => {
      await Promise.all(open);
    },
    close: async () => {
      server.close();
      server.closeAllConnections();
      await closed;
    },
  };
}

function listen(server: ReturnType<typeof createServer>, port: number): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once('error', (cause: NodeJS.ErrnoException) => {
      const why = cause.code === 'EADDRINUSE' ? 'it is in use: choose another port, or 0 for any' : cause.message;
      reject(new Error(`Cannot listen on 127.0.0.1:${port}: ${why}.`, { cause }));
    });
    server.listen(port, '127.0.0.1', resolve);
  });
}
