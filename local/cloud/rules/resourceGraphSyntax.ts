/**
 * The part of KQL that this cloud's Resource Graph understands, read into a tree: a table, then `where`, `extend`, `project`,
 * `join kind=leftouter` and `order by … asc`. Everything else is refused, as the service refuses what it cannot read.
 */
import { QueryProblem, type Tokens, tokensIn, unquoted } from './resourceGraphTokens.ts';

export type Expression =
  | { readonly kind: 'literal'; readonly value: string | number }
  /** A column, and what lies in it. */
  | { readonly kind: 'path'; readonly names: readonly [string, ...string[]] }
  | { readonly kind: 'call'; readonly name: string; readonly args: readonly Expression[] };

export interface Column {
  readonly name: string;
  readonly value: Expression;
}

export interface Comparison {
  readonly left: Expression;
  readonly operator: '==' | '=~' | 'in';
  /** One, but for `in`. */
  readonly right: readonly Expression[];
}

export type Step =
  | { readonly kind: 'where'; readonly all: readonly Comparison[] }
  | { readonly kind: 'extend' | 'project'; readonly columns: readonly Column[] }
  | { readonly kind: 'join'; readonly right: Query; readonly on: string }
  | { readonly kind: 'order'; readonly by: string };

export interface Query {
  /** Lower case: tables are named without case. */
  readonly table: string;
  readonly steps: readonly Step[];
}

/** Reads a query. Throws a `QueryProblem` at what it does not know. */
export function readQuery(text: string): Query {
  const tokens = tokensIn(text);
  const query = readPipe(tokens);
  const rest = tokens.peek();
  if (rest !== undefined) throw new QueryProblem(`'${rest}' is not expected here.`);
  return query;
}

function readPipe(tokens: Tokens): Query {
  const table = tokens.name().toLowerCase();
  const steps: Step[] = [];
  while (tokens.skip('|')) {
    const word = tokens.next();
    const read = Object.hasOwn(STEPS, word) ? STEPS[word] : undefined;
    if (read === undefined) throw new QueryProblem(`The operator '${word}' is not known.`);
    steps.push(read(tokens));
  }
  return { table, steps };
}

const STEPS: Readonly<Record<string, (tokens: Tokens) => Step>> = {
  where(tokens) {
    const all = [readComparison(tokens)];
    while (tokens.skip('and')) all.push(readComparison(tokens));
    return { kind: 'where', all };
  },
  extend: (tokens) => ({ kind: 'extend', columns: tokens.list(() => readColumn(tokens)) }),
  project: (tokens) => ({ kind: 'project', columns: tokens.list(() => readColumn(tokens)) }),
  join(tokens) {
    tokens.expect('kind', '=', 'leftouter', '(');
    const right = readPipe(tokens);
    tokens.expect(')', 'on');
    return { kind: 'join', right, on: tokens.name() };
  },
  order(tokens) {
    tokens.expect('by');
    const by = tokens.name();
    tokens.expect('asc');
    return { kind: 'order', by };
  },
};

function readComparison(tokens: Tokens): Comparison {
  const left = readExpression(tokens);
  const operator = tokens.next();
  if (operator === 'in') {
    tokens.expect('(');
    const right = tokens.list(() => readExpression(tokens));
    tokens.expect(')');
    return { left, operator, right };
  }
  if (operator !== '==' && operator !== '=~') throw new QueryProblem(`The operator '${operator}' is not known.`);
  return { left, operator, right: [readExpression(tokens)] };
}

/** `name`, or `name = expression`. */
function readColumn(tokens: Tokens): Column {
  const name = tokens.name();
  return { name, value: tokens.skip('=') ? readExpression(tokens) : { kind: 'path', names: [name] } };
}

function readExpression(tokens: Tokens): Expression {
  const token = tokens.peek() ?? '';
  if (/^["']/.test(token)) return { kind: 'literal', value: unquoted(tokens.next()) };
  if (/^\d/.test(token)) return { kind: 'literal', value: Number(tokens.next()) };
  const first = tokens.name();
  if (tokens.skip('(')) {
    const args = tokens.list(() => readExpression(tokens));
    tokens.expect(')');
    return { kind: 'call', name: first, args };
  }
  const names: [string, ...string[]] = [first];
  while (tokens.skip('.')) names.push(tokens.name());
  return { kind: 'path', names };
}
