import type { HttpCookie, InvocationResponse } from '../core/rpc.ts';
import { type Answer, bare } from './exchange.ts';

/** What is answered for what an HTTP function returned: its response, or 204 when it returned nothing. */
export function httpAnswer({ returnValue }: InvocationResponse): Answer {
  const http = returnValue?.http;
  if (!http) return bare(204);
  const headers: Record<string, string | string[]> = { ...http.headers };
  if (http.cookies && http.cookies.length > 0) headers['set-cookie'] = http.cookies.map(setCookie);
  return { status: Number(http.statusCode ?? 200), headers, body: http.body?.bytes ?? http.body?.string ?? '' };
}

const SAME_SITE = { none: undefined, lax: 'Lax', strict: 'Strict', explicitNone: 'None' } as const;

/** As ASP.NET writes a cookie: value percent-encoded, path `/` unless another is given. */
function setCookie(cookie: HttpCookie): string {
  const { name, value, secure, httpOnly, sameSite } = cookie;
  return [
    `${name}=${encodeURIComponent(value)}`,
    ...lifetime(cookie),
    ...attribute('domain', cookie.domain?.value),
    ...attribute('path', cookie.path?.value ?? '/'),
    ...attribute('samesite', SAME_SITE[sameSite]),
    ...(secure?.value ? ['secure'] : []),
    ...(httpOnly?.value ? ['httponly'] : []),
  ].join('; ');
}

function lifetime({ maxAge, expires }: HttpCookie): string[] {
  const expiry = expires?.value?.seconds;
  const until = isSet(expiry) ? new Date(expiry * 1000).toUTCString() : undefined;
  return [...attribute('expires', until), ...attribute('max-age', maxAge?.value)];
}

function attribute(name: string, value: string | number | null | undefined): string[] {
  return isSet(value) ? [`${name}=${value}`] : [];
}

function isSet<T>(value: T | null | undefined): value is T {
  return value !== undefined && value !== null;
}
