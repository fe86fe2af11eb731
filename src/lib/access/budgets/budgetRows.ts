/** The budgets of all instances together: the reservations of reservations.ts, each budget in a shared row of its own. */
import { Failure } from '../../errors.ts';
import { type ControlDeps, type ControlRow, createControlRow } from '../../onboarding/controlRow.ts';
import type { Instant } from '../../time.ts';
import type { BindingName } from '../plan/change.ts';
import { bindingRow, DENIALS_ROW, floorRow, REMOVALS_ROW } from './budgetKeys.ts';
import type { Budgets, Reserved } from './budgets.ts';
import {
  type Attempted,
  NOBODY_RESERVED,
  type Reservations,
  readReservations,
  reserve,
  reserveAbove,
  reservedWithin,
} from './reservations.ts';

/** The budgets in this store. */
export function createBudgets(deps: ControlDeps): Budgets {
  const rowOf = rowsIn(deps);
  const attempt = (key: string, how: (row: Reservations, now: Instant) => Attempted): Promise<Reserved> =>
    rowOf(key).change<Reserved>((before, now) => {
      // Nobody knows how much is spent.
      if (before === 'unreadable') return { answer: 'spent' };
      const { row, answer } = how(before, now);
      return { answer, ...(row !== before && { save: row }) };
    });
  const within = (key: string, people: readonly string[], limit: number): Promise<Reserved> =>
    attempt(key, (row, now) => reserve(row, people, limit, now));
  const countedIn = async (key: string): Promise<ReadonlySet<string>> => {
    const row = await rowOf(key).read();
    if (row === 'unreadable') throw unreadable(key);
    return reservedWithin(row, deps.clock.now());
  };

  return {
    async spent(bindings) {
      const all = await Promise.all([countedIn(REMOVALS_ROW), countedIn(DENIALS_ROW)]);
      const [removals, denials] = all;
      const by = {
        removals: new Map<BindingName, ReadonlySet<string>>(),
        additions: new Map<BindingName, ReadonlySet<string>>(),
      };
      await Promise.all(
        [...new Set(bindings)].flatMap((binding) =>
          KINDS.map(async (kind) => void by[kind].set(binding, await countedIn(bindingRow(binding, kind)))),
        ),
      );
      return { removals, denials, of: (binding, kind) => by[kind].get(binding) ?? notAskedFor(binding) };
    },
    async reserve({ binding, kind, people, limit, limitInAll = limit }) {
      if (kind === 'denials') return within(DENIALS_ROW, people, limit);
      // What is reserved in all and then not done only makes it stricter.
      if (kind === 'removals' && (await within(REMOVALS_ROW, people, limitInAll)) === 'spent') return 'spent';
      return within(bindingRow(binding, kind), people, limit);
    },
    reserveFloor: (scope, principalId, left, least) =>
      attempt(floorRow(scope), (row, now) => reserveAbove(row, principalId, { left, least }, now)),
  };
}

const KINDS = ['removals', 'additions'] as const;

/** One object a row: what a process wants changed in it meanwhile goes with one write. */
function rowsIn(deps: ControlDeps): (key: string) => ControlRow<Reservations> {
  const rows = new Map<string, ControlRow<Reservations>>();
  return (key) => {
    const known = rows.get(key);
    if (known !== undefined) return known;
    const made = createControlRow({ key, empty: NOBODY_RESERVED, parse: readReservations }, deps);
    rows.set(key, made);
    return made;
  };
}

function unreadable(key: string): Failure {
  const message = `The row ${key} of the table control cannot be read, so that nobody knows what was changed within 24 hours. Delete it 24 hours after the last change.`;
  return new Failure('transient', 'BudgetUnreadable', message);
}

/** Nobody is to take what was not looked at for nothing. */
function notAskedFor(binding: BindingName): never {
  throw new Failure('bug', 'BudgetNotRead', `What was spent through binding ${binding} was not read.`);
}
