import { Ajv2020 } from 'ajv/dist/2020.js';
import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import * as z from 'zod';
import { anyPolicy, documentOf } from '../../../../test/builders/policy.ts';
import { GROUP, SUBSCRIPTION, USER, withBinding, withTop } from '../../../../test/builders/policyText.ts';
import { SHAPES } from './fields.ts';
import { policyJsonSchema } from './jsonSchema.ts';
import { policyDocument } from './schema.ts';
import { schemaAt } from './schemaAt.ts';

const fields = z.object({ properties: z.record(z.string(), z.unknown()) });
const lists = z.object({ items: z.unknown() });

// Strict, but for what is about validators and not about schemas: `required` beside `properties` of another level.
const accepts = new Ajv2020({
  strict: true,
  strictRequired: false,
  strictTypes: false,
  formats: { date: true },
}).compile(policyJsonSchema());

describe('the JSON Schema of the policy', () => {
  it('accepts every policy', () => {
    fc.assert(
      fc.property(anyPolicy, (policy) => {
        expect(accepts(documentOf(policy))).toBe(true);
      }),
    );
  });

  it.each([
    ['a key that is not known', withTop('denny: []')],
    ['no bindings', 'version: 1'],
    ['another version', withTop().replace('1', '2')],
    ['an id that is none', withTop('deny: [me]')],
    ['a role that is none', withBinding('role: root')],
    ['a day in another form', withBinding('expires: 30.06.2027')],
    ['neither scopes nor machines', withBinding().replace(/ +scopes: .*/, '')],
    ['both scopes and machines', withBinding(`scopes: [${SUBSCRIPTION}]`, 'machines: { name: a }')],
    ['no scope', withBinding('scopes: []')],
    ['an empty selector', withBinding('machines: {}')],
    ['no tags', withBinding('machines: { tags: {} }')],
    ['adopting with a selector', withBinding('adopt: true', 'machines: { name: a }')],
    ['a guard that only the whole can have', withBinding('guards: { maxDenied: 1 }')],
    ['an exemption without an owner', withTop(`exemptions: [{ principal: ${USER}, reason: x, until: 2027-01-01 }]`)],
  ])('refuses %s', (_sentence, text) => {
    expect(accepts(parse(text))).toBe(false);
  });

  it('accepts what these differ from', () => {
    expect(accepts(parse(withBinding(`group: { id: ${GROUP.toUpperCase()} }`)))).toBe(true);
    expect(accepts(parse(withBinding('machines: { name: "*" }', 'adopt: false')))).toBe(true);
    expect(accepts(parse(withTop('$schema: ./access-policy.schema.json')))).toBe(true);
  });

  it('describes every field', () => {
    const undescribed = pathsOf(policyJsonSchema()).filter(
      ({ schema }) => !z.object({ description: z.string() }).safeParse(schema).success,
    );

    expect(undescribed.map(({ path }) => path.join('.'))).toEqual([]);
  });
});

describe('every field of the policy', () => {
  it('has a shape, so that every fix can name it', () => {
    const without = pathsOf(policyJsonSchema()).filter(({ path }) => {
      const schema = schemaAt(policyDocument, path);
      return schema === undefined || !SHAPES.has(schema);
    });

    expect(without.map(({ path }) => path.join('.'))).toEqual([]);
  });

  it('is found by its path, and nothing else is', () => {
    expect(schemaAt(policyDocument, ['bindings', 0, 'nothing'])).toBeUndefined();
    expect(schemaAt(policyDocument, ['bindings', 0, 'name', 'nothing'])).toBeUndefined();
  });
});

type Part = { readonly path: (string | number)[]; readonly schema: unknown };

/** Every field below a JSON Schema, entries of lists too. */
function pathsOf(schema: unknown, path: (string | number)[] = []): Part[] {
  const own: Part = { path, schema };
  const object = fields.safeParse(schema);
  if (object.success) {
    return [own, ...Object.entries(object.data.properties).flatMap(([key, part]) => pathsOf(part, [...path, key]))];
  }
  const list = lists.safeParse(schema);
  return list.success ? [own, ...pathsOf(list.data.items, [...path, 0])] : [own];
}
