/** A plan as text for people at a terminal. Pure. */
import { terminalText } from '../../escape/terminal.ts';
import { table } from '../../escape/terminalTable.ts';
import { toIso } from '../../time.ts';
import type { Names } from '../plan/names.ts';
import { decideOn } from '../quarantine/decideOn.ts';
import { ONCE, type PlanDocument } from '../runs/planDocument.ts';
import { bindingText, changeLine, moreLines, withheldLines } from './changeLines.ts';
import { printProblems, problemLines } from './printProblems.ts';
import { foreignLine, leftOutLine, satisfiedLine } from './unchangedLines.ts';

/** As many lines of one kind are printed. */
const SHOWN = 200;

/** Those whom the print shows and the plan does not name: no more than are shown. */
export function unnamedIn({ leftOut, satisfied }: PlanDocument): readonly { readonly principalId: string }[] {
  return [...leftOut.slice(0, SHOWN), ...satisfied.slice(0, SHOWN)];
}

/** The plan, in sections; empty ones are left out. Of a policy with problems only these: it has no plan. */
export function printPlan(plan: PlanDocument, names: Names): string {
  if (plan.policyProblems.length > 0) return printProblems(plan.policyProblems);
  const sections = [
    section('Policy warnings', plan.policyWarnings, (one) => problemLines([one])),
    [summary(plan), ...waiting(plan), ...guessed(plan), ''],
    table('Bindings', BINDING_COLUMNS, plan.bindings.map(bindingRow)),
    section('Not read completely', plan.incomplete, (one) => [`${one.binding}: ${one.message}`, `  to do: ${one.fix}`]),
    section('Not known', plan.unread, ({ scope, code, message }) => [`${scope}: ${message} (${code})`]),
    section('To add', plan.adds, (change) => [changeLine('+', change)]),
    section('To remove', plan.removes, (change) => [changeLine('-', change)]),
    listed('Withheld', plan.withheld.length, withheldLines(plan.withheld, SHOWN)),
    section('Quarantined: an approver decides', plan.quarantines, (one) => quarantineLines(one, plan)),
    section('Left out', plan.leftOut, (one) => [leftOutLine(one, names)]),
    section('Satisfied by assignments of others', plan.satisfied, (one) => [satisfiedLine(one, plan, names)]),
    section('Foreign: not ours, never touched', plan.foreign, (one) => [foreignLine(one)]),
    section('Orphans: their principal is not in the directory', plan.orphans, (one) => [foreignLine(one)]),
    table(
      'Role assignments',
      ['used', 'after', 'limit', 'full', 'place'],
      plan.quota.map(({ scope, used, after, limit, fullAt }) => [
        String(used),
        String(after),
        String(limit),
        fullAt === undefined ? '' : toIso(fullAt).slice(0, 10),
        scope,
      ]),
    ),
    section('Warnings', plan.warnings, ({ code, binding, message, fix }) => [
      `${binding === undefined ? '' : `${binding}: `}${message} (${code})`,
      `  to do: ${fix}`,
    ]),
  ];
  return `${sections
    .flat()
    .map((line) => terminalText(line).trimEnd())
    .join('\n')
    .trimEnd()}\n`;
}

function summary({ adds, removes, withheld, kept, complete, hash, at }: PlanDocument): string {
  const counts = `${adds.length} to add, ${removes.length} to remove, ${withheld.length} withheld, ${kept} kept`;
  return `${counts}; ${complete ? 'everything was read' : 'not everything could be read'} (${toIso(at)}, ${hash.slice(0, 12)}).`;
}

function waiting({ confirmAt }: PlanDocument): readonly string[] {
  return confirmAt === undefined
    ? []
    : [`Of what is withheld, some waits only to be seen again: from ${toIso(confirmAt)} on by another run.`];
}

/** At a terminal the app's record is not read: without it a removal goes to the first binding that it may have been of. */
function guessed({ runId, removes, withheld }: PlanDocument): readonly string[] {
  const isGuess = runId === ONCE && [...removes, ...withheld].some(({ action }) => action === 'remove');
  return isGuess ? [GUESSED] : [];
}

const GUESSED =
  "The app's own record of what it gave is not read here: which binding a removal is put down to, and so which guards count it, is a guess. The app's plan is made with the record: GET /api/access/plan.";

const BINDING_COLUMNS = [
  'binding',
  'role',
  'assign',
  'scopes',
  'people',
  'left out',
  'kept',
  'add',
  'remove',
  'withheld',
  'group',
];

function bindingRow(one: PlanDocument['bindings'][number]): string[] {
  const numbers = [one.scopes, one.eligible, one.leftOut, one.kept, one.adds, one.removes, one.withheld].map(String);
  const { id, name } = one.group;
  const owners = one.role === 'administrator' ? `, owners: ${ownersOf(one)}` : '';
  const group = `${name === undefined ? id : `${name} (${id})`}${owners}`;
  return [`${one.name}${one.expired ? ' (expired)' : ''}`, one.role, one.assign, ...numbers, group];
}

function ownersOf({ owners }: PlanDocument['bindings'][number]): string {
  if (owners === undefined) return 'not read';
  return owners.length === 0 ? 'none' : owners.map(ownerName).join(', ');
}

function ownerName({ id, displayName }: { readonly id: string; readonly displayName?: string }): string {
  return displayName ?? id;
}

function quarantineLines(
  { id, binding, kind, count, why, status, until: end, hash }: PlanDocument['quarantines'][number],
  { runId }: Pick<PlanDocument, 'runId'>,
): string[] {
  const what = `${id} ${bindingText(binding)}: ${count} ${kind}, ${status} until ${toIso(end)}`;
  if (status !== 'pending') return [what, `  ${why}`];
  // What is planned at a terminal is in no store.
  const decide =
    runId === ONCE ? 'The app gives it an id of its own, when it has this policy.' : `${decideOn(id)}; hash ${hash}.`;
  return [what, `  ${why}`, `  to do: ${decide}`];
}

function section<T>(title: string, items: readonly T[], lines: (item: T) => readonly string[]): string[] {
  const shown = items.slice(0, SHOWN).flatMap(lines);
  return listed(title, items.length, [...shown, ...moreLines(items.length - SHOWN)]);
}

function listed(title: string, count: number, lines: readonly string[]): string[] {
  return count === 0 ? [] : [`${title} (${count})`, ...lines.map((line) => `  ${line}`), ''];
}
