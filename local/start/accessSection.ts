/** The access plan as the demo tells it: a line a binding, then whatever is not as one would expect, in sentences. Pure. */

import { terminalText } from '../../src/lib/escape/terminal.ts';
import type { AccessPlan } from './accessPlan.ts';

/** More of one kind help nobody at a terminal. */
const SHOWN = 8;

/** People of one kind that are named; the rest is counted. */
const NAMED = 4;

type Binding = AccessPlan['bindings'][number];

/** The lines of the section. `called` names those whom the plan knows by id only. */
export function accessSection(
  plan: AccessPlan,
  called: (id: string) => string | undefined = () => undefined,
): string[] {
  const who = ({ principal, principalId }: { readonly principal?: string | undefined; readonly principalId: string }) =>
    principal ?? called(principalId) ?? principalId;
  const lines = [
    'Access',
    ...part('The policy has problems; nothing is changed until they are mended', plan.policyProblems, placed),
    ...plan.bindings.map((binding) => `  ${bindingLine(binding)}`),
    ...part('Not read completely', plan.incomplete, (one) => [`${one.binding}: ${one.message}`, ...toDo(one)]),
    ...part('To be removed', plan.removes, (one) => [`${who(one)} loses ${grant(one)}: ${reason(one)}`]),
    ...part('Withheld', plan.withheld, (one) => [
      `${who(one)} ${one.action === 'add' ? 'does not get' : 'keeps'} ${grant(one)}: ${one.why.message}`,
    ]),
    ...part('Quarantined until an approver decides', pending(plan), (one) => [
      `${one.binding ?? 'no binding'}: ${count(one.count, 'change waits', 'changes wait')} in ${one.id}. ${one.why}`,
      `  → to do: POST /api/access/quarantines/${one.id}/approve (or /reject) with the master key and { "hash": "${one.hash}", "reason": "…" }`,
    ]),
    ...part('Left out', leftOut(plan, who), (line) => [line]),
    ...part('Given by others, and left alone', plan.foreign, (one) => [`${who(one)} has ${grant(one)}.`]),
    ...part('Given by others to somebody who is no more', plan.orphans, (one) => [`${who(one)} has ${grant(one)}.`]),
    ...part('To know', plan.warnings, (one) => [
      `${one.binding === undefined ? '' : `${one.binding}: `}${one.message}`,
      ...toDo(one),
    ]),
    ...part('To know of the policy', plan.policyWarnings, placed),
    '',
  ];
  return lines.map((line) => terminalText(withNames(line, called)));
}

const GUID = /[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}/g;

/** Names behind the ids in a sentence of the app's, unless it has them already. */
function withNames(line: string, called: (id: string) => string | undefined): string {
  return line.replaceAll(GUID, (id) => {
    const name = called(id);
    return name === undefined || line.includes(name) ? id : `${id} (${name})`;
  });
}

/** The plan in one line. */
export function planLine({ adds, removes, withheld, complete }: AccessPlan): string {
  const doubt = complete ? '' : ', and not everything could be read';
  const counts = `${adds.length} to add, ${removes.length} to remove, ${withheld.length} withheld${doubt}`;
  return `Access plan: ${counts}; GET /api/access/plan has it all.`;
}

function bindingLine(binding: Binding): string {
  const { name, role, assign, group, eligible, scopes, expired, complete } = binding;
  const people = count(eligible, 'person', 'people');
  const called = group.name ?? group.id;
  const whom = assign === 'group' ? `the group ${called} (${people})` : `${people} of ${called}`;
  const what = `${whom} as ${role} at ${count(scopes, 'place', 'places')}`;
  if (expired) return `${name}: is over; it was for ${what}.`;
  const doubt = complete ? '' : ' Its group could not be read completely.';
  return `${name}: ${what}. ${effects(binding)}.${doubt}`;
}

function effects({ adds, removes, withheld, kept, satisfied, leftOut }: Binding): string {
  const told = [
    [adds, 'to add'],
    [removes, 'to remove'],
    [withheld, 'withheld'],
    [kept, 'as it should be'],
    [satisfied, 'given by others already'],
    [leftOut, 'left out'],
  ] as const;
  const said = told.filter(([number]) => number > 0).map(([number, what]) => `${number} ${what}`);
  return said.length === 0 ? 'Nothing to do' : said.join(', ');
}

function pending({ quarantines }: AccessPlan): AccessPlan['quarantines'] {
  return quarantines.filter(({ status }) => status === 'pending');
}

/** One line for all of a binding who are left out for one reason. */
function leftOut({ leftOut }: AccessPlan, who: (one: { readonly principalId: string }) => string): string[] {
  const groups = Map.groupBy(leftOut, ({ binding, message }) => `${binding}: ${message}`);
  return [...groups].map(([line, members]) => {
    const more = members.length > NAMED ? ` and ${members.length - NAMED} more` : '';
    return `${line} (${members.slice(0, NAMED).map(who).join(', ')}${more})`;
  });
}

const REASONS: Readonly<Record<string, string>> = {
  leftGroup: 'not in the group.',
  disabled: 'the account is disabled.',
  guest: 'guests cannot sign in to these machines.',
  notAPerson: 'it is no person.',
  deleted: 'no longer in the directory.',
  dropped: 'no binding asks for it any more.',
  expired: 'the binding is over.',
  switchedToGroup: 'the group has it now.',
  switchedToMembers: 'its members have it now.',
  machineUnmatched: 'the selector no longer chooses the machine.',
  deny: 'the policy denies it.',
};

function reason({ reason }: AccessPlan['removes'][number]): string {
  return REASONS[reason] ?? `${reason}.`;
}

function grant({ role, scope }: { readonly role: string; readonly scope: string }): string {
  return `${role} at ${place(scope)}`;
}

/** A scope by its last name: that of a machine or a resource group, and what else it is. */
function place(scope: string): string {
  const [name = '', kind = ''] = scope.split('/').toReversed();
  if (name === '') return 'the root of the tenant';
  const said = KINDS[kind.toLowerCase()];
  return said === undefined ? name : `${said} ${name}`;
}

const KINDS: Readonly<Record<string, string>> = {
  managementgroups: 'management group',
  subscriptions: 'subscription',
};

function placed({ line, column, ...one }: AccessPlan['policyProblems'][number]): string[] {
  return [`line ${line}, column ${column}: ${one.message}`, ...toDo(one)];
}

function toDo({ fix }: { readonly fix: string }): string[] {
  return fix === '' ? [] : [`  → to do: ${fix}`];
}

function count(number: number, one: string, many: string): string {
  return `${number} ${number === 1 ? one : many}`;
}

/** A part of the section; nothing at all when it is empty. */
function part<T>(title: string, items: readonly T[], lines: (item: T) => readonly string[]): string[] {
  if (items.length === 0) return [];
  const more = items.length > SHOWN ? [`    … and ${items.length - SHOWN} more (GET /api/access/plan)`] : [];
  const shown = items.slice(0, SHOWN).flatMap((item) => lines(item).map((line) => `    ${line}`));
  return [`  ${title}`, ...shown, ...more];
}
