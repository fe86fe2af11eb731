import * as z from 'zod';
import { answer, type CloudReply, type Fields, refuse } from '../exchange.ts';
import type { GraphCall, GraphWorld } from './graphWorld.ts';
import { withSkipToken } from './query.ts';
import type { DirectoryObject } from './store.ts';

/** A list, as far as it can be seen now, from a place on. Places never change, so that pages go on after changes. */
export type Listing = (from: number) => Iterable<readonly [place: number, object: DirectoryObject]>;

/** A list to be answered page by page. */
export interface Listed {
  /** What `@odata.context` says after `$metadata#`. */
  readonly context: string;
  readonly listing: Listing;
  readonly shape: (object: DirectoryObject) => Fields;
}

const tokenSchema = z.strictObject({ path: z.string(), from: z.number(), afterEmpty: z.boolean() });

type PageToken = z.infer<typeof tokenSchema>;

/**
 * One page. Pages are not a snapshot: each shows what can be seen when it is asked for. One that follows another may come
 * empty and still have a next one (learn.microsoft.com/graph/paging).
 */
export function pageOf(world: GraphWorld, call: GraphCall, listed: Listed): CloudReply {
  const { query, path, base } = call;
  const token = tokenOf(call);
  if (!token) return badPageToken();
  const { objects, next, afterEmpty } = pageAt(world, token, listed.listing, query.top);
  const first = query.skipToken === undefined;
  const link = (from: number) => withSkipToken(query, tokenText({ path: token.path, from, afterEmpty }));
  return answer(200, {
    '@odata.context': `${base}/$metadata#${listed.context}`,
    ...(query.count && first && { '@odata.count': sizeOf(listed.listing) }),
    ...(next !== undefined && { '@odata.nextLink': `${base}${path}?${link(next)}` }),
    value: objects.map(listed.shape),
  });
}

/** The number of all items, as `/$count` tells it. */
export function sizeOf(listing: Listing): number {
  let size = 0;
  for (const _ of listing(0)) size += 1;
  return size;
}

interface Page {
  readonly objects: readonly DirectoryObject[];
  /** Place of the first item of the next page. */
  readonly next: number | undefined;
  readonly afterEmpty: boolean;
}

function pageAt({ paging, chance }: GraphWorld, token: PageToken, listing: Listing, top = paging.size): Page {
  const { from, afterEmpty } = token;
  if (from > 0 && !afterEmpty && chance.fraction() < paging.emptyChance) {
    return { objects: [], next: from, afterEmpty: true };
  }
  const objects: DirectoryObject[] = [];
  const fitting = Math.min(top, paging.most);
  for (const [place, object] of listing(from)) {
    if (objects.length === fitting) return { objects, next: place, afterEmpty: false };
    objects.push(object);
  }
  return { objects, next: undefined, afterEmpty: false };
}

/** Where the page begins; undefined for a token that is none, or of another list. */
function tokenOf({ query, path }: GraphCall): PageToken | undefined {
  if (query.skipToken === undefined) return { path: path.toLowerCase(), from: 0, afterEmpty: false };
  const token = tokenIn(query.skipToken);
  return token?.path === path.toLowerCase() ? token : undefined;
}

function tokenText(token: PageToken): string {
  return Buffer.from(JSON.stringify(token)).toString('base64url');
}

function tokenIn(text: string): PageToken | undefined {
  try {
    return tokenSchema.parse(JSON.parse(Buffer.from(text, 'base64url').toString('utf8')));
  } catch {
    return undefined;
  }
}

function badPageToken(): CloudReply {
  const message = 'The specified page token value has expired and can no longer be included in your request.';
  return refuse(400, 'Directory_ExpiredPageToken', message);
}
