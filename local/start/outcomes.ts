/** The table with which `npm run demo` ends: what happened, to whom, why, and what to do. */
import type { DemoMachine } from './demoFleet.ts';
import type { ShownMachine } from './machineTable.ts';

/** Prints what became of each machine of the fleet. */
export function printOutcomes(
  fleet: readonly DemoMachine[],
  machines: readonly ShownMachine[],
  out: NodeJS.WritableStream,
): void {
  const lines = fleet.flatMap(({ id, shows }) => {
    const machine = machines.find(({ name, resourceGroup }) => name === id.name && resourceGroup === id.resourceGroup);
    const state = machine?.state ?? 'unknown to the app';
    return [
      `${id.name} ${shows}`,
      `  → ${state}: ${machine?.message ?? 'no event has told of it'}`,
      ...(machine?.fix ? [`  → to do: ${machine.fix}`] : []),
    ];
  });
  out.write(`\nOutcomes\n${lines.join('\n')}\n\n`);
}
