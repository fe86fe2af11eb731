import { type Fields, isFields } from './exchange.ts';

/** Who calls, as far as the bearer token says. */
export interface Caller {
  readonly appId: string;
  readonly objectId: string;
  /** What the throttles count by: the object id, or the token itself when it is no JWT. */
  readonly principal: string;
}

/** What every change needs to know of the request that asks for it. */
export interface Asker {
  readonly caller: Caller;
  readonly correlationId: string;
  readonly method: string;
  /** Absolute URL of the request. */
  readonly url: string;
  readonly clientRequestId: string;
}

const ZEROS = '00000000-0000-0000-0000-000000000000';

/** The caller that an `Authorization` header names, or undefined without a bearer token. Signatures are not checked. */
export function callerOf(authorization: string | undefined): Caller | undefined {
  const token = /^Bearer\s+(\S+)$/i.exec(authorization ?? '')?.[1];
  if (token === undefined) return undefined;
  const claims = claimsOf(token);
  const objectId = textOr(claims['oid'], ZEROS);
  return { appId: textOr(claims['appid'], ZEROS), objectId, principal: objectId === ZEROS ? token : objectId };
}

function claimsOf(token: string): Fields {
  const [, payload, signature] = token.split('.');
  if (payload === undefined || signature === undefined) return {};
  try {
    const claims: unknown = JSON.parse(Buffer.from(payload, 'base64url').toString('utf8'));
    return isFields(claims) ? claims : {};
  } catch {
    return {};
  }
}

function textOr(value: unknown, otherwise: string): string {
  return typeof value === 'string' && value !== '' ? value : otherwise;
}
