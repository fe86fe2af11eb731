/** Changes as lines for people at a terminal, and those that are withheld under what withholds them. Pure. */
import type { BindingName, Change, Withheld } from '../plan/change.ts';
import { parseScope } from '../scope.ts';
import { type Line, plain } from './line.ts';

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
export function roleLine(role: string, somebody: Somebody): string {
  return `${role} role for ${whoText(somebody)}`;
}

function whoText({ principalType, principal, principalId }: Somebody): string {
  return `${KINDS[principalType] ?? `${principalType} `}${calledText(principalId, principal)}`;
}

/** The name of somebody where it is known, and the id that counts. */
export function calledText(id: string, name: string | undefined): string {
  return name === undefined ? id : `${name} (${id})`;
}

/** What the binding is called, or that none is known. */
export function bindingText(binding: BindingName): string {
  return binding ?? 'no binding';
}

/** So many lines of a binding, at most; its reasons for withholding are all told, each with some changes. */
const SHOWN = 200;

/** What is to be added and removed, each person once a reason with all places. */
export function changeLines(adds: readonly Change[], removes: readonly Change[]): readonly Line[] {
  const lines = [...personLines('-', removes), ...personLines('+', adds)].map(({ text, action }): Line => {
    return { text, kind: action };
  });
  return [...lines.slice(0, SHOWN), ...plain(moreLines(lines.length - SHOWN))];
}

/** Each reason once, with as many of its changes as are left of those that may be shown. */
export function withheldLines(withheld: readonly Withheld[]): readonly Line[] {
  const reasons = Map.groupBy(withheld, ({ why }) => why.message);
  let left = SHOWN;
  const lines: Line[] = [];
  for (const [message, changes] of [...reasons].slice(0, SHOWN)) {
    const people = [
      ...personLines('(-)', changes.filter(isRemoval)),
      ...personLines('(+)', changes.filter(isAddition)),
    ];
    const shown = people.slice(0, Math.max(left, LEAST_SHOWN));
    left -= shown.length;
    lines.push({ text: `Withheld: ${message}`, kind: 'withheld' });
    lines.push(...plain([...shown.map(({ text }) => `  ${text}`), ...moreLines(people.length - shown.length, '  ')]));
  }
  return [...lines, ...plain(moreLines(reasons.size - SHOWN, '', 'reasons'))];
}

/** That there is more, when there is. */
export function moreLines(count: number, indent = '', what = ''): readonly string[] {
  return count <= 0 ? [] : [`${indent}… and ${count} more${what && ` ${what}`}; --json shows all`];
}

interface PersonLine {
  readonly text: string;
  readonly action: Change['action'];
}

const isRemoval = ({ action }: Change): boolean => action === 'remove';
const isAddition = ({ action }: Change): boolean => action === 'add';

function personLines(sign: string, changes: readonly Change[]): readonly PersonLine[] {
  const alike = Map.groupBy(changes, ({ principalId, reason, path }) => JSON.stringify([principalId, reason, path]));
  return [...alike.values()].flatMap((same) => {
    const [first] = same;
    if (first === undefined) return [];
    const places = same.map(({ scope }) => placeText(scope)).join(', ');
    const text = `${sign} ${whoText(first)} at ${places}: ${first.reason}${wayText(first)}`;
    return [{ text, action: first.action }];
  });
}

/** A scope as people call it. The whole id of what is no such scope, and of what others call alike, is in `--json`. */
export function placeText(scope: string): string {
  const read = parseScope(scope);
  if (!read.ok) return scope;
  switch (read.scope.kind) {
    case 'managementGroup':
      return `management group ${read.scope.managementGroup}`;
    case 'subscription':
      return `subscription ${read.scope.subscriptionId}`;
    case 'resourceGroup':
      return `resource group ${read.scope.resourceGroup}`;
    case 'machine':
      return `machine ${read.scope.machine.name} (${read.scope.machine.resourceGroup})`;
  }
}

function wayText({ path }: Change): string {
  return path === undefined || path.length < 2 ? '' : ` through ${path.join(' > ')}`;
}
