/** HTTP → an endpoint: the request as plain data, the answer as it comes. */
import type { HttpHandler, HttpRequest, InvocationContext } from '@azure/functions';
import type { App, Compose } from '../app.ts';
import type { Endpoint } from '../lib/http/endpoint.ts';
import { problem } from '../lib/http/problem.ts';
import { problemResponse } from '../lib/http/response.ts';
import { type PlainRequest, type ServeOptions, serve } from '../lib/http/serve.ts';
import type { HealthDeps } from '../lib/status/health.ts';
import { compress } from './compress.ts';

/** Serves an endpoint that needs the app; while the settings are wrong it answers `not-ready`. */
export function serveApp(endpoint: Endpoint<App>, compose: Compose): HttpHandler {
  return async (request, context) => {
    const app = await compose();
    if (app.kind !== 'app')
      return problemResponse(problem('not-ready', 'Settings are wrong; GET /api/health names them.'));
    const answer = await serve(endpoint, plain(request), app, {
      auth: app.auth,
      clock: app.clock,
      report: reporter(context),
    });
    return compress(answer, accepted(request));
  };
}

/** Serves an endpoint that tells how the app is, whatever its settings. */
export function serveHealth(endpoint: Endpoint<HealthDeps>, compose: Compose): HttpHandler {
  return async (request, context) => {
    const app = await compose();
    const deps = app.kind === 'app' ? app.health : app;
    const answer = await serve(endpoint, plain(request), deps, {
      auth: app.auth,
      clock: app.clock,
      report: reporter(context),
    });
    return compress(answer, accepted(request));
  };
}

function accepted({ headers }: HttpRequest): string | undefined {
  return headers.get('accept-encoding') ?? undefined;
}

/** Through the invocation's own logger: what goes to the console is an entry a line, without level and invocation. */
function reporter(context: InvocationContext): ServeOptions['report'] {
  return (error, where) => context.error('A request failed.', where, error);
}

function plain(request: HttpRequest): PlainRequest {
  return {
    method: request.method,
    url: request.url,
    headers: Object.fromEntries(request.headers),
    params: request.params,
    query: Object.fromEntries(request.query),
    body: async () => new Uint8Array(await request.arrayBuffer()),
  };
}
