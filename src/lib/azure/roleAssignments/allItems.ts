/** All items of a listing, or an error: a caller must never take a part for the whole. */
import * as z from 'zod';
import { readAs } from '../pipeline/readAs.ts';
import { unexpectedAnswer } from '../pipeline/unexpectedAnswer.ts';
import type { AuthorizationCalls, Listing } from './authorizationCalls.ts';

const page = z.object({ value: z.array(z.unknown()), nextLink: z.string().nullish() });

/** Asks for page after page and reads every item of them with `schema`. */
export async function allItems<T>(
  calls: Pick<AuthorizationCalls, 'page'>,
  listing: Listing,
  schema: z.ZodType<T>,
): Promise<T[]> {
  const items: T[] = [];
  const asked = new Set<string>();
  let next: string | undefined;
  do {
    const { value, nextLink } = readAs(page, await calls.page(listing, next), `a page of ${listing.type}`);
    for (const item of value) items.push(readAs(schema, item, `one of the ${listing.type}`));
    // An empty link is none. One that leads back would never end.
    next = nextLink || undefined;
    if (next !== undefined && asked.has(next)) throw unexpectedAnswer(`a page of ${listing.type}`, 'it leads back');
    if (next !== undefined) asked.add(next);
  } while (next !== undefined);
  return items;
}
