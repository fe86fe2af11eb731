/** Machines as rows for a terminal, and as plain lines for a log. Pure. */
import { terminalText } from '../../src/lib/escape/terminal.ts';
import type { Row, ShownMachine, Tone } from './liveView.ts';

/** The words of the totals, in their order, each with the states that it counts. */
const TOTALS: readonly (readonly [word: string, states: readonly string[]])[] = [
  ['ready', ['Ready']],
  ['under way', ['Onboarding', 'Discovered']],
  ['waiting', ['Waiting']],
  ['failed', ['Failed']],
  ['stuck', ['Stuck']],
  ['ineligible', ['Ineligible']],
  ['offline', ['Offline']],
  ['left alone', ['NotSelected', 'Excluded']],
  ['gone', ['Gone']],
];

/** The order of the rows: what changes, what needs a person, what is left alone, what is as it should be. */
const ROWS = [
  'Onboarding',
  'Waiting',
  'Discovered',
  'Failed',
  'Stuck',
  'Offline',
  'Ineligible',
  'NotSelected',
  'Excluded',
  'Gone',
  'Ready',
];

const TONES: Readonly<Record<string, Tone>> = {
  Ready: 'good',
  Onboarding: 'moving',
  Waiting: 'moving',
  Discovered: 'moving',
  Failed: 'bad',
  Stuck: 'bad',
  Ineligible: 'warning',
  Offline: 'warning',
};

/** How many machines are in which state, in words: `23 ready`, `3 failed`. */
export function machineTotals(machines: readonly ShownMachine[]): string[] {
  const numbers = TOTALS.map(([word, states]) => {
    return [word, machines.filter((machine) => states.includes(kindOf(machine))).length] as const;
  });
  return numbers.flatMap(([word, number]) => (number === 0 ? [] : [`${number} ${word}`]));
}

/** A row for all machines of one state and one sentence. */
export function machineRows(machines: readonly ShownMachine[]): Row[] {
  const sorted = machines.toSorted((a, b) => rank(a) - rank(b) || (a.name < b.name ? -1 : 1));
  const equal = Map.groupBy(sorted, ({ state, message }) => JSON.stringify([state, message]));
  return [...equal.values()].flatMap((members) =>
    members.slice(0, 1).map((first) => ({
      names: members.map(({ name }) => name),
      state: first.state,
      why: first.message,
      tone: TONES[kindOf(first)] ?? 'plain',
    })),
  );
}

/** One line that says how a machine is, without colours. */
export function machineLine({ name, state, reason, message }: ShownMachine): string {
  return terminalText(`${name} ${state} ${reason}: ${message}`);
}

/** The state; a machine that waits for somebody to select it is none that changes. */
function kindOf({ state, reason }: ShownMachine): string {
  return reason === 'NotSelected' ? reason : state;
}

function rank(machine: ShownMachine): number {
  const place = ROWS.indexOf(kindOf(machine));
  // What a later version of the app adds comes last.
  return place === -1 ? ROWS.length : place;
}
