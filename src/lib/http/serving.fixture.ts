import type { PlainRequest, ServeOptions } from './serve.ts';

/** A GET without anything, but for what a test says. */
export function aRequest(parts: Partial<Omit<PlainRequest, 'body'>> & { readonly text?: string } = {}): PlainRequest {
  const { text = '', ...rest } = parts;
  return {
    method: 'GET',
    url: 'https://app/api/x',
    headers: {},
    params: {},
    query: {},
    body: async () => new TextEncoder().encode(text),
    ...rest,
  };
}

/** A POST of a value as JSON. */
export function aPost(value: unknown, parts: Partial<Omit<PlainRequest, 'body'>> = {}): PlainRequest {
  const headers = { 'content-type': 'application/json', ...parts.headers };
  return aRequest({ method: 'POST', ...parts, headers, text: JSON.stringify(value) });
}

/** Options of tests: keys, a clock that stands at 0, answers checked; what is reported is thrown away. */
export function someOptions(options: Partial<ServeOptions> = {}): ServeOptions {
  return { auth: { kind: 'key' }, clock: { now: () => 0 }, report: () => undefined, checkAnswers: true, ...options };
}
