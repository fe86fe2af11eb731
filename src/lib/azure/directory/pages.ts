/** Lists of Graph, page after page: the whole of a list, or an error. A caller must never take a part for the whole. */
import * as z from 'zod';
import { readAs } from '../pipeline/readAs.ts';
import { unexpectedAnswer } from '../pipeline/unexpectedAnswer.ts';
import { ask, type GraphDeps } from './askGraph.ts';
import { ownLink } from './ownLink.ts';

const pageBody = z.object({
  value: z.array(z.unknown()),
  '@odata.nextLink': z.string().nullish(),
  '@odata.deltaLink': z.string().nullish(),
});

/** How the items of a list are read. */
export interface ListOf<T> {
  readonly item: z.ZodType<T>;
  /** For failures, `the members of a group`. */
  readonly what: string;
}

export interface Page<T> {
  readonly items: readonly T[];
  /** Where a list of changes goes on another time; on its last page. */
  readonly deltaLink: string | undefined;
}

/** The pages of a list, from its first one on; an empty page may well have one after it (learn.microsoft.com/graph/paging). */
export async function* pagesFrom<T>(deps: GraphDeps, firstPage: unknown, list: ListOf<T>): AsyncGenerator<Page<T>> {
  const { endpoint } = deps.calls;
  const followed = new Set<string>();
  for (let body: unknown = firstPage; ; ) {
    const page = readAs(pageBody, body, `a page of ${list.what}`);
    const [next, delta] = [page['@odata.nextLink'], page['@odata.deltaLink']];
    const deltaLink = delta ? ownLink(endpoint, delta) : undefined;
    yield { items: page.value.map((item) => readAs(list.item, item, `one of ${list.what}`)), deltaLink };
    // An empty link is none. One that leads back would never end.
    if (!next) return;
    const link = ownLink(endpoint, next);
    if (followed.has(link)) throw unexpectedAnswer(`a page of ${list.what}`, 'it leads back');
    followed.add(link);
    body = await ask(deps, { method: 'GET', path: link });
  }
}

/** The pages of the list at a path. */
export async function* pages<T>(deps: GraphDeps, path: string, list: ListOf<T>): AsyncGenerator<Page<T>> {
  yield* pagesFrom(deps, await ask(deps, { method: 'GET', path }), list);
}

/** The items of all pages. */
export async function itemsOf<T>(pages: AsyncIterable<Page<T>>): Promise<T[]> {
  const all: T[] = [];
  for await (const { items } of pages) all.push(...items);
  return all;
}
