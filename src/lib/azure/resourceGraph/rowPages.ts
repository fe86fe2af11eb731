/** All rows of a query, page by page, or an error: a caller must never take a part for the whole. */
import type { QueryRequest } from '@azure/arm-resourcegraph';
import * as z from 'zod';
import { Failure } from '../../errors.ts';
import type { Quota } from './quota.ts';

/** The most that the service gives at a time. */
const PAGE_SIZE = 1000;

/** One query and its answer. Throws `Throttled` or a `Failure`. */
export type Ask = (query: QueryRequest) => Promise<{
  /** `QueryResponse` of the SDK, if it is what it should be: nothing in it is checked yet. */
  readonly answer: object;
  /** Names in lower case. */
  readonly headers: Readonly<Record<string, string>>;
}>;

export interface RowPage {
  readonly rows: readonly unknown[];
  /** Rows of the whole query. */
  readonly total: number;
}

const page = z.object({
  totalRecords: z.number(),
  data: z.array(z.unknown()),
  skipToken: z.string().nullish(),
});

/** Asks for page after page until there is none. */
export async function* rowPages(
  { ask, quota }: { readonly ask: Ask; readonly quota: Quota },
  query: QueryRequest,
): AsyncGenerator<RowPage> {
  let read = 0;
  let skipToken: string | undefined;
  do {
    await quota.wait();
    const options = { top: PAGE_SIZE, resultFormat: 'objectArray' as const, ...(skipToken && { skipToken }) };
    const { answer, headers } = await ask({ ...query, options });
    quota.note(headers);
    const { data: rows, totalRecords: total, skipToken: next } = readPage(answer);
    read += rows.length;
    skipToken = rows.length > 0 ? (next ?? undefined) : undefined;
    if (skipToken === undefined && read < total) throw truncated(read, total);
    yield { rows, total };
  } while (skipToken !== undefined);
}

function readPage(answer: unknown): z.output<typeof page> {
  const { data } = page.safeParse(answer);
  if (data !== undefined) return data;
  throw new Failure('transient', 'MalformedAnswer', 'Resource Graph sent something that is no answer to a query.');
}

/** By the counts: what `resultTruncated` means at the end of a listing, the documentation says in two ways. */
function truncated(read: number, total: number): Failure {
  return new Failure('transient', 'TruncatedAnswer', `Resource Graph ended after ${read} of ${total} rows.`);
}
