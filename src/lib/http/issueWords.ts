/**
 * What is wrong with an input, in words for people who see no schema: what there is, and what to give. Words that a schema
 * brings itself win over these.
 */
import type * as z from 'zod';

type Issue = Parameters<z.core.$ZodErrorMap>[0];

/** The words for one issue; a field's name goes before them. */
export function issueWords(issue: Issue): string {
  switch (issue.code) {
    case 'invalid_type':
      return wrongType(issue.input, TYPES[issue.expected] ?? issue.expected);
    case 'invalid_value':
      return wrongValue(issue.input, issue.values);
    case 'too_small':
      return tooSmall(issue);
    case 'too_big':
      return tooBig(issue);
    case 'invalid_format':
      return FORMATS[issue.format] ?? `does not have the form ${bare(issue.pattern)}`;
    default:
      return 'is not what is wanted here';
  }
}

/** How people call the types of JSON. */
const TYPES: Readonly<Record<string, string>> = {
  string: 'a text',
  number: 'a number',
  int: 'a whole number',
  boolean: 'true or false',
  array: 'a list',
  object: 'an object',
};

const FORMATS: Readonly<Record<string, string>> = {
  datetime: 'is not a time; give one as ISO 8601, such as 2026-01-31T09:30:00Z',
  guid: 'is not a GUID; give one, such as 5f0f4a1e-0000-4000-8000-000000000001',
  uuid: 'is not a GUID; give one, such as 5f0f4a1e-0000-4000-8000-000000000001',
  url: 'is not a URL; give one, such as https://example.com',
};

function wrongType(input: unknown, wanted: string): string {
  return input === undefined ? `is required: give ${wanted}` : `is ${typeOf(input)}; give ${wanted}`;
}

function wrongValue(input: unknown, values: readonly unknown[]): string {
  const wanted = values.length === 1 ? String(values[0]) : `one of ${values.map(String).join(', ')}`;
  return input === undefined ? `is required: give ${wanted}` : `is none of the choices; give ${wanted}`;
}

function typeOf(input: unknown): string {
  if (input === null) return 'null';
  return TYPES[Array.isArray(input) ? 'array' : typeof input] ?? typeof input;
}

function tooSmall({ origin, minimum, inclusive }: Extract<Issue, { code: 'too_small' }>): string {
  const unit = unitOf(origin, minimum);
  if (unit === undefined) return `is too small; give ${inclusive === false ? 'more than' : 'at least'} ${minimum}`;
  return `is ${Number(minimum) === 1 ? 'empty' : 'too short'}; give at least ${minimum} ${unit}`;
}

function tooBig({ origin, maximum, inclusive }: Extract<Issue, { code: 'too_big' }>): string {
  const unit = unitOf(origin, maximum);
  if (unit === undefined) return `is too large; give ${inclusive === false ? 'less than' : 'at most'} ${maximum}`;
  return `is too long; give at most ${maximum} ${unit}`;
}

/** What the length of such a thing is counted in; undefined for what has no length. */
function unitOf(origin: string, n: number | bigint): string | undefined {
  const one = Number(n) === 1;
  if (origin === 'string') return one ? 'character' : 'characters';
  return origin === 'array' ? (one ? 'entry' : 'entries') : undefined;
}

/** A pattern without the slashes around it. */
function bare(pattern: string | undefined): string {
  return (pattern ?? 'that is wanted').replace(/^\/(.*)\/\w*$/, '$1');
}
