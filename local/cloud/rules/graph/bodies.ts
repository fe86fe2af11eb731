import * as z from 'zod';
import { type CloudReply, type Fields, isFields, refuse } from '../exchange.ts';
import { KIND_TRAITS, type Kind, propertiesOf } from './kinds.ts';
import { isGuid } from './lookups.ts';
import { badRequest, isRefused, type Refused } from './refusals.ts';

/** What a body asks for: properties, and ids of objects to be linked. */
export interface ObjectBody {
  readonly attributes: Fields;
  readonly members: readonly string[];
  readonly owners: readonly string[];
}

/** Members that one request may name (learn.microsoft.com/graph/api/group-post-groups). */
const MOST_LINKS = 20;

const READ_ONLY = ['id', 'createdDateTime', 'deletedDateTime', 'securityIdentifier'];

const BOOLEANS = [
  'accountEnabled',
  'appRoleAssignmentRequired',
  'isAssignableToRole',
  'isCompliant',
  'isManaged',
  'mailEnabled',
  'onPremisesSyncEnabled',
  'securityEnabled',
  'showInAddressList',
];

const BINDS = { 'members@odata.bind': 'members', 'owners@odata.bind': 'owners' } as const;

const reference = z.object({ '@odata.id': z.string() });

/** Checks a body for an object of a kind. Only what the kind has can be written. */
export function objectBody(kind: Kind, body: unknown): ObjectBody | Refused {
  if (!isFields(body)) return { refused: unreadable() };
  const links = kind === 'group' ? linksIn(body) : { members: [], owners: [] };
  if (isRefused(links)) return links;
  const properties = Object.entries(body).filter(([name]) => !name.includes('@odata.'));
  for (const [name, value] of properties) {
    const problem = problemWith(kind, name, value);
    if (problem !== undefined) return { refused: badRequest(problem) };
  }
  // Nobody reads a password here, so nobody keeps one.
  const { passwordProfile: _secret, ...attributes } = Object.fromEntries(properties);
  return { attributes, ...links };
}

/** The id in `{"@odata.id": "https://…/directoryObjects/{id}"}`; any host will do. */
export function referencedId(body: unknown): string | Refused {
  const parsed = reference.safeParse(body);
  if (!parsed.success) return { refused: unreadable() };
  const id = idIn(parsed.data['@odata.id']);
  if (id !== undefined) return id;
  const url = parsed.data['@odata.id'];
  return { refused: badRequest(`Invalid value specified for object reference property 'id': '${url}'.`) };
}

/** 400 for a body that is no JSON object, or not the one that is wanted. */
export function unreadable(): CloudReply {
  return refuse(
    400,
    'BadRequest',
    'Unable to read JSON request payload. Please ensure Content-Type header is set and payload is of valid JSON format.',
  );
}

function linksIn(body: Fields): Pick<ObjectBody, 'members' | 'owners'> | Refused {
  const links: Record<'members' | 'owners', string[]> = { members: [], owners: [] };
  for (const [name, relation] of Object.entries(BINDS)) {
    const parsed = z.array(z.string()).max(MOST_LINKS).default([]).safeParse(body[name]);
    const ids = parsed.data?.map(idIn) ?? [undefined];
    const known = ids.filter((id) => id !== undefined);
    if (known.length < ids.length) {
      return { refused: badRequest(`'${name}' must be a list of at most ${MOST_LINKS} references.`) };
    }
    links[relation] = known;
  }
  return links;
}

function idIn(url: string): string | undefined {
  const id = /([^/('"]+)(?:'\))?\/?$/.exec(url)?.[1];
  return id !== undefined && isGuid(id) ? id : undefined;
}

function problemWith(kind: Kind, name: string, value: unknown): string | undefined {
  const { resource } = KIND_TRAITS[kind];
  if (!propertiesOf(kind).includes(name)) return `Invalid property '${name}'.`;
  if (READ_ONLY.includes(name)) return `Property '${name}' is read-only and cannot be set.`;
  return fits(kind, name, value)
    ? undefined
    : `Invalid value specified for property '${name}' of resource '${resource}'.`;
}

function fits(kind: Kind, name: string, value: unknown): boolean {
  if (KIND_TRAITS[kind].lists.includes(name)) return Array.isArray(value);
  if (value === null) return true;
  if (BOOLEANS.includes(name)) return typeof value === 'boolean';
  if (name === 'passwordProfile') return isFields(value);
  return typeof value === 'string' || typeof value === 'number';
}
