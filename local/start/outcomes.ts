/** The table with which `npm run demo` ends: what happened, to whom, why, and what to do. */
import { terminalText } from '../../src/lib/escape/terminal.ts';
import type { DemoMachine } from './demoFleet.ts';
import { type ToldMachine, whatWasBefore, whatWasDone } from './machineStory.ts';
import type { ShownMachine } from './machineTable.ts';

export interface OutcomeMachine extends ShownMachine, ToldMachine {
  readonly warnings: readonly { readonly message: string; readonly fix: string }[];
}

/** Prints what became of each machine of the fleet. */
export function printOutcomes(
  fleet: readonly DemoMachine[],
  machines: readonly OutcomeMachine[],
  out: NodeJS.WritableStream,
): void {
  const lines = fleet.flatMap(({ id, shows }) => {
    const machine = machines.find(({ name, resourceGroup }) => name === id.name && resourceGroup === id.resourceGroup);
    return [`${id.name} ${shows}`, ...outcomeOf(machine).map((line) => `  → ${line}`)];
  });
  out.write(`\nOutcomes\n${lines.map((line) => `${terminalText(line)}\n`).join('')}\n`);
}

function outcomeOf(machine: OutcomeMachine | undefined): string[] {
  if (machine === undefined) return ['unknown to the app: no event has told of it'];
  const before = whatWasBefore(machine);
  return [
    `${machine.state}: ${machine.message}`,
    `done: ${whatWasDone(machine)}.${before === undefined ? '' : ` Before: ${before}.`}`,
    ...machine.warnings.map(({ message, fix }) => `warning: ${message} ${fix}`),
    ...(machine.fix === null ? [] : [`to do: ${machine.fix}`]),
  ];
}
