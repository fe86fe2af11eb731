import { type Fields, isFields } from './exchange.ts';
import { type Column, type Comparison, type Expression, type Query, type Step } from './resourceGraphSyntax.ts';
import { QueryProblem } from './resourceGraphTokens.ts';

/** Kusto knows no null text: where a join finds nothing, a column of type string is empty and a dynamic one is null. */
export type ColumnType = 'string' | 'dynamic';

/** A table: its columns, and rows that have a value for each. */
export interface Table {
  readonly columns: ReadonlyMap<string, ColumnType>;
  readonly rows: readonly Fields[];
}

/** Runs a query. `tables` answers by name in lower case. Throws a `QueryProblem` for a table, column or function it lacks. */
export function runQuery(query: Query, tables: (name: string) => Table | undefined): Table {
  const table = tables(query.table);
  if (table === undefined) throw new QueryProblem(`The table '${query.table}' is not known.`);
  return query.steps.reduce((input, step) => runStep(input, step, tables), table);
}

function runStep(input: Table, step: Step, tables: (name: string) => Table | undefined): Table {
  switch (step.kind) {
    case 'where':
      for (const { left, right } of step.all) [left, ...right].forEach((side) => typeOf(input, side));
      return { ...input, rows: input.rows.filter((row) => step.all.every((one) => holds(one, row))) };
    case 'extend':
      return withColumns(input, step.columns, true);
    case 'project':
      return withColumns(input, step.columns, false);
    case 'join':
      return leftOuter(input, runQuery(step.right, tables), step.on);
    case 'order':
      typeOf(input, pathTo(step.by));
      return { ...input, rows: input.rows.toSorted((one, other) => compare(text(one[step.by]), text(other[step.by]))) };
  }
}

function withColumns(input: Table, columns: readonly Column[], kept: boolean): Table {
  const types = columns.map(({ name, value }) => [name, typeOf(input, value)] as const);
  const rows = input.rows.map((row) => {
    const values = columns.map(({ name, value }) => [name, evaluate(value, row)] as const);
    return { ...(kept && row), ...Object.fromEntries(values) };
  });
  return { columns: new Map([...(kept ? input.columns : []), ...types]), rows };
}

function leftOuter(left: Table, right: Table, on: string): Table {
  for (const side of [left, right]) typeOf(side, pathTo(on));
  const matches = Map.groupBy(right.rows, (row) => text(row[on]));
  const nothing = Object.fromEntries([...right.columns].map(([name, type]) => [name, type === 'string' ? '' : null]));
  const rows = left.rows.flatMap((row) =>
    // Columns of one name stay those of the left side; the service gives the right ones another name.
    (matches.get(text(row[on])) ?? [nothing]).map((match) => ({ ...match, ...row })),
  );
  return { columns: new Map([...right.columns, ...left.columns]), rows };
}

function holds({ left, operator, right }: Comparison, row: Fields): boolean {
  const one = text(evaluate(left, row));
  return right.some((side) => {
    const other = text(evaluate(side, row));
    return operator === '=~' ? one.toLowerCase() === other.toLowerCase() : one === other;
  });
}

const FUNCTIONS: Readonly<Record<string, (...args: unknown[]) => string>> = {
  tolower: (value) => text(value).toLowerCase(),
  tostring: text,
  extract: (pattern, group, value) => new RegExp(text(pattern)).exec(text(value))?.[Number(group)] ?? '',
};

function evaluate(expression: Expression, row: Fields): unknown {
  switch (expression.kind) {
    case 'literal':
      return expression.value;
    case 'path':
      return expression.names.reduce<unknown>((inner, name) => (isFields(inner) ? (inner[name] ?? null) : null), row);
    case 'call':
      return FUNCTIONS[expression.name]?.(...expression.args.map((arg) => evaluate(arg, row)));
  }
}

/** The type of an expression over a table. */
function typeOf(table: Table, expression: Expression): ColumnType {
  switch (expression.kind) {
    case 'literal':
      return 'string';
    case 'path': {
      const [name, ...inner] = expression.names;
      const type = table.columns.get(name);
      if (type === undefined) throw new QueryProblem(`'${name}' doesn't refer to any known column.`);
      return inner.length > 0 ? 'dynamic' : type;
    }
    case 'call':
      if (!Object.hasOwn(FUNCTIONS, expression.name))
        throw new QueryProblem(`The function '${expression.name}' is not known.`);
      for (const arg of expression.args) typeOf(table, arg);
      return 'string';
  }
}

function pathTo(name: string): Expression {
  return { kind: 'path', names: [name] };
}

function text(value: unknown): string {
  if (value === null || value === undefined) return '';
  return typeof value === 'string' ? value : JSON.stringify(value);
}

function compare(one: string, other: string): number {
  if (one === other) return 0;
  return one < other ? -1 : 1;
}
