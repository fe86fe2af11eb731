/** The machines that selectors of the policy choose from, and their choice. */

import * as z from 'zod';
import { foldCase } from '../../foldCase.ts';
import { instant } from '../../instant.ts';
import type { ObservedMachine } from '../../onboarding/machine.ts';
import { armId } from '../../onboarding/machineId.ts';
import { type MachineSelector, matchesSelector } from '../policy/selector.ts';

export const machinesReading = z.object({
  version: z.literal(1),
  readAt: instant,
  /** Why the inventory is not the whole truth: a machine that it lacks may well be there. */
  gap: z.string().optional(),
  /** How many machines each subscription had in the last reading that was the whole truth. */
  whole: z.object({ at: instant, counts: z.record(z.string(), z.number()) }).exactOptional(),
  /** Subscriptions that are watched; absent in readings of earlier versions. */
  watched: z.array(z.string()).exactOptional(),
  machines: z.array(
    z.object({
      /** ARM id. */
      id: z.string(),
      resourceGroup: z.string(),
      name: z.string(),
      /** Those that `TRUSTED_TAGS` names, names in lower case. */
      tags: z.record(z.string(), z.string()),
      /** Whether it runs Windows; null while its agent has not reported. */
      windows: z.boolean().nullable(),
    }),
  ),
});

/** The inventory as access sees it. */
export type MachinesReading = z.output<typeof machinesReading>;

export type SelectableMachine = MachinesReading['machines'][number];

/** Why the inventory does not tell of every machine; undefined when it does. */
export function inventoryGap(reading: MachinesReading | undefined): string | undefined {
  return reading === undefined ? 'it was not read' : reading.gap;
}

/** Whether the selector chooses the machine. Only Windows machines are ever chosen: others have no use for the roles here. */
export function chooses(selector: MachineSelector, machine: SelectableMachine): boolean {
  return machine.windows === true && matchesSelector(selector, { id: machine, tags: machine.tags });
}

/** A machine as selectors see it: of its tags only those that are trusted, names without case. */
export function selectable({ id, tags, os }: ObservedMachine, trustedTags: readonly string[]): SelectableMachine {
  const trusted = new Set(trustedTags.map((tag) => foldCase(tag)));
  const kept = Object.entries(tags).map(([name, value]) => [foldCase(name), value] as const);
  return {
    id: armId(id),
    resourceGroup: id.resourceGroup,
    name: id.name,
    tags: Object.fromEntries(kept.filter(([name]) => trusted.has(name))),
    windows: os.type === undefined ? null : foldCase(os.type) === 'windows',
  };
}
