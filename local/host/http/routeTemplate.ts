/** Constraints of ASP.NET route templates that are understood, as the pattern a value must match. */
const CONSTRAINTS: Readonly<Record<string, string>> = {
  int: '^-?\\d+$',
  long: '^-?\\d+$',
  alpha: '^[a-zA-Z]+$',
  bool: '^(?:[tT][rR][uU][eE]|[fF][aA][lL][sS][eE])$',
  guid: '^[0-9a-fA-F]{8}(?:-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}$',
};

export interface RoutePaths {
  /** Paths for find-my-way, all leading to the same function. */
  paths: string[];
  /** The name that the rest of the path goes by, for `{*name}`. */
  restName?: string;
}

/**
 * Translates an ASP.NET route template (`machines/{id}`, `{id?}`, `{id:int}`, `{*rest}`) into paths for find-my-way. An
 * optional or rest parameter at the end gives two paths, with and without it.
 *
 * @throws a sentence when the template uses something else
 */
export function routePaths(prefix: string, template: string): RoutePaths {
  const segments = `${prefix}/${template}`.split('/').filter((segment) => segment !== '');
  const last = segments.at(-1) ?? '';
  const base = `/${segments
    .slice(0, -1)
    .map((segment) => pathSegment(segment, template))
    .join('/')}`;

  const rest = /^\{\*{1,2}(\w+)\??\}$/.exec(last)?.[1];
  if (rest) return { paths: [base, join(base, '*')], restName: rest };
  const optional = /^\{(\w+(?::\w+)?)\?\}$/.exec(last);
  if (optional) return { paths: [base, join(base, pathSegment(`{${optional[1]}}`, template))] };
  return { paths: [join(base, pathSegment(last, template))] };
}

function join(base: string, segment: string): string {
  return base === '/' ? `/${segment}` : `${base}/${segment}`;
}

function pathSegment(segment: string, template: string): string {
  if (!/[{}]/.test(segment)) return segment.replaceAll(':', '::');
  const [, name, constraint] = /^\{(\w+)(?::(\w+))?\}$/.exec(segment) ?? [];
  const pattern = constraint === undefined ? '' : CONSTRAINTS[constraint.toLowerCase()];
  if (name === undefined || pattern === undefined) {
    throw new Error(
      `the route "${template}" has "${segment}": use {name}, {name?} or {*name} at the end, or {name:${Object.keys(CONSTRAINTS).join('|')}}.`,
    );
  }
  return pattern === '' ? `:${name}` : `:${name}(${pattern})`;
}
