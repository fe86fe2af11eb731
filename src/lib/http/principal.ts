import * as z from 'zod';
import { fromBase64 } from './base64.ts';
import { parseJson } from './parseJson.ts';

/** The app roles that the app registration defines. */
export type AppRole = 'Reader' | 'Operator' | 'Approver';

/** Who is calling, as the platform's authentication says. */
export interface Principal {
  /** Name and object id as far as known, for the records: `ada@contoso.com (11111111-…)`. */
  readonly by: string;
  readonly roles: readonly AppRole[];
}

const clientPrincipal = z.object({
  name_typ: z.string().optional(),
  role_typ: z.string().optional(),
  claims: z.array(z.object({ typ: z.string(), val: z.string() })),
});

const NAME_CLAIMS = ['preferred_username', 'http://schemas.xmlsoap.org/ws/2005/05/identity/claims/upn', 'upn', 'name'];
const ID_CLAIMS = ['http://schemas.microsoft.com/identity/claims/objectidentifier', 'oid'];

/**
 * Entra's v2 tokens carry app roles in `roles`, and App Service leaves that claim as it is while `role_typ` names the
 * older, longer claim type (Azure/azure-functions-host#3898, microsoft-identity-web#2166): both are read.
 */
const ROLE_CLAIM = 'roles';

/**
 * Reads `x-ms-client-principal`, base64 of JSON, as App Service authentication sets it. Undefined when the header is
 * malformed or names nobody. Whether the header may be believed at all is the caller's question.
 */
export function readPrincipal(header: string): Principal | undefined {
  const parsed = clientPrincipal.safeParse(parseJson(fromBase64(header) ?? ''));
  if (!parsed.success) return undefined;

  const { claims, name_typ, role_typ } = parsed.data;
  const first = (types: readonly (string | undefined)[]): string | undefined =>
    types.flatMap((type) => claims.filter((claim) => claim.typ === type && claim.val !== ''))[0]?.val;
  const name = first([...NAME_CLAIMS, name_typ]);
  const id = first(ID_CLAIMS);
  const by = name !== undefined && id !== undefined ? `${name} (${id})` : (name ?? id);
  if (by === undefined) return undefined;

  const values = claims.filter(({ typ }) => typ === ROLE_CLAIM || typ === role_typ).map(({ val }) => val);
  return { by, roles: [...new Set(values.filter(isAppRole))] };
}

function isAppRole(value: string): value is AppRole {
  return value === 'Reader' || value === 'Operator' || value === 'Approver';
}
