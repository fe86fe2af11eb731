import type { Chance } from './chance.ts';
import { CLOUD_TRAITS, type CloudName } from './clouds.ts';
import { answer, type CloudReply, type CloudRequest } from './exchange.ts';

/** Path of the endpoint in its URL; App Service has the same. */
export const IDENTITY_PATH = '/msi/token';

const API_VERSION = '2019-08-01';

/** Tokens of managed identities live for a day. */
const TOKEN_SECONDS = 24 * 3600;

/** Whose identity is handed out, and to whom. */
export interface IdentityOptions {
  readonly cloud: CloudName;
  readonly tenantId: string;
  /** Object id of the app's service principal. */
  readonly principalId: string;
  /** Application id of the system-assigned identity. */
  readonly clientId: string;
  /** The secret that only the app knows (`IDENTITY_HEADER`). */
  readonly header: string;
  readonly chance: Chance;
  readonly now: () => number;
}

/**
 * The managed-identity endpoint as App Service has it (api-version 2019-08-01): a token for `resource`, for the identity
 * `client_id` if one is named. 401 for a wrong header, 400 for a bad query. Tokens look like Entra's; nobody signed them.
 */
export function managedIdentity(options: IdentityOptions): (request: CloudRequest) => CloudReply {
  return ({ method, url, headers }) => {
    const [path, search] = url.split('?');
    const query = new URLSearchParams(search);
    const resource = query.get('resource');
    if (method !== 'GET' || path !== IDENTITY_PATH) return problem(404, 'Not found.');
    if (headers['x-identity-header'] !== options.header) return problem(401, 'X-IDENTITY-HEADER is missing or wrong.');
    if (query.get('api-version') !== API_VERSION) return problem(400, `api-version must be ${API_VERSION}.`);
    if (!resource) return problem(400, 'resource is missing.');

    const clientId = query.get('client_id') ?? query.get('clientid') ?? options.clientId;
    const issuedAt = Math.floor(options.now() / 1000);
    return answer(200, {
      access_token: tokenFor(options, resource, clientId, issuedAt),
      expires_on: String(issuedAt + TOKEN_SECONDS),
      resource,
      token_type: 'Bearer',
      client_id: clientId,
    });
  };
}

function tokenFor(options: IdentityOptions, resource: string, clientId: string, issuedAt: number): string {
  const { cloud, tenantId, principalId, chance } = options;
  const issuer = `${CLOUD_TRAITS[cloud].tokenIssuer}/${tenantId}/`;
  const header = { typ: 'JWT', alg: 'RS256', kid: 'simulated' };
  const claims = {
    aud: resource,
    iss: issuer,
    iat: issuedAt,
    nbf: issuedAt,
    exp: issuedAt + TOKEN_SECONDS,
    appid: clientId,
    appidacr: '2',
    idp: issuer,
    idtyp: 'app',
    oid: principalId,
    sub: principalId,
    tid: tenantId,
    uti: chance.text(22),
    ver: '1.0',
  };
  return `${encoded(header)}.${encoded(claims)}.${chance.text(342)}`;
}

function encoded(part: object): string {
  return Buffer.from(JSON.stringify(part)).toString('base64url');
}

function problem(statusCode: number, message: string): CloudReply {
  return answer(statusCode, { statusCode, message });
}
