/** An HTTPS server on this machine in the place of ARM, and the real SDK client that calls it through the real pipeline. */
import type { IncomingMessage, ServerResponse } from 'node:http';
import { createServer } from 'node:https';
import { HybridComputeManagementClient } from '@azure/arm-hybridcompute';
import { createDefaultHttpClient, type HttpClient } from '@azure/core-rest-pipeline';
import { generate } from 'selfsigned';
import type { Limit } from '../rate/gcra.ts';
import { createMemoryRateStore } from '../rate/memoryRateStore.ts';
import { alone } from '../rate/rateOver.fixture.ts';
import { createSharedRate } from '../rate/sharedRate.ts';
import { type VirtualTime, virtualTime } from '../rate/virtualTime.fixture.ts';
import { type ArmClientDeps, armClientOptions } from './armPipeline.ts';
import { createMemoryCounter, type MemoryCounter } from './memoryCounter.ts';
import { SUBSCRIPTION } from './policyRun.fixture.ts';

export const TOKEN = 'the-token';

export interface Seen {
  readonly method: string;
  readonly url: string;
  readonly headers: IncomingMessage['headers'];
  readonly body: string;
}

/** What the server says; nothing at all when undefined. */
export type ServerReply = { status: number; headers?: Record<string, string>; body?: unknown } | undefined;

export interface ArmServer {
  readonly endpoint: string;
  /** What arrived, in order. */
  readonly seen: Seen[];
  /** Gives the next replies in turn; the last one is repeated. */
  replies(...replies: ServerReply[]): void;
  /** Ends when `n` requests have arrived. */
  arrived(n: number): Promise<void>;
  readonly httpClient: HttpClient;
  /** For those who bring a client of their own. */
  readonly certificate: string;
  stop(): Promise<void>;
}

/** Starts a server with a certificate that only its own `httpClient` trusts. */
export async function startArmServer(): Promise<ArmServer> {
  const altNames = [{ type: 2 as const, value: 'localhost' }];
  const { private: key, cert } = await generate([{ name: 'commonName', value: 'localhost' }], {
    extensions: [
      { name: 'basicConstraints', cA: true, critical: true },
      { name: 'subjectAltName', altNames },
    ],
  });
  const seen: Seen[] = [];
  let planned: ServerReply[] = [];
  const arrivals: (() => void)[] = [];

  const server = createServer({ key, cert }, (request, response) => {
    let body = '';
    request.setEncoding('utf8').on('data', (chunk: string) => (body += chunk));
    request.on('end', () => {
      const { method = '', url = '', headers } = request;
      seen.push({ method, url, headers, body });
      answer(response, planned.length > 1 ? planned.shift() : planned[0]);
      for (const arrival of arrivals.splice(0)) arrival();
    });
  });
  await new Promise<void>((resolve) => server.listen(0, 'localhost', resolve));
  const address = server.address();
  const port = typeof address === 'object' ? address?.port : undefined;
  const client = createDefaultHttpClient();

  return {
    certificate: cert,
    endpoint: `https://localhost:${port}`,
    seen,
    replies(...replies) {
      planned = replies;
    },
    async arrived(n) {
      while (seen.length < n) await new Promise<void>((resolve) => arrivals.push(resolve));
    },
    httpClient: {
      sendRequest(request) {
        request.tlsSettings = { ca: cert };
        return client.sendRequest(request);
      },
    },
    async stop() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

function answer(response: ServerResponse, reply: ServerReply): void {
  if (reply === undefined) return;
  const { status, headers = {}, body } = reply;
  response.writeHead(status, { 'content-type': 'application/json', ...headers });
  response.end(body === undefined ? undefined : JSON.stringify(body));
}

export interface ArmClient {
  readonly client: HybridComputeManagementClient;
  readonly time: VirtualTime;
  readonly counter: MemoryCounter;
  /** The scopes for which a token was asked. */
  readonly tokens: string[];
}

const LIMIT = { ratePerSecond: 10, burst: 100 };

/** A client of the server on a virtual time, with limits of its own unless told otherwise. */
export function armClient(
  { endpoint, httpClient }: ArmServer,
  limit: Limit = LIMIT,
  changed: Partial<ArmClientDeps> = {},
): ArmClient {
  const { clock, sleep, ...time } = virtualTime();
  const counter = createMemoryCounter();
  const tokens: string[] = [];
  const credential = {
    getToken(scopes: string | string[]) {
      tokens.push(...[scopes].flat());
      return Promise.resolve({ token: TOKEN, expiresOnTimestamp: 8.64e15 });
    },
  };
  const random = () => 0.5;
  let ids = 0;
  const options = armClientOptions({
    endpoint,
    cloudAudience: 'https://management.example/.default',
    credential,
    rate: createSharedRate({ store: createMemoryRateStore(), clock, limits: () => alone(limit), random, sleep }),
    lane: 'onboarding',
    clock,
    random,
    sleep,
    ids: () => `id-${(ids += 1)}`,
    counter,
    apiVersion: '2024-07-10',
    userAgent: 'arc-entra-signin/test',
    ...changed,
  });
  const client = new HybridComputeManagementClient(credential, SUBSCRIPTION, { ...options, httpClient });
  return { client, time: { clock, sleep, ...time }, counter, tokens };
}
