/** What the schema refuses, in the words of the policy. */
import * as z from 'zod';
import { closest } from './closest.ts';
import type { PolicyDocument } from './document.ts';
import { SHAPES } from './fields.ts';
import { isGuard } from './guards.ts';
import { type Finding, fieldName, type Path } from './problem.ts';
import { policyDocument } from './schema.ts';
import { schemaAt } from './schemaAt.ts';

/** Everything in the document that one issue of the schema is about. */
export function shapeFindings(issue: z.core.$ZodIssue, document: PolicyDocument): Finding[] {
  if (issue.code === 'unrecognized_keys') {
    return issue.keys.map((key) => ({
      path: [...issue.path, key],
      key: true as const,
      ...unknownKey(issue.path, key),
    }));
  }
  const { path } = issue;
  return [{ path, ...complaint(issue, valueAt(document.value, path), document.source(path)) }];
}

type Words = Omit<Finding, 'path'>;

function complaint(issue: z.core.$ZodIssue, value: unknown, source: string | undefined): Words {
  const fix = fixOf(issue);
  if (value === undefined) return { what: 'is missing', fix };
  if (value === null) return { what: 'is empty', fix };
  // The issue's own message shows the value as a text, in which a list of one word looks like the word.
  if (issue.code === 'invalid_value' && typeof value === 'object')
    return { what: `is ${kindOf(value)}, not one word`, fix };
  if (issue.code !== 'invalid_type') return { what: issue.message, fix };
  const help = issue.expected === 'string' ? quotesHelp(issue.path, source) : undefined;
  return { what: wrongType(issue.expected, value) ?? issue.message, fix: help ?? fix };
}

function wrongType(expected: string, value: unknown): string | undefined {
  switch (expected) {
    case 'string':
      return `is ${kindOf(value)}, not a text`;
    case 'array':
      return `is ${kindOf(value)}, not a list`;
    case 'object':
    case 'record':
      return `is ${kindOf(value)}, not a map`;
    case 'boolean':
      return `is ${kindOf(value)}, neither true nor false`;
    default:
      return undefined;
  }
}

/** The commonest slip: YAML reads 007 as a number, and true as no text. Undefined where quotes would not help. */
function quotesHelp(path: Path, source: string | undefined): string | undefined {
  const schema = schemaAt(policyDocument, path);
  const helps = source !== undefined && schema !== undefined && z.safeParse(schema, source).success;
  return helps ? `Put it in quotes: "${source}".` : undefined;
}

/** The issue's own fix, or what the field must look like. */
function fixOf(issue: z.core.$ZodIssue): string {
  const own: unknown = issue.code === 'custom' ? issue.params?.['fix'] : undefined;
  if (typeof own === 'string') return own;
  const schema = schemaAt(policyDocument, issue.path);
  const shape = schema === undefined ? undefined : SHAPES.get(schema)?.shape;
  const field = issue.path.length === 0 ? 'the policy' : fieldName(issue.path);
  return shape === undefined ? `Take ${field} away.` : `Set ${field} to ${shape}.`;
}

/** The key at this level in whose value, or in whose entries, the name would be known. */
function ownerOf(name: string, path: Path): string | undefined {
  const schema = schemaAt(policyDocument, path);
  const siblings = schema instanceof z.ZodObject ? Object.keys(schema.shape) : [];
  return siblings.find((sibling) =>
    [[sibling], [sibling, 0]].some((inner) => {
      const found = schemaAt(policyDocument, [...path, ...inner]);
      return found instanceof z.ZodObject && Object.hasOwn(found.shape, name);
    }),
  );
}

function unknownKey(path: Path, key: string): Words {
  if (path.at(-1) === 'guards' && isGuard(key)) {
    return { what: 'counts over all bindings together', fix: `Move ${key} to the guards of the policy itself.` };
  }
  const schema = schemaAt(policyDocument, path);
  const known = schema instanceof z.ZodObject ? Object.keys(schema.shape) : [];
  const owner = ownerOf(key, path);
  if (owner !== undefined)
    return {
      what: `stands at the wrong level: it is a key of ${owner}`,
      fix: `Indent ${key} so that it stands in ${owner}.`,
    };
  const meant = closest(key, known);
  const fix =
    meant === undefined
      ? `Take it away; what can stand here is ${known.join(', ')}.`
      : `Write ${meant} if that is meant; otherwise take it away.`;
  return { what: 'is not known', fix };
}

function valueAt(value: unknown, path: Path): unknown {
  return path.reduce<unknown>(
    (inner, step) => (typeof inner === 'object' && inner !== null ? Reflect.get(inner, step) : undefined),
    value,
  );
}

function kindOf(value: unknown): string {
  if (Array.isArray(value)) return 'a list';
  switch (typeof value) {
    case 'string':
      return 'a text';
    case 'boolean':
      return String(value);
    case 'object':
      return 'a map';
    default:
      return 'a number';
  }
}
