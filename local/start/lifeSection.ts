/** What was done, as the demo tells it: a table of the start, then what happened and what came of it. Pure. */
import { terminalText } from '../../src/lib/escape/terminal.ts';
import type { AccessPlan } from './accessPlan.ts';
import type { AccessRun, TriedChange } from './accessRuns.ts';
import { type Called, count, grant, nameOf, reason, toDecide, withNames } from './accessWords.ts';
import type { LifeEvent } from './demoLife.ts';

export interface Life {
  readonly events: readonly LifeEvent[];
  /** Runs of the start, and those after the events. */
  readonly before: readonly AccessRun[];
  readonly after: readonly AccessRun[];
  /** The newest. */
  readonly plan: AccessPlan;
  /** The last run found nothing left to be done. */
  readonly rests: boolean;
}

/** The lines of the section. */
export function lifeSection(life: Life, called: Called = () => undefined): string[] {
  const lines = [
    'What was done',
    ...table(life.before),
    '',
    ...life.events.flatMap((event) => [
      `  ${event.what}`,
      ...outcome(event, life, called).map((line) => `    ${line}`),
    ]),
    '',
    `  ${life.rests ? RESTS : 'Something is still under way; GET /api/access/runs tells.'}`,
    `  ${TAKES_EFFECT}`,
    '',
  ];
  return lines.map((line) => terminalText(withNames(line, called)));
}

const RESTS = 'The last run found nothing left to do, and wrote nothing.';
const TAKES_EFFECT =
  'What is removed takes effect by about 10 minutes later, at a management group by hours. GET /api/access/runs/{id} has all of it.';

/** What the first runs gave and took, by binding. */
function table(runs: readonly AccessRun[]): string[] {
  const rows = [
    ...Map.groupBy(
      runs.flatMap(({ done }) => done),
      ({ binding }) => binding ?? 'no binding',
    ),
  ]
    .toSorted(([a], [b]) => (a < b ? -1 : 1))
    .map(([binding, changes]) => [binding, ...given(changes)]);
  if (rows.length === 0) return ['  At the start nothing was given or taken.'];
  const cells = [['binding', 'given', 'taken', 'people'], ...rows];
  const width = Math.max(...cells.map(([binding = '']) => binding.length));
  return [
    '  At the start',
    ...cells.map(([binding = '', ...numbers]) => {
      return `    ${binding.padEnd(width)}${numbers.map((number) => number.padStart(8)).join('')}`;
    }),
  ];
}

function given(changes: readonly TriedChange[]): string[] {
  const added = changes.filter(({ action }) => action === 'add').length;
  const people = new Set(changes.map(({ principalId }) => principalId)).size;
  return [added, changes.length - added, people].map(String);
}

function outcome(event: LifeEvent, life: Life, called: Called): string[] {
  const who = nameOf(called);
  const about = (changes: readonly TriedChange[]) =>
    changes.filter(({ principalId, binding }) => binding === event.binding && event.whom.includes(principalId));
  const made = about(life.after.flatMap(({ done }) => done));
  const held = about(life.after[0]?.held ?? []);
  const told = [
    ...made.flatMap((one) => [`→ ${who(one)} ${effect(one)}`, `  proven: ${proof(one)}`]),
    ...held.map((one) => `→ not done for ${who(one)}: ${one.message}`),
    ...waiting(event, life.plan),
    ...warned(event, life.plan),
    ...outside(event, life, called),
  ];
  return told.length === 0 ? [life.rests ? '→ nothing came of it.' : '→ still under way.'] : told;
}

function effect(change: TriedChange): string {
  if (change.action === 'remove') return `lost ${grant(change)}: ${reason(change)}`;
  const { path } = change;
  return `got ${grant(change)}${path.length === 0 ? '' : ` through ${path.join(' › ')}`}.`;
}

function proof({ evidence }: TriedChange): string {
  return evidence.map(({ said }) => said).join(' ');
}

/** Of those whom it is about, what waits for an approver. */
function waiting({ binding, whom }: LifeEvent, { quarantines, withheld }: AccessPlan): string[] {
  return quarantines.flatMap((one) => {
    const people = new Set(withheld.filter(({ quarantine }) => quarantine === one.id).map((of) => of.principalId));
    const mine = whom.filter((id) => people.has(id)).length;
    if (one.binding !== binding || one.status !== 'pending' || mine === 0) return [];
    const verb = one.kind === 'additions' ? 'gets' : 'loses';
    const waits = `${count(one.count, 'change waits', 'changes wait')} in quarantine ${one.id}`;
    return [
      `→ nobody ${verb} anything: ${waits}, for ${count(mine, 'person', 'people')}. ${one.why}`,
      `  to do: ${toDecide(one)}`,
    ];
  });
}

/** What a change of a name comes to: nothing but a warning. */
function warned({ binding, warning }: LifeEvent, { warnings, bindings }: AccessPlan): string[] {
  const found = warnings.find((one) => one.binding === binding && one.code === warning);
  if (found === undefined) return [];
  const { kept = 0 } = bindings.find(({ name }) => name === binding) ?? {};
  return [`→ ${binding} goes on: ${count(kept, 'role stays as it is', 'roles stay as they are')}. ${found.message}`];
}

/** Those who hoped to get something by it. */
function outside({ outsiders }: LifeEvent, { after }: Life, called: Called): string[] {
  const gained = new Set(
    after.flatMap(({ done }) => done).flatMap((one) => (one.action === 'add' ? [one.principalId] : [])),
  );
  return outsiders.map(
    (id) => `→ ${called(id) ?? id} ${gained.has(id) ? 'got something, see above' : 'gets nothing'}.`,
  );
}
