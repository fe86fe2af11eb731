import { expect, it } from 'vitest';
import * as z from 'zod';
import { parseInput } from './parseInput.ts';

type Row = readonly [what: string, schema: z.ZodType, value: unknown, field: string, message: string];

const text = z.object({ f: z.string() });

const rows: readonly Row[] = [
  ['a text that is missing', text, {}, 'f', 'is required: give a text'],
  ['a list that is missing', z.object({ f: z.array(z.string()) }), {}, 'f', 'is required: give a list'],
  ['a choice that is missing', z.object({ f: z.enum(['a', 'b']) }), {}, 'f', 'is required: give one of a, b'],
  ['another type', text, { f: 1 }, 'f', 'is a number; give a text'],
  ['null', text, { f: null }, 'f', 'is null; give a text'],
  ['a list in place of the whole', text, [], 'body', 'is a list; give an object'],
  ['an object in place of a switch', z.object({ f: z.boolean() }), { f: {} }, 'f', 'is an object; give true or false'],
  ['a fraction', z.object({ f: z.int() }), { f: 0.5 }, 'f', 'is a number; give a whole number'],
  ['an empty text', z.object({ f: z.string().trim().min(1) }), { f: '  ' }, 'f', 'is empty; give at least 1 character'],
  ['a short text', z.object({ f: z.string().min(3) }), { f: 'ab' }, 'f', 'is too short; give at least 3 characters'],
  ['a long text', z.object({ f: z.string().max(1) }), { f: 'ab' }, 'f', 'is too long; give at most 1 character'],
  ['an empty list', z.object({ f: z.array(z.string()).min(1) }), { f: [] }, 'f', 'is empty; give at least 1 entry'],
  [
    'a long list',
    z.object({ f: z.array(z.string()).max(2) }),
    { f: ['', '', ''] },
    'f',
    'is too long; give at most 2 entries',
  ],
  ['a low number', z.object({ f: z.number().min(1) }), { f: 0 }, 'f', 'is too small; give at least 1'],
  ['a number on an open end', z.object({ f: z.number().gt(0) }), { f: 0 }, 'f', 'is too small; give more than 0'],
  ['a high number', z.object({ f: z.number().max(9) }), { f: 10 }, 'f', 'is too large; give at most 9'],
  ['another open end', z.object({ f: z.number().lt(9) }), { f: 9 }, 'f', 'is too large; give less than 9'],
  ['another choice', z.object({ f: z.enum(['a', 'b']) }), { f: 'c' }, 'f', 'is none of the choices; give one of a, b'],
  ['another constant', z.object({ f: z.literal('a') }), { f: 'c' }, 'f', 'is none of the choices; give a'],
  [
    'no time',
    z.object({ f: z.iso.datetime({ offset: true }) }),
    { f: 'tomorrow' },
    'f',
    'is not a time; give one as ISO 8601, such as 2026-01-31T09:30:00Z',
  ],
  [
    'no GUID',
    z.object({ f: z.guid() }),
    { f: 'x' },
    'f',
    'is not a GUID; give one, such as 5f0f4a1e-0000-4000-8000-000000000001',
  ],
  ['no URL', z.object({ f: z.url() }), { f: 'x' }, 'f', 'is not a URL; give one, such as https://example.com'],
  ['another form', z.object({ f: z.string().regex(/^a$/) }), { f: 'b' }, 'f', 'does not have the form ^a$'],
  ['anything else', z.object({ f: z.union([z.string(), z.number()]) }), { f: true }, 'f', 'is not what is wanted here'],
  ['what the schema has words for', z.object({ f: z.string().min(1, 'must say why') }), { f: '' }, 'f', 'must say why'],
];

it.each(rows)('tells people of %s', (_what, schema, value, field, message) => {
  expect(parseInput(schema, value, 'body')).toEqual({ kind: 'errors', errors: [{ field, message }] });
});

it('answers what a schema takes', () => {
  expect(parseInput(text, { f: 'x' }, 'body')).toEqual({ kind: 'value', value: { f: 'x' } });
});
