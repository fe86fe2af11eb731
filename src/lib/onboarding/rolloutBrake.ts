/** The rollout brake of all instances together: the state machine of rollout.ts over one shared row. */
import type { RolloutBrake } from './control.ts';
import { type ControlDeps, createControlRow } from './controlRow.ts';
import { type MachineId, machineIdOf, machineKey } from './machineId.ts';
import { conclude, type Halt, NEW_ROLLOUT, readRollout, reserve, resume, standing } from './rollout.ts';

/** A row that this version cannot read lets nothing new in until a person resumes: nobody knows what it would say. */
const UNREADABLE = 'The record of the rollout cannot be read; resuming begins a new one.';

/** The brake with this many slots. */
export function createRolloutBrake({ most, ...deps }: ControlDeps & { readonly most: number }): RolloutBrake {
  const row = createControlRow({ key: 'rollout', empty: NEW_ROLLOUT, parse: readRollout }, deps);
  return {
    reserve: (machine) =>
      row.change((before, now) => {
        if (before === 'unreadable') return { answer: 'halted' as const };
        const { row: after, answer } = reserve(before, keyOf(machine), now, { most });
        return { answer, ...(after !== before && { save: after }) };
      }),
    conclude: (machine, how) =>
      row.change((before, now) => {
        const after = before === 'unreadable' ? before : conclude(before, keyOf(machine), how, now);
        return { answer: undefined, ...(after !== 'unreadable' && after !== before && { save: after }) };
      }),
    resume: () =>
      row.change((before) => {
        if (before === 'unreadable') return { save: NEW_ROLLOUT, answer: true };
        return before.halted === undefined ? { answer: false } : { save: resume(before), answer: true };
      }),
    async read() {
      const now = deps.clock.now();
      const held = await row.read();
      const halted: { halted?: Halt } = held === 'unreadable' ? { halted: { at: now, why: UNREADABLE } } : {};
      const { failing, ...numbers } = standing(held === 'unreadable' ? NEW_ROLLOUT : held, now);
      return { most, ...numbers, failing: failing.flatMap((key) => idOf(key) ?? []), ...halted };
    },
  };
}

function keyOf(machine: MachineId): string {
  return `${machine.subscriptionId}/${machineKey(machine)}`;
}

function idOf(key: string): MachineId | undefined {
  const [, subscriptionId = '', resourceGroup = '', name = ''] = /^([^/]*)\/([^|]*)\|(.*)$/.exec(key) ?? [];
  return machineIdOf({ subscriptionId, resourceGroup, name });
}
