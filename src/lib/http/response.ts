import * as z from 'zod';
import { Failure } from '../errors.ts';
import { isJson } from './body.ts';
import type { AnswerSpec, AnyAnswer, EndpointInfo } from './endpoint.ts';
import { namesEtag, weakEtag } from './etag.ts';
import type { Problem } from './problem.ts';

/** A response as plain data; header names in lower case. */
export interface PlainResponse {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body?: string;
}

const JSON_TYPE = 'application/json; charset=utf-8';
const NOSNIFF = { 'x-content-type-options': 'nosniff' };

/** The response to a problem. Never cached: it is about this call and this moment. */
export function problemResponse(problem: Problem): PlainResponse {
  return {
    status: problem.status,
    headers: {
      'content-type': 'application/problem+json',
      'cache-control': 'no-store',
      ...NOSNIFF,
      ...(problem.status === 401 ? { 'www-authenticate': 'Bearer' } : {}),
      ...(problem.retryAfterSeconds === undefined ? {} : { 'retry-after': String(problem.retryAfterSeconds) }),
    },
    body: JSON.stringify(problem),
  };
}

/** How to answer: what the client has already, and whether to hold the answer against its schema. */
export interface AnswerOptions {
  readonly ifNoneMatch: string | undefined;
  readonly check: boolean;
}

/**
 * The response to an answer. A 200 of an endpoint with entity tags may be kept and revalidated, and is 304 when
 * `ifNoneMatch` names it; nothing else is kept.
 * @throws Failure `bug` when the endpoint has no such answer, or, with `check`, when its schema refuses the body
 */
export function answerResponse(endpoint: EndpointInfo, answer: AnyAnswer, options: AnswerOptions): PlainResponse {
  const spec = endpoint.answers[answer.status];
  if (spec === undefined) throw bug('answer-undeclared', `${endpoint.name} has no answer ${answer.status}.`);

  const contentType = answer.contentType ?? spec.contentType ?? JSON_TYPE;
  const body = bodyText(answer.body, contentType);
  if (options.check) checkAnswer(endpoint, spec, answer, isJson(contentType) ? JSON.parse(body) : body);

  const headers = { ...NOSNIFF, ...answer.headers };
  const content = { 'content-type': contentType };
  if (!endpoint.etag || answer.status !== 200) {
    return { status: answer.status, headers: { ...content, 'cache-control': 'no-store', ...headers }, body };
  }
  const etag = weakEtag(endpoint.volatile.length === 0 ? body : bodyText(lasting(endpoint, answer.body), contentType));
  const kept = { 'cache-control': 'no-cache', etag, ...headers };
  if (namesEtag(options.ifNoneMatch, etag)) return { status: 304, headers: kept };
  return { status: 200, headers: { ...content, ...kept }, body };
}

/** The body without what differs with every answer. Weak tags may do so: the bodies mean the same (RFC 9110 §8.8.1). */
function lasting({ volatile }: EndpointInfo, body: unknown): unknown {
  if (typeof body !== 'object' || body === null) return body;
  return Object.fromEntries(Object.entries(body).filter(([field]) => !volatile.includes(field)));
}

function bodyText(body: unknown, contentType: string): string {
  return typeof body === 'string' && !isJson(contentType) ? body : JSON.stringify(body);
}

/** Holds what is sent, after its way through JSON, against what the API description promises. */
function checkAnswer(endpoint: EndpointInfo, spec: AnswerSpec, answer: AnyAnswer, sent: unknown): void {
  if (answer.contentType !== undefined) {
    if (spec.textTypes?.includes(answer.contentType) === true && typeof answer.body === 'string') return;
    throw bug('answer-mismatch', `${endpoint.name} does not answer ${answer.contentType}.`);
  }
  const parsed = spec.schema.safeParse(sent);
  if (parsed.success) return;
  const what = `${endpoint.name} answered ${answer.status} with what its schema refuses`;
  throw bug('answer-mismatch', `${what}: ${z.prettifyError(parsed.error)}`);
}

function bug(code: string, message: string): Failure {
  return new Failure('bug', code, message);
}
