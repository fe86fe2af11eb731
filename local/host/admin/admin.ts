import * as z from 'zod';
import type { HostedFunction } from '../bindings.ts';
import type { RegisteredFunction } from '../core/functionsCore.ts';
import { type Answer, bare, type HostRequest, json } from '../http/exchange.ts';
import { type HostKeys, shownKey } from '../http/keys.ts';
import { parsedJson } from '../parsedJson.ts';
import type { BeginAdminRun } from './adminRun.ts';

export const ADMIN_PREFIX = '/admin/';

const RunBody = z.object({ input: z.string().optional() });

export interface AdminDeps {
  hostId: string;
  keys: HostKeys;
  /** All that the app registered. */
  registered: readonly RegisteredFunction[];
  /** Those of them that this host can run. */
  functions: readonly HostedFunction[];
  begin: BeginAdminRun;
}

/**
 * The host's administration, for the master key only: no or an unknown key 401, another key 403. `/admin/host/ping` is
 * open to all. Everything else that the real host has under `/admin` is 404.
 */
export function answerAdmin(request: HostRequest, deps: AdminDeps): Answer {
  const path = request.url.pathname.toLowerCase().replace(/\/$/, '');
  if (path === '/admin/host/ping') return bare(200);
  const shown = shownKey(request, deps.keys);
  if (shown === undefined) return { status: 401, headers: { 'www-authenticate': 'Bearer' } };
  if (shown !== 'master') return bare(403);

  const named = /^\/admin\/functions\/([^/]+)$/.exec(path)?.[1];
  if (named !== undefined && request.method === 'POST') return runFunction(request, named, deps);
  if (request.method !== 'GET') return bare(404);
  if (path === '/admin/functions')
    return json(
      200,
      deps.registered.map((fn) => description(fn, deps)),
    );
  if (path === '/admin/host/status') return json(200, { id: deps.hostId, state: 'Running', version: '4.0.0-local' });
  return bare(404);
}

/** 202 for every function that is registered: disabled ones run too, and those that cannot run are not told apart. */
function runFunction(request: HostRequest, name: string, { registered, functions, begin }: AdminDeps): Answer {
  const isNamed = (candidate: string): boolean => candidate.toLowerCase() === name;
  if (!registered.some(({ metadata }) => isNamed(metadata.name))) return bare(404);
  if (!/^application\/json\b/i.test(request.headers['content-type'] ?? '')) return bare(415);
  const body = RunBody.safeParse(parsedJson(request.body.toString()));
  if (!body.success) return bare(400);
  const fn = functions.find((candidate) => isNamed(candidate.name));
  if (fn) begin(fn, body.data.input ?? '', request.url);
  return bare(202);
}

function description({ metadata: { name, bindings } }: RegisteredFunction, { functions }: AdminDeps): unknown {
  const hosted = functions.find((fn) => fn.name === name);
  const list = Object.entries(bindings).map(([bindingName, binding]) => ({ ...binding, name: bindingName }));
  return { name, language: 'node', isDisabled: hosted?.disabled ?? false, config: { bindings: list } };
}
