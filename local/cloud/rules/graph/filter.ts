import { type Kind, propertiesOf } from './kinds.ts';

type Literal = string | boolean | null;

/** One comparison: the property has one of the values, or begins with the first. */
interface Clause {
  readonly property: string;
  readonly operator: 'eq' | 'in' | 'startswith';
  readonly values: readonly Literal[];
}

/** A `$filter`: one of the lists of clauses holds in all its clauses. */
export type Filter = readonly (readonly Clause[])[];

const LITERAL = String.raw`'(?:[^']|'')*'|true|false|null`;
const STARTS_WITH = new RegExp(String.raw`^startswith\(\s*(\w+)\s*,\s*('(?:[^']|'')*')\s*\)`, 'i');
const EQUALS = new RegExp(String.raw`^(\w+)\s+eq\s+(${LITERAL})`, 'i');
const IN = new RegExp(String.raw`^(\w+)\s+in\s*\(\s*((?:${LITERAL})(?:\s*,\s*(?:${LITERAL}))*)\s*\)`, 'i');

/** Reads `eq`, `in` and `startsWith`, joined by `and` and `or`; undefined for anything else. */
export function filterOf(text: string): Filter | undefined {
  const filter: Clause[][] = [[]];
  for (let rest = text.trim(); ; ) {
    const read = clauseIn(rest);
    if (!read) return undefined;
    filter.at(-1)?.push(read.clause);
    rest = rest.slice(read.length).trimStart();
    if (rest === '') return filter;
    const joint = /^(and|or)\s+/i.exec(rest);
    if (!joint) return undefined;
    if (joint[1]?.toLowerCase() === 'or') filter.push([]);
    rest = rest.slice(joint[0].length);
  }
}

/** The first property of a filter that a kind does not have. */
export function unknownProperty(filter: Filter, kind: Kind): string | undefined {
  const known = propertiesOf(kind);
  return filter.flat().find(({ property }) => !known.includes(property))?.property;
}

/** Whether what `read` tells of an object's properties passes. Texts compare without case, as the directory does. */
export function passes(filter: Filter, read: (property: string) => unknown): boolean {
  return filter.some((clauses) => clauses.every((clause) => holds(clause, folded(read(clause.property)))));
}

/** The ids of `id eq '…' or id eq '…'`; undefined when the filter is anything else. */
export function idsIn(filter: Filter): string[] | undefined {
  const ids = filter.map(([clause, ...others]) => {
    const isId = clause?.property === 'id' && clause.operator === 'eq' && others.length === 0;
    return isId ? clause.values[0] : undefined;
  });
  return ids.every((id) => typeof id === 'string') ? ids : undefined;
}

function clauseIn(text: string): { clause: Clause; length: number } | undefined {
  const read = (pattern: RegExp, operator: Clause['operator']) => {
    const match = pattern.exec(text);
    const [all = '', property = '', literals = ''] = match ?? [];
    return match ? { clause: { property, operator, values: valuesIn(literals) }, length: all.length } : undefined;
  };
  return read(STARTS_WITH, 'startswith') ?? read(EQUALS, 'eq') ?? read(IN, 'in');
}

function valuesIn(literals: string): Literal[] {
  return [...literals.matchAll(new RegExp(LITERAL, 'gi'))].map(([literal]) => {
    if (literal.startsWith("'")) return literal.slice(1, -1).replaceAll("''", "'");
    return literal.toLowerCase() === 'null' ? null : literal.toLowerCase() === 'true';
  });
}

function holds({ operator, values }: Clause, value: unknown): boolean {
  const wanted = values.map(folded);
  if (operator !== 'startswith') return wanted.includes(value);
  return typeof value === 'string' && value.startsWith(String(wanted[0]));
}

function folded(value: unknown): unknown {
  return typeof value === 'string' ? value.toLowerCase() : (value ?? null);
}
