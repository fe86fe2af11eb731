import { type AuthMode, authLevel } from './auth.ts';
import type { EndpointInfo } from './endpoint.ts';

/** What the Functions host is told about an endpoint. */
export interface Registration {
  readonly name: string;
  readonly methods: readonly ['GET' | 'POST'];
  readonly route: string;
  readonly authLevel: 'anonymous' | 'function' | 'admin';
}

/** The registration of an endpoint. */
export function registration({ name, method, route, who }: EndpointInfo, mode: AuthMode): Registration {
  return { name, methods: [method], route, authLevel: authLevel(who, mode) };
}
