import * as z from 'zod';
import { fromBase64, toBase64Url } from './base64.ts';
import { parseJson } from './parseJson.ts';

/** What is said of a cursor that another list, or another query of this one, has answered. */
export const NO_CURSOR = 'is not a cursor of this list; start without one';

const LIMIT_RANGE = 'must be a whole number from 1 to 1000';

/** The query parameter `limit`: how many items a page may have. */
export const limit = z.coerce
  .number({ error: LIMIT_RANGE })
  .int(LIMIT_RANGE)
  .min(1, LIMIT_RANGE)
  .max(1000, LIMIT_RANGE)
  .default(100)
  .describe('How many items to answer at most.');

/** A query parameter with several values, repeated or separated by commas: the host joins what is repeated by commas. */
export function anyOf<Item extends z.ZodType>(item: Item) {
  const split = (text: unknown): unknown =>
    typeof text === 'string' ? text.split(',').map((entry) => entry.trim()) : text;
  return z.preprocess(split, z.array(item).min(1).max(50));
}

/**
 * The query parameter `cursor` of one list: opaque base64url to callers, `position` to us. Raise `version` whenever
 * the meaning of a position changes; older cursors are then refused instead of misread. A position is plain
 * JSON; its schema has no transforms.
 *
 *     const cursor = cursorOf(1, z.object({ after: z.string() }));
 *     query: z.object({ limit, cursor: cursor.optional() })    // query.cursor?.after
 *     next: z.encode(cursor, { after: last.id })
 */
export function cursorOf<Position>(version: number, position: z.ZodType<Position, Position>) {
  const envelope = z.tuple([z.literal(version), position]);
  return z
    .codec(z.string(), position, {
      decode: (text, context) => {
        const parsed = envelope.safeParse(parseJson(fromBase64(text) ?? ''));
        if (parsed.success) return parsed.data[1];
        context.issues.push({ code: 'custom', message: NO_CURSOR, input: text });
        return z.NEVER;
      },
      encode: (at) => toBase64Url(JSON.stringify([version, at])),
    })
    .describe('Where to go on: the `next` of the page before.');
}

/** A page of a list: `next` is the cursor of the page after it, null on the last. */
export function pageOf<Item extends z.ZodType>(item: Item) {
  return z.object({
    items: z.array(item),
    next: z.string().nullable().describe('The cursor of the next page; null on the last.'),
  });
}
