/** How a fleet has come out: machines by state, calls, and what is wrong. */
import { unsettled } from './expected.ts';
import type { Fleet } from './fleet.ts';
import { ONE_MACHINE } from './oneMachine.ts';
import { machineNo } from './start.ts';
import { truthOf } from './truth.ts';

export interface FleetReport {
  readonly lines: readonly string[];
  readonly problems: readonly string[];
}

export async function fleetReport({ stack, plans, rested, dies, sweeps }: Fleet): Promise<FleetReport> {
  const { ledger, rules, witness, queue } = stack;
  const states = new Map<string, number>();
  const problems = [...witness.problems];
  if (!rested) problems.push(`It did not come to rest: ${queue.size()} messages are left.`);
  for (const [index] of plans.entries()) {
    const id = machineNo(index);
    const record = (await ledger.read(id))?.record;
    const state = record === undefined ? 'unknown' : `${record.state} (${record.reason})`;
    states.set(state, (states.get(state) ?? 0) + 1);
    const problem = unsettled(truthOf(rules.world, id), record, ONE_MACHINE, {
      removed: false,
      fought: false,
      failed: false,
      keptOut: false,
      shownOut: false,
      swept: true,
    });
    if (problem !== undefined) problems.push(`${id.name} ${problem}`);
  }
  const twice = [...witness.installs.values()].filter((count) => count > 1).length;
  if (twice > 0) problems.push(`${twice} machines had two installations.`);
  const { reads, writes, throttled } = witness.calls;
  const line = (name: string, value: string | number) => `${name.padEnd(22)} ${value}`;
  return {
    lines: [
      ...[...states].toSorted(([, a], [, b]) => b - a).map(([state, count]) => line(state, count)),
      line('two install writes', twice),
      line('reads', reads),
      line('writes', writes),
      line('429', throttled),
      line('sweeps', `${sweeps.count}, which asked for ${sweeps.looks} looks`),
      line('processes that died', dies),
    ],
    problems,
  };
}
