/** A service that answers for a storage account as a test says: what the emulator cannot be brought to do. */
import { once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { BlobClient, ContainerClient } from '@azure/storage-blob';
import { afterEach } from 'vitest';

const OPTIONS = { retryOptions: { maxTries: 1 } };

export interface BlobServer {
  /** Where it listens, without a slash at the end. */
  readonly url: string;
  /** What it was asked, in that order. */
  readonly requests: readonly IncomingMessage[];
  readonly container: ContainerClient;
  readonly blob: BlobClient;
}

export type Answer = (request: IncomingMessage, response: ServerResponse) => void;

/** Starts servers that end with the test. */
export function useBlobServers(): (answer: Answer) => Promise<BlobServer> {
  const stops: (() => void)[] = [];
  afterEach(() => {
    for (const stop of stops.splice(0)) stop();
  });
  return async (answer) => {
    const requests: IncomingMessage[] = [];
    const server = createServer((request, response) => {
      requests.push(request);
      answer(request, response);
    });
    stops.push(() => {
      server.close();
      server.closeAllConnections();
    });
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    const address = server.address();
    const url = `http://127.0.0.1:${isTcp(address) ? address.port : 0}`;
    return {
      url,
      requests,
      container: new ContainerClient(`${url}/account/access`, undefined, OPTIONS),
      blob: new BlobClient(`${url}/account/policies/policy.yaml`, undefined, OPTIONS),
    };
  };
}

/** A refusal as the service words it. */
export function refusal(status: number, code: string): Answer {
  return (_request, response) => {
    response.writeHead(status, { 'content-type': 'application/xml', 'x-ms-error-code': code });
    response.end(
      `<?xml version="1.0" encoding="utf-8"?><Error><Code>${code}</Code><Message>It said no.\nRequestId:1\nTime:2</Message></Error>`,
    );
  };
}

/** A blob as the service sends it. */
export function blob(text: string, headers: Readonly<Record<string, string>> = {}): Answer {
  return (_request, response) => {
    response.writeHead(200, { 'content-length': String(Buffer.byteLength(text)), etag: '"1"', ...headers });
    response.end(text);
  };
}

function isTcp(address: AddressInfo | string | null): address is AddressInfo {
  return typeof address === 'object' && address !== null;
}
