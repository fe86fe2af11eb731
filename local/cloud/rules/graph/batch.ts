import * as z from 'zod';
import { answer, type CloudReply, type CloudRequest, type Fields, refuse } from '../exchange.ts';
import { unreadable } from './bodies.ts';
import type { GraphWorld } from './graphWorld.ts';

/** learn.microsoft.com/graph/json-batching */
const MOST_PARTS = 20;

const partSchema = z.object({
  id: z.string().min(1),
  method: z.string(),
  url: z.string(),
  headers: z.record(z.string(), z.string()).default({}),
  body: z.unknown().optional(),
  dependsOn: z.array(z.string()).default([]),
});

const batchSchema = z.object({ requests: z.array(partSchema).min(1) });

type Part = z.infer<typeof partSchema>;

/**
 * `POST /$batch`: each part on its own, faults and throttling included; 200 even if all fail, answers in any order. A part
 * whose connection is dropped, or that is held back, takes the whole batch with it.
 */
export function batchReply(
  { chance }: GraphWorld,
  request: CloudRequest,
  handle: (part: CloudRequest) => CloudReply,
): CloudReply {
  if (request.method !== 'POST') return refuse(405, 'BadRequest', 'A batch is sent with POST.');
  const parsed = batchSchema.safeParse(request.body);
  if (!parsed.success) return unreadable();
  const parts = parsed.data.requests;
  const problem = problemWith(parts);
  if (problem !== undefined) return refuse(400, 'BadRequest', problem);

  const replies = new Map<string, CloudReply>();
  for (const part of parts) replies.set(part.id, replyTo(part, request, replies, handle));
  if ([...replies.values()].some(({ dropConnection }) => dropConnection)) {
    return { status: 0, headers: {}, dropConnection: true };
  }
  const responses = [...replies].map(([id, reply]) => responseOf(id, reply));
  const delayMs = Math.max(...[...replies.values()].map((reply) => reply.delayMs ?? 0));
  const reply = answer(200, { responses: chance.shuffled(responses) });
  return delayMs > 0 ? { ...reply, delayMs } : reply;
}

function problemWith(parts: readonly Part[]): string | undefined {
  if (parts.length > MOST_PARTS) return `Number of batch request steps exceeds the maximum value of ${MOST_PARTS}.`;
  const before = new Set<string>();
  for (const { id, dependsOn } of parts) {
    if (before.has(id)) return `Request id '${id}' is not unique.`;
    const unknown = dependsOn.find((other) => !before.has(other));
    if (unknown !== undefined) return `Request '${id}' depends on '${unknown}', which does not stand before it.`;
    before.add(id);
  }
  return undefined;
}

function replyTo(
  part: Part,
  outer: CloudRequest,
  before: ReadonlyMap<string, CloudReply>,
  handle: (part: CloudRequest) => CloudReply,
): CloudReply {
  if (part.dependsOn.some((id) => (before.get(id)?.status ?? 0) >= 400)) {
    return refuse(424, 'FailedDependency', 'A request that this one depends on has failed.');
  }
  const given = Object.fromEntries(Object.entries(part.headers).map(([name, value]) => [name.toLowerCase(), value]));
  if (part.body !== undefined && given['content-type'] === undefined) return unreadable();
  if (/^\/?\$batch/i.test(part.url)) return refuse(400, 'BadRequest', 'A batch cannot contain a batch.');
  const { host, authorization } = outer.headers;
  return handle({
    method: part.method.toUpperCase(),
    url: `/v1.0/${part.url.replace(/^\//, '')}`,
    headers: { host, authorization, ...given },
    body: part.body,
  });
}

/** Header names in the case of the documentation's examples: inside JSON, case counts. */
function responseOf(id: string, { status, headers, body }: CloudReply): Fields {
  const named = Object.entries(headers).map(([name, value]) => [
    name.replace(/(^|-)[a-z]/g, (letter) => letter.toUpperCase()),
    value,
  ]);
  return { id, status, headers: Object.fromEntries(named), ...(body !== undefined && { body }) };
}
