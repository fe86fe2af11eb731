/** The access plan as the demo tells it: a line a binding, then whatever is not as one would expect, in sentences. Pure. */

import { terminalText } from '../../src/lib/escape/terminal.ts';
import type { AccessPlan } from './accessPlan.ts';
import { type Called, count, grant, nameOf, reason, toDecide, withNames } from './accessWords.ts';

/** More of one kind help nobody at a terminal. */
const SHOWN = 8;

/** People of one kind that are named; the rest is counted. */
const NAMED = 4;

type Binding = AccessPlan['bindings'][number];

/** The lines of the section. `called` names those whom the plan knows by id only. */
export function accessSection(plan: AccessPlan, called: Called = () => undefined): string[] {
  const who = nameOf(called);
  const lines = [
    'Access, as first planned',
    ...part('The policy has problems; nothing is changed until they are fixed', plan.policyProblems, placed),
    ...plan.bindings.map((binding) => `  ${bindingLine(binding)}`),
    ...part('Not read completely', plan.incomplete, (one) => [`${one.binding}: ${one.message}`, ...toDo(one)]),
    ...part('To be removed', plan.removes, (one) => [`${who(one)} loses ${grant(one)}: ${reason(one)}`]),
    ...part('Withheld', plan.withheld, (one) => [
      `${who(one)} ${one.action === 'add' ? 'does not get' : 'keeps'} ${grant(one)}: ${one.why.message}`,
    ]),
    ...part('Quarantined until an approver decides', pending(plan), (one) => [
      `${one.binding ?? 'no binding'}: ${count(one.count, 'change waits', 'changes wait')} in ${one.id}. ${one.why}`,
      `  → to do: ${toDecide(one)}`,
    ]),
    ...part('Left out', leftOut(plan, who), (line) => [line]),
    ...part('Given by others, and left alone', plan.foreign, (one) => [`${who(one)} has ${grant(one)}.`]),
    ...part('Given by others to somebody who is no more', plan.orphans, (one) => [`${who(one)} has ${grant(one)}.`]),
    ...part('To know', warnings(plan), ({ about, ...one }) => [`${about}${one.message}`, ...toDo(one)]),
    ...part('To know of the policy', plan.policyWarnings, placed),
    '',
  ];
  return lines.map((line) => terminalText(withNames(line, called)));
}

/** The plan in one line. */
export function planLine({ adds, removes, withheld, complete, policyProblems }: AccessPlan): string {
  const [problem] = policyProblems;
  if (problem !== undefined) {
    const more = policyProblems.length > 1 ? ` (and ${policyProblems.length - 1} more)` : '';
    return terminalText(
      `The policy has problems, so nothing is changed. ${placed(problem)
        .map((part) => part.trim())
        .join(' ')}${more}`,
    );
  }
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

/** One for all bindings of which the same is to know. */
function warnings({ warnings }: AccessPlan) {
  const alike = Map.groupBy(warnings, ({ message, fix }) => JSON.stringify([message, fix]));
  return [...alike.values()].flatMap((members) => {
    const bindings = members.flatMap(({ binding }) => (binding === undefined ? [] : [binding]));
    const about = bindings.length === 0 ? '' : `${bindings.join(', ')}: `;
    return members.slice(0, 1).map(({ message, fix }) => ({ about, message, fix }));
  });
}

function placed({ line, column, ...one }: AccessPlan['policyProblems'][number]): string[] {
  // Line 0: there is no text that could have lines.
  return [line === 0 ? one.message : `line ${line}, column ${column}: ${one.message}`, ...toDo(one)];
}

function toDo({ fix }: { readonly fix: string }): string[] {
  return fix === '' ? [] : [`  → to do: ${fix}`];
}

/** A part of the section; nothing at all when it is empty. */
function part<T>(title: string, items: readonly T[], lines: (item: T) => readonly string[]): string[] {
  if (items.length === 0) return [];
  const more = items.length > SHOWN ? [`    … and ${items.length - SHOWN} more (GET /api/access/plan)`] : [];
  const shown = items.slice(0, SHOWN).flatMap((item) => lines(item).map((line) => `    ${line}`));
  return [`  ${title}`, ...shown, ...more];
}
