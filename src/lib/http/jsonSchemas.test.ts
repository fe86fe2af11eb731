import { describe, expect, it } from 'vitest';
import * as z from 'zod';
import { jsonSchemas, mergeNamed } from './jsonSchemas.ts';

const os = z.object({ name: z.string() }).meta({ id: 'Os' });
const machine = z.object({ os: os.nullable(), tags: z.array(os) }).meta({ id: 'Machine' });

describe('jsonSchemas', () => {
  it('refers to named schemas among the components, however deep', () => {
    const { byKey, named } = jsonSchemas({ one: machine, many: z.object({ items: z.array(machine) }) }, 'output');

    expect(byKey['one']).toEqual({ $ref: '#/components/schemas/Machine' });
    expect(byKey['many']).toMatchObject({ properties: { items: { items: { $ref: '#/components/schemas/Machine' } } } });
    expect(named['Machine']).toMatchObject({
      properties: {
        os: { anyOf: [{ $ref: '#/components/schemas/Os' }, { type: 'null' }] },
        tags: { items: { $ref: '#/components/schemas/Os' } },
      },
    });
    expect(Object.keys(named).toSorted()).toEqual(['Machine', 'Os']);
  });

  it('says which may be left out', () => {
    const { required } = jsonSchemas({ a: z.string(), b: z.string().optional(), c: z.number().default(1) }, 'input');

    expect([...required]).toEqual(['a']);
  });

  it('leaves objects open for more fields, unless they are declared strict', () => {
    const { byKey } = jsonSchemas(
      { open: z.object({}), strict: z.strictObject({}), rest: z.looseObject({}) },
      'output',
    );

    expect(byKey['open']).not.toHaveProperty('additionalProperties');
    expect(byKey['strict']).toHaveProperty('additionalProperties', false);
    expect(byKey['rest']).toHaveProperty('additionalProperties', {});
  });

  it.each([
    ['every name, where all must be there', z.record(z.enum(['a', 'b']), z.int()), ['a', 'b']],
    ['every name, where some may be missing', z.partialRecord(z.enum(['a', 'b']), z.int()), undefined],
  ])('describes of a record with a closed list of names %s', (_, schema, required) => {
    const { byKey } = jsonSchemas({ states: schema }, 'output');

    expect(byKey['states']?.['required']).toEqual(required);
    expect(byKey['states']?.['properties']).toMatchObject({ a: { type: 'integer' }, b: { type: 'integer' } });
    expect(byKey['states']).not.toHaveProperty('propertyNames');
  });

  it('leaves a record of any names as it is', () => {
    const { byKey } = jsonSchemas({ counts: z.record(z.string(), z.int()) }, 'output');

    expect(byKey['counts']).toMatchObject({ additionalProperties: { type: 'integer' } });
  });

  it('refuses a pattern that is judged without regard to case, and would be described with it', () => {
    const guid = z.string().regex(/^[0-9a-f]+$/i);

    expect(() => jsonSchemas({ guid }, 'input')).toThrow('Write both cases into the pattern /^[0-9a-f]+$/i.');
  });

  it('makes nothing of nothing', () => {
    expect(jsonSchemas({}, 'input')).toEqual({ byKey: {}, required: new Set(), named: {} });
  });
});

describe('mergeNamed', () => {
  it('puts both directions together where they agree', () => {
    expect(mergeNamed({ A: { type: 'string' } }, { A: { type: 'string' }, B: {} })).toEqual({
      A: { type: 'string' },
      B: {},
    });
  });

  it('refuses one name for two things', () => {
    const page = z.object({ size: z.number().default(1) }).meta({ id: 'Page' });
    const sent = jsonSchemas({ page }, 'input').named;
    const got = jsonSchemas({ page }, 'output').named;

    expect(() => mergeNamed(sent, got)).toThrow(
      'The schema Page differs between requests and answers; name them apart.',
    );
  });
});
