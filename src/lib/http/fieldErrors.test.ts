import { expect, it } from 'vitest';
import * as z from 'zod';
import { fieldErrors } from './fieldErrors.ts';

function errorsOf(schema: z.ZodType, value: unknown) {
  const parsed = schema.safeParse(value);
  return parsed.success ? [] : fieldErrors(parsed.error, 'body');
}

it.each([
  ['the whole', z.object({}), 1, ['body']],
  ['a field', z.object({ hash: z.string() }), {}, ['hash']],
  [
    'a field of an element',
    z.object({ changes: z.array(z.object({ role: z.string() })) }),
    { changes: [{}] },
    ['changes[0].role'],
  ],
  ['an element of the whole', z.array(z.string()), ['a', 1], ['[1]']],
  ['each unknown key', z.object({ in: z.strictObject({}) }), { in: { a: 1, b: 2 } }, ['in.a', 'in.b']],
  ['several fields', z.object({ a: z.string(), b: z.string() }), {}, ['a', 'b']],
])('names %s', (_, schema, value, fields) => {
  expect(errorsOf(schema, value).map(({ field }) => field)).toEqual(fields);
});

it('says the same about the same field once', () => {
  const schema = z.object({ n: z.number().min(1, 'from 1 to 9').int('from 1 to 9') });

  expect(errorsOf(schema, { n: 0.5 })).toEqual([{ field: 'n', message: 'from 1 to 9' }]);
});
