import { readFileSync } from 'node:fs';
import { Ajv2020 } from 'ajv/dist/2020.js';
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { policyJsonSchema } from '../../src/lib/access/policy/jsonSchema.ts';
import { parsePolicy } from '../../src/lib/access/policy/parsePolicy.ts';
import { CONTEXT } from '../builders/policyText.ts';

const infra = (name: string) => readFileSync(new URL(`../../infra/${name}`, import.meta.url), 'utf8');

const example = infra('access-policy.example.yaml');

describe('the example of an access policy', () => {
  it('is a policy without a doubt in it, once its tag is trusted', () => {
    expect(parsePolicy(example, CONTEXT)).toMatchObject({ ok: true, warnings: [] });
  });

  it('is valid for editors, by the schema that it names', () => {
    const accepts = new Ajv2020({ strictRequired: false, formats: { date: true } }).compile(policyJsonSchema());

    accepts(parse(example));

    expect(accepts.errors).toBeNull();
    expect(example).toMatch(/^# yaml-language-server: \$schema=\.\/access-policy\.schema\.json\n/);
  });
});

describe('the JSON Schema of the access policy', () => {
  it('is the one that is made from the code', () => {
    expect(JSON.parse(infra('access-policy.schema.json'))).toEqual(policyJsonSchema());
  });
});
