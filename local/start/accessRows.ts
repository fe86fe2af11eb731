/** Who gains and loses access, as rows for a terminal, and as plain lines for a log. Pure. */
import { terminalText } from '../../src/lib/escape/terminal.ts';
import type { AccessPlan } from './accessPlan.ts';
import { type AccessRun, type TriedChange, tried } from './accessRuns.ts';
import { type Called, count, nameOf, place, reason, withNames } from './accessWords.ts';
import type { AccessView, Row } from './liveView.ts';

/** What is shown of this plan, the newest, and these runs, the newest first. */
export function accessView(
  plan: AccessPlan | undefined,
  runs: readonly AccessRun[],
  called: Called = () => undefined,
): AccessView {
  const rows = [
    ...waitingRows(plan, called),
    ...brokenRows(runs[0], called),
    ...runs.flatMap((run) => doneRows(run, called)),
  ];
  return {
    totals: accessTotals(plan, runs),
    underWay: progress(runs).length > 0,
    rows: rows.map((row) => ({ ...row, why: terminalText(withNames(row.why, called)) })),
    log: runs
      .toReversed()
      .flatMap(({ id, done }) => done.map((one) => terminalText(`${logged(one, called)} (run ${id})`))),
  };
}

/** How far access has come, in words. */
export function accessTotals(plan: AccessPlan | undefined, runs: readonly AccessRun[]): string[] {
  if (plan === undefined) return ['no plan yet'];
  if (plan.policyProblems.length > 0)
    return [`the policy has ${count(plan.policyProblems.length, 'problem', 'problems')}, so nothing changes`];
  const done = runs.flatMap((run) => run.done);
  const granted = done.filter(({ action }) => action === 'add').length;
  const pending = plan.quarantines.filter(({ status }) => status === 'pending').length;
  const numbers: readonly [number, string][] = [
    [granted, 'granted'],
    [done.length - granted, 'removed'],
    [plan.mode === 'observe' ? plan.adds.length : 0, 'would be granted'],
    [plan.mode === 'observe' ? plan.removes.length : 0, 'would be removed'],
    [pending, pending === 1 ? 'waits for an approver' : 'wait for an approver'],
    [new Set(plan.leftOut.map(({ principalId }) => principalId)).size, 'left out'],
  ];
  const told = numbers.filter(([number]) => number > 0).map(([number, word]) => `${number} ${word}`);
  const totals = [...progress(runs), ...told];
  return totals.length === 0 ? ['nothing to do'] : totals;
}

/** How far the run has come that is under way. */
function progress(runs: readonly AccessRun[]): string[] {
  const run = runs.find(({ finishedAt }) => finishedAt === null);
  if (run === undefined || run.planned === null) return [];
  const { adds, removes } = run.planned;
  return adds + removes === 0 ? [] : [`${tried(run)} of ${adds + removes} changes`];
}

function waitingRows(plan: AccessPlan | undefined, called: Called): Row[] {
  const pending = plan?.quarantines.filter(({ status }) => status === 'pending') ?? [];
  return pending.map(({ id, why, binding }) => ({
    names: names(plan?.withheld.filter(({ quarantine }) => quarantine === id) ?? [], called),
    state: 'Waits',
    why: `${binding ?? 'no binding'}: ${why}`,
    tone: 'warning',
  }));
}

/** What the newest run could not do. */
function brokenRows(run: AccessRun | undefined, called: Called): Row[] {
  const failed = run?.failed.map((one) => ({ ...one, principalId: one.principalId ?? 'the run' })) ?? [];
  return [
    ...alike(failed, ({ message }) => message).map((members) => ({
      names: names(members, called),
      state: 'Failed',
      why: members[0].message,
      tone: 'bad' as const,
    })),
    ...alike(run?.held ?? [], ({ message }) => message).map((members) => ({
      names: names(members, called),
      state: 'Deferred',
      why: members[0].message,
      tone: 'warning' as const,
    })),
  ];
}

/** What a run has done, a row for all who got or lost the same for the same reason. */
function doneRows({ done }: AccessRun, called: Called): Row[] {
  const groups = alike(done, ({ action, binding, role, reason, path }) =>
    JSON.stringify([action, binding, role, action === 'remove' ? reason : path]),
  );
  return groups.map((members) => ({
    names: names(members, called),
    state: members[0].action === 'add' ? 'Granted' : 'Removed',
    why: effect(members),
    tone: members[0].action === 'add' ? 'good' : 'warning',
  }));
}

type Members<T> = readonly [T, ...T[]];

function alike<T>(items: readonly T[], by: (item: T) => string): Members<T>[] {
  return [...Map.groupBy(items, by).values()].flatMap(([first, ...others]) =>
    first === undefined ? [] : [[first, ...others] as const],
  );
}

function effect(members: Members<TriedChange>): string {
  const [first] = members;
  const scopes = [...new Set(members.map(({ scope }) => scope))];
  const where = scopes.length === 1 ? place(first.scope) : `${scopes.length} scopes`;
  const how = first.path.length === 0 ? '' : ` through ${first.path.join(' › ')}`;
  return `${first.role} at ${where}${first.action === 'add' ? how : `: ${reason(first)}`}`;
}

/** Each of them once. */
function names(
  members: readonly { readonly principal?: string | undefined; readonly principalId: string }[],
  called: Called,
): string[] {
  const who = nameOf(called);
  return [...new Set(members.map((one) => called(one.principalId) ?? who(one)))];
}

function logged(change: TriedChange, called: Called): string {
  return `${nameOf(called)(change)} ${change.action === 'add' ? 'Granted' : 'Removed'} ${effect([change])}`;
}
