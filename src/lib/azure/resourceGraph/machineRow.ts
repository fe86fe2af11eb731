/** A row of the inventory, put back into the shape that ARM's own GET has, so that both are judged by the same reading. */
import * as z from 'zod';
import type { ObservedMachine } from '../../onboarding/machine.ts';
import { parseMachineId } from '../../onboarding/machineId.ts';
import { readMachine } from '../machines/machineSchema.ts';

const row = z.looseObject({
  id: z.string(),
  // A machine without the extension has an empty text here: KQL knows no null of that type.
  extensionName: z.string().nullish(),
});

/** The machine of a row, undefined when the row cannot be read, its extension included. */
export function readMachineRow(value: unknown): ObservedMachine | undefined {
  const { data } = row.safeParse(value);
  const id = data === undefined ? undefined : parseMachineId(data.id);
  if (data === undefined || id === undefined) return undefined;
  const { extensionName: name, extensionProperties } = data;
  const resources = name ? [{ name, properties: extensionProperties }] : [];
  try {
    // The query has put the properties beside the rest; one that is null counts as not said.
    const machine = readMachine(id, { ...data, properties: data, resources });
    // An extension that does not parse is left out there; here it would pass for one that is not installed.
    return machine.extensions.length === resources.length ? machine : undefined;
  } catch {
    // It throws for what is no machine at all; the caller counts the row.
    return undefined;
  }
}
