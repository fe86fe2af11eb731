/** How `npm run demo` tells what became of the machines: those that went the same way together, each with why and what to do. Pure. */
import { terminalText } from '../../src/lib/escape/terminal.ts';
import type { DemoMachine } from './demoFleet.ts';
import type { ShownMachine } from './liveView.ts';
import { type ToldMachine, whatWasBefore, whatWasDone } from './machineStory.ts';

export interface OutcomeMachine extends ShownMachine, ToldMachine {
  readonly warnings: readonly { readonly message: string; readonly fix: string }[];
}

/** The lines. */
export function outcomes(fleet: readonly DemoMachine[], machines: readonly OutcomeMachine[]): string[] {
  const ended = fleet.map(({ id, shows }) => {
    const machine = machines.find(({ name, resourceGroup }) => name === id.name && resourceGroup === id.resourceGroup);
    return { name: id.name, shows, told: outcomeOf(machine), machine };
  });
  const alike = Map.groupBy(ended, ({ shows, told }) => JSON.stringify([shows, told]));
  const lines = [...alike.values()].flatMap((members) =>
    members.slice(0, 1).flatMap(({ name, shows, told, machine }) => [
      members.length === 1 ? `${name} ${shows}` : `${name} and ${members.length - 1} more: ${shows}`,
      ...told.map((line) => `  → ${line}`),
      // How long each took differs by a second, and says nothing more.
      ...(members.length === 1 ? before(machine) : []),
    ]),
  );
  return ['Machines', ...lines.map(terminalText), ''];
}

function outcomeOf(machine: OutcomeMachine | undefined): string[] {
  if (machine === undefined) return ['unknown to the app: no event has told of it'];
  return [
    `${machine.state}: ${machine.message}`,
    `done: ${whatWasDone(machine)}.`,
    ...machine.warnings.map(({ message, fix }) => `warning: ${message} ${fix}`),
    ...(machine.fix === null ? [] : [`to do: ${machine.fix}`]),
  ];
}

function before(machine: OutcomeMachine | undefined): string[] {
  const stays = machine === undefined ? undefined : whatWasBefore(machine);
  return stays === undefined ? [] : [`  → before: ${stays}.`];
}
