/** A plan as text for people at a terminal. Pure. */
import { table } from '../../escape/terminalTable.ts';
import { toIso } from '../../time.ts';
import type { Names } from '../plan/names.ts';
import { decideOn } from '../quarantine/decideOn.ts';
import { ONCE, type PlanDocument } from '../runs/planDocument.ts';
import { bindingText, calledText, changeLines, moreLines, withheldLines } from './changeLines.ts';
import { indented, type Line, type Paint, plain, printed, UNPAINTED } from './line.ts';
import { printProblems, problemLines } from './printProblems.ts';
import { foreignLine, leftOutLine, satisfiedLine } from './unchangedLines.ts';

/** As many lines of one kind are printed. */
const SHOWN = 200;

/** Those whom the print shows and the plan does not name: no more than are shown. */
export function unnamedIn({ leftOut, satisfied }: PlanDocument): readonly { readonly principalId: string }[] {
  return [...leftOut.slice(0, SHOWN), ...satisfied.slice(0, SHOWN)];
}

/**
 * The plan: what keeps it from being the whole truth first, then binding by binding, and the sum at the end, where it is read.
 * Empty sections are left out. Of a policy with problems only these: it has no plan.
 */
export function printPlan(plan: PlanDocument, names: Names, paint: Paint = UNPAINTED): string {
  if (plan.policyProblems.length > 0) return printProblems(plan.policyProblems);
  const misplaced = plan.warnings.filter(isMisplaced);
  const sections: (readonly Line[])[] = [
    problemSection('Not read completely', plan.incomplete, ({ binding, ...one }) =>
      toDo(`${binding}: ${one.message}`, one),
    ),
    problemSection('Not known', plan.unread, ({ scope, code, message }) => [`${scope}: ${message} (${code})`]),
    problemSection('Scopes without machines', misplaced, (one) => toDo(`${one.binding ?? ''}: ${one.message}`, one)),
    section('Policy warnings', plan.policyWarnings, (one) => problemLines([one])),
    ...blocksOf(plan),
    section('Quarantined: an approver decides', plan.quarantines, (one) => quarantineLines(one, plan)),
    section('Left out', plan.leftOut, (one) => [leftOutLine(one, names)]),
    section('Satisfied by assignments of others', plan.satisfied, (one) => [satisfiedLine(one, plan, names)]),
    section('Foreign: not ours, never touched', plan.foreign, (one) => [foreignLine(one)]),
    section('Orphans: their principal is not in the directory', plan.orphans, (one) => [foreignLine(one)]),
    plain(
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
    ),
    section(
      'Warnings',
      plan.warnings.filter((one) => !isMisplaced(one)),
      ({ code, binding, message, fix }) =>
        toDo(`${binding === undefined ? '' : `${binding}: `}${message} (${code})`, { fix }),
    ),
    [...plain([...waiting(plan), ...guessed(plan)]), summary(plan)],
  ];
  return printed(sections.flat(), paint);
}

/** A slip in the name of a resource group shows by this: what is planned there lets nobody in anywhere. */
function isMisplaced({ code }: PlanDocument['warnings'][number]): boolean {
  return code === 'ScopeWithoutMachines';
}

function toDo(text: string, { fix }: { readonly fix: string }): readonly string[] {
  return [text, `  to do: ${fix}`];
}

function summary({ adds, removes, withheld, kept, complete, hash, at }: PlanDocument): Line {
  const counts = `Plan: ${adds.length} to add, ${removes.length} to remove, ${withheld.length} withheld, ${kept} unchanged`;
  const text = `${counts}; ${complete ? 'everything was read' : 'not everything could be read'} (${toIso(at)}, ${hash.slice(0, 12)}).`;
  return { text, kind: complete ? 'heading' : 'problem' };
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

/** A block a binding, and one for what belongs to none. */
function blocksOf({ bindings, adds, removes, withheld }: PlanDocument): (readonly Line[])[] {
  const of = (name: string | null) => ({
    adds: adds.filter(({ binding }) => binding === name),
    removes: removes.filter(({ binding }) => binding === name),
    withheld: withheld.filter(({ binding }) => binding === name),
  });
  const known = new Set<string | null>(bindings.map(({ name }) => name));
  const gone = new Set(
    [...adds, ...removes, ...withheld].map(({ binding }) => binding).filter((name) => !known.has(name)),
  );
  return [
    ...bindings.map((one) => block(headOf(one), sizesOf(one), of(one.name))),
    ...[...gone].map((name) => block(name === null ? UNBOUND : `${name}: not in the policy any more`, [], of(name))),
  ];
}

const UNBOUND = 'No binding is known for these';

function block(
  head: string,
  sizes: readonly string[],
  { adds, removes, withheld }: Pick<PlanDocument, 'adds' | 'removes' | 'withheld'>,
): readonly Line[] {
  const lines = [...plain(sizes), ...changeLines(adds, removes), ...withheldLines(withheld)];
  return [{ text: head, kind: 'heading' }, ...indented(lines), { text: '' }];
}

function headOf({ name, role, assign, group, expired, ...one }: BindingSummary): string {
  const called = calledText(group.id, group.name);
  const owners = role === 'administrator' ? `; owners: ${ownersOf(one)}` : '';
  return `${name}${expired ? ' (expired)' : ''}: ${role} role for ${assign === 'group' ? 'group' : 'members of'} ${called}${owners}`;
}

/** A binding under which nothing is to be done says so. */
function sizesOf({ scopes, eligible, leftOut, kept, adds, removes, withheld, satisfied }: BindingSummary): string[] {
  const given = satisfied === 0 ? '' : `, ${satisfied} satisfied by others`;
  const changes = adds + removes + withheld === 0 ? '; no changes' : '';
  return [`scopes ${scopes}, people ${eligible}, left out ${leftOut}, unchanged ${kept}${given}${changes}`];
}

type BindingSummary = PlanDocument['bindings'][number];

function ownersOf({ owners }: Pick<BindingSummary, 'owners'>): string {
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

function section<T>(title: string, items: readonly T[], lines: (item: T) => readonly string[]): readonly Line[] {
  if (items.length === 0) return [];
  const shown = [...items.slice(0, SHOWN).flatMap(lines), ...moreLines(items.length - SHOWN)];
  return [{ text: `${title} (${items.length})`, kind: 'heading' }, ...indented(plain(shown)), { text: '' }];
}

function problemSection<T>(title: string, items: readonly T[], lines: (item: T) => readonly string[]): readonly Line[] {
  const [head, ...rest] = section(title, items, lines);
  return head === undefined ? [] : [{ ...head, kind: 'problem' }, ...rest];
}
