import * as fc from 'fast-check';
import { describe, expect, expectTypeOf, it } from 'vitest';
import * as z from 'zod';
import { cursorOf, limit, pageOf } from './paging.ts';

describe('limit', () => {
  it.each([
    ['1', 1],
    ['1000', 1000],
    [undefined, 100],
  ])('reads %j as %i', (text, value) => {
    expect(limit.parse(text)).toBe(value);
  });

  it.each(['0', '1001', '-1', '1.5', 'many', '', 'NaN', 'Infinity'])('refuses %j in one sentence', (text) => {
    const messages = limit.safeParse(text).error?.issues.map(({ message }) => message);

    expect(new Set(messages)).toEqual(new Set(['must be a whole number from 1 to 1000']));
  });
});

describe('cursorOf', () => {
  const cursor = cursorOf(2, z.object({ after: z.string() }));
  const query = z.object({ cursor: cursor.optional() });

  it('reads back the position that it wrote, in a text that is safe in a URL', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme' }), (after) => {
        const text = z.encode(cursor, { after });

        expect(text).toMatch(/^[\w-]+$/);
        expect(cursor.parse(text)).toEqual({ after });
      }),
    );
  });

  it('may be left out', () => {
    expect(query.parse({})).toEqual({});
  });

  it('has the type of its position', () => {
    expectTypeOf<z.output<typeof query>['cursor']>().toEqualTypeOf<{ after: string } | undefined>();
    expectTypeOf<z.input<typeof query>['cursor']>().toEqualTypeOf<string | undefined>();
  });

  it.each([
    ['not base64', '%%%'],
    ['not JSON', btoa('{').replaceAll('=', '')],
    ['of another version', z.encode(cursorOf(1, z.object({ after: z.string() })), { after: 'x' })],
    ['of another list', z.encode(cursorOf(2, z.object({ page: z.number() })), { page: 1 })],
    ['empty', ''],
  ])('refuses a cursor that is %s, and names the parameter', (_, text) => {
    const parsed = query.safeParse({ cursor: text });

    expect(parsed.error?.issues).toMatchObject([
      { path: ['cursor'], message: expect.stringContaining('not a cursor') },
    ]);
  });
});

describe('pageOf', () => {
  it('has items, and the next cursor or null', () => {
    const page = pageOf(z.string());

    expect(page.parse({ items: ['a'], next: null })).toEqual({ items: ['a'], next: null });
    expect(page.safeParse({ items: ['a'] }).success).toBe(false);
    expectTypeOf<z.output<typeof page>>().toEqualTypeOf<{ items: string[]; next: string | null }>();
  });
});
