/** Changes as lines for people at a terminal, and those that are withheld under what withholds them. Pure. */
import type { BindingName, Change, Withheld } from '../plan/change.ts';

type Somebody = Pick<Change, 'principalId' | 'principalType' | 'principal'>;

/** People are what one expects; anything else is named as what it is. */
const KINDS: Readonly<Record<string, string>> = {
  User: '',
  Group: 'group ',
  ServicePrincipal: 'service principal ',
};

/** Of a reason so many changes are shown even when too many others were before. */
const LEAST_SHOWN = 3;

/** A role and who has it, or is to have or lose it. The role comes first, which is called like a kind of principal. */
export function roleLine(role: string, { principalType, principal, principalId }: Somebody): string {
  return `${role} role for ${KINDS[principalType] ?? `${principalType} `}${calledText(principalId, principal)}`;
}

/** The name of somebody where it is known, and the id that counts. */
export function calledText(id: string, name: string | undefined): string {
  return name === undefined ? id : `${name} (${id})`;
}

/** A change with why, and through which binding. */
export function changeLine(sign: string, change: Change): string {
  return `${whatLine(sign, change)}, ${bindingText(change.binding)}${wayText(change)}`;
}

/** What the binding is called, or that none is known. */
export function bindingText(binding: BindingName): string {
  return binding ?? 'no binding';
}

/** Each reason once per binding, with as many of its changes as are left of those that may be shown. */
export function withheldLines(withheld: readonly Withheld[], most: number): readonly string[] {
  const reasons = Map.groupBy(withheld, ({ binding, why }) => JSON.stringify([binding, why.message]));
  let left = most;
  const lines: string[] = [];
  for (const changes of [...reasons.values()].slice(0, most)) {
    const shown = changes.slice(0, Math.max(left, LEAST_SHOWN));
    left -= shown.length;
    lines.push(...reasonLines(shown), ...moreLines(changes.length - shown.length, '  '));
  }
  return [...lines, ...moreLines(reasons.size - most, '', 'reasons')];
}

/** That there is more, when there is. */
export function moreLines(count: number, indent = '', what = ''): readonly string[] {
  return count <= 0 ? [] : [`${indent}… and ${count} more${what && ` ${what}`}; --json shows all`];
}

function reasonLines(changes: readonly Withheld[]): readonly string[] {
  const [first] = changes;
  if (first === undefined) return [];
  const lines = changes.map(
    (change) => `  ${whatLine(change.action === 'add' ? '(+)' : '(-)', change)}${wayText(change)}`,
  );
  return [`${bindingText(first.binding)}: ${first.why.message}`, ...lines];
}

function whatLine(sign: string, change: Change): string {
  return `${sign} ${roleLine(change.role, change)} at ${change.scope}: ${change.reason}`;
}

function wayText({ path }: Change): string {
  return path === undefined || path.length < 2 ? '' : ` through ${path.join(' > ')}`;
}
