/**
 * Calls to Graph through `@microsoft/microsoft-graph-client` (3.0.7). Its own chain of retry and redirect is left out: the
 * first waits as long as it is told to and keeps a function hanging, the second takes the call elsewhere.
 *
 * By the names of its files: its index brings uploads and more along, 46 KiB that the bundle does not need.
 */
import type { TokenCredential } from '@azure/core-auth';
import { Client } from '@microsoft/microsoft-graph-client/lib/src/Client.js';
import { AuthenticationHandler } from '@microsoft/microsoft-graph-client/lib/src/middleware/AuthenticationHandler.js';
import { HTTPMessageHandler } from '@microsoft/microsoft-graph-client/lib/src/middleware/HTTPMessageHandler.js';
import type { Middleware } from '@microsoft/microsoft-graph-client/lib/src/middleware/IMiddleware.js';
import { ResponseType } from '@microsoft/microsoft-graph-client/lib/src/ResponseType.js';
import * as z from 'zod';
import { Failure } from '../../errors.ts';
import { type Clock, seconds } from '../../time.ts';
import { toFailure } from '../pipeline/failure.ts';
import { inTime } from '../pipeline/inTime.ts';
import { safeText } from '../pipeline/safeText.ts';
import type { Sleep } from '../rate/backoff.ts';
import type { GraphAnswer, GraphCalls, GraphRequest } from './graphCalls.ts';

export interface GraphClientDeps {
  /** Of the cloud's Graph, `https://graph.microsoft.com`; no path, since the client takes absolute links apart. */
  readonly endpoint: string;
  /** The scope of its token, `https://graph.microsoft.com/.default`. */
  readonly scope: string;
  readonly credential: TokenCredential;
  readonly clock: Clock;
  readonly sleep: Sleep;
  /** Stands first in the user agent. */
  readonly userAgent: string;
  /** How long a call may take, the wait for a token included; 25 s by default. */
  readonly deadlineMs?: number | undefined;
}

/** Calls over HTTPS. */
export function graphClient(deps: GraphClientDeps): GraphCalls {
  const limit = { sleep: deps.sleep, ms: deps.deadlineMs ?? seconds(25) };
  return {
    endpoint: deps.endpoint,
    send: (request) =>
      inTime(limit, 'DeadlineExceeded', async (signal) => {
        const answer = await sent(deps, request, await tokenOf(deps, signal), signal);
        return answerOf(answer, await textOf(answer));
      }),
    token: () => inTime(limit, 'DeadlineExceeded', (signal) => tokenOf(deps, signal)),
  };
}

/** The credential keeps its token for as long as it is good, so it can be asked at every call. */
async function tokenOf({ credential, scope, clock }: GraphClientDeps, abortSignal: AbortSignal): Promise<string> {
  try {
    const token = await credential.getToken(scope, { abortSignal });
    if (token !== null) return token.token;
  } catch (error) {
    throw toFailure(error, clock.now());
  }
  throw new Failure('transient', 'TokenUnavailable', 'No token: the credential has none.');
}

async function sent(
  { endpoint, userAgent }: GraphClientDeps,
  { method, path, body }: GraphRequest,
  token: string,
  signal: AbortSignal,
): Promise<Response> {
  const { middleware, lost } = sending(path);
  // Light enough to make for every call: what went wrong in one is known then.
  const client = Client.initWithMiddleware({
    baseUrl: endpoint,
    middleware: [new AuthenticationHandler({ getAccessToken: () => Promise.resolve(token) }), middleware],
    // The token goes to these only, and to Microsoft's own. By name, without the port (measured).
    customHosts: new Set([new URL(endpoint).hostname]),
    fetchOptions: { redirect: 'manual', signal, headers: { 'User-Agent': userAgent } },
  });
  const request = client.api(path).responseType(ResponseType.RAW);
  try {
    return response.parse(await (method === 'GET' ? request.get() : request.post(body)));
  } catch (error) {
    throw noAnswer(lost() ?? error);
  }
}

/**
 * The last of the client's chain, which makes good two things: the client puts the query of a link into an order of its own,
 * and it keeps nothing of an error but its message, while the reason stands in the cause.
 */
function sending(path: string): { readonly middleware: Middleware; readonly lost: () => unknown } {
  const http = new HTTPMessageHandler();
  let lost: unknown;
  return {
    middleware: {
      async execute(context) {
        if (path.startsWith('https://')) context.request = path;
        try {
          await http.execute(context);
        } catch (error) {
          lost = error;
          throw error;
        }
      },
    },
    lost: () => lost,
  };
}

async function textOf(response: Response): Promise<string> {
  try {
    return await response.text();
  } catch (error) {
    throw noAnswer(error);
  }
}

const response = z.instanceof(Response);

const caused = z.object({ cause: z.object({ code: z.string().min(1) }) });

function noAnswer(error: unknown): Failure {
  const code = caused.safeParse(error).data?.cause.code ?? 'NetworkError';
  return new Failure('transient', code, `No answer: ${safeText(String(error))}`);
}

function answerOf({ status, headers }: Response, text: string): GraphAnswer {
  return { status, retryAfter: headers.get('retry-after') ?? undefined, body: parsed(text) };
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    // A gateway on the way answers in HTML or not at all: the status is all there is.
    return undefined;
  }
}
