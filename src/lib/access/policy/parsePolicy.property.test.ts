import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { stringify } from 'yaml';
import { anyPolicy, documentOf, TAGS } from '../../../../test/builders/policy.ts';
import { CONTEXT } from '../../../../test/builders/policyText.ts';
import { parsePolicy } from './parsePolicy.ts';

const context = { ...CONTEXT, trustedTags: TAGS };

const WRITTEN: readonly (readonly [string, (document: object) => string])[] = [
  ['YAML', (document) => stringify(document)],
  ['YAML in one line', (document) => stringify(document, { collectionStyle: 'flow', lineWidth: 0 })],
  ['JSON', (document) => JSON.stringify(document)],
  ['JSON with tabs', (document) => `\u{feff}${JSON.stringify(document, undefined, '\t')}\n`],
];

describe('any policy', () => {
  it.each(WRITTEN)('written as %s reads as itself', (_name, write) => {
    fc.assert(
      fc.property(anyPolicy, (policy) => {
        expect(parsePolicy(write(documentOf(policy)), context)).toMatchObject({ ok: true });
        expect(parsePolicy(write(documentOf(policy)), context)).toHaveProperty('policy', policy);
      }),
    );
  });
});

const CUTS = [
  '',
  '\n',
  '\t',
  ' ',
  ':',
  '- ',
  '[',
  '}',
  '"',
  '*a',
  '&a ',
  '!b ',
  '<<: ',
  '---\n',
  '%YAML 1.1\n',
  '~',
  '\0',
  '\u{d800}',
  '\\',
  '|\n',
  '? ',
];

/** A text in which some pieces are replaced by what YAML has a meaning for. */
const mutated = fc
  .record({
    text: anyPolicy.map((policy) => stringify(documentOf(policy))),
    cuts: fc.array(fc.record({ at: fc.nat(2000), length: fc.nat(10), put: fc.constantFrom(...CUTS) }), {
      maxLength: 5,
    }),
  })
  .map(({ text, cuts }) =>
    cuts.reduce(
      (text, { at, length, put }) => text.slice(0, at % text.length) + put + text.slice((at % text.length) + length),
      text,
    ),
  );

describe('any text', () => {
  it.each([
    ['a policy with slips', mutated],
    ['letters', fc.string({ unit: 'binary', maxLength: 300 })],
    [
      'signs of YAML',
      fc.array(fc.constantFrom(...CUTS, 'a', 'version: 1\n'), { maxLength: 60 }).map((parts) => parts.join('')),
    ],
    ['a value in JSON', fc.json()],
  ])('gives a policy, or problems that point into it: %s', (_name, texts) => {
    fc.assert(
      fc.property(texts, (text) => {
        const read = parsePolicy(text, context);
        const told = read.ok ? read.warnings : read.problems;
        const lines = text.split('\n');

        expect(read.ok || told.length > 0).toBe(true);
        for (const { line, column, field, message, fix } of told) {
          expect(line).toBeLessThanOrEqual(lines.length);
          expect(column).toBeLessThanOrEqual((lines[line - 1] ?? '').length + 1);
          expect([field, message, fix]).not.toContain('');
          expect(`${message}${fix}`).not.toMatch(/undefined|\[object|Invalid|expected/);
        }
      }),
      { numRuns: 500 },
    );
  });
});
