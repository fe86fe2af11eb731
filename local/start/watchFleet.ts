/** Follows the fleet over the app's own HTTP interface. */
import * as z from 'zod';
import { type App, callApp, refusal } from './accessPlan.ts';
import type { ShownMachine } from './liveView.ts';
import { toldSchema } from './machineStory.ts';
import type { OutcomeMachine } from './outcomes.ts';

const machine = z.object({
  id: z.string(),
  name: z.string(),
  resourceGroup: z.string(),
  state: z.string(),
  reason: z.string(),
  message: z.string(),
  fix: z.string().nullable(),
  warnings: z.array(z.object({ message: z.string(), fix: z.string() })),
  ...toldSchema.shape,
});
const page = z.object({ items: z.array(machine), next: z.string().nullable() });

/** Every machine that the app knows. Throws when the app does not answer with a list. */
export async function readFleet(app: App): Promise<(OutcomeMachine & { readonly id: string })[]> {
  const machines: z.output<typeof machine>[] = [];
  let cursor: string | null = '';
  while (cursor !== null) {
    const query = cursor === '' ? '' : `&cursor=${encodeURIComponent(cursor)}`;
    const response = await callApp(app, 'GET', `/machines?limit=1000${query}`);
    if (!response.ok) throw new Error(`The machines cannot be read: ${await refusal(response)}`);
    const read: z.output<typeof page> = page.parse(await response.json());
    machines.push(...read.items);
    cursor = read.next;
  }
  return machines;
}

/** States that nothing but an event, a person or a long wait changes. */
const SETTLED = new Set(['Ready', 'Ineligible', 'Failed', 'Excluded', 'Offline', 'Gone', 'Waiting']);

/** Whether every one of these machines is ready or says what it waits for. */
export function isSettled(machines: readonly ShownMachine[], expected: number): boolean {
  const settled = machines.filter(({ state, reason }) => SETTLED.has(state) || reason === 'NotSelected');
  return machines.length >= expected && settled.length === machines.length;
}
