/** The demo: what is put into the cloud, in which order, and what those are called whom a plan names by id. */
import { requestAccessRun } from './accessPlan.ts';
import type { DemoMachine } from './demoFleet.ts';
import { DEMO_GROUPS } from './demoGroups.ts';
import { demoId } from './demoIds.ts';
import { DEMO_PEOPLE, DEMO_THINGS } from './demoPeople.ts';
import type { DemoPlaces } from './demoPlaces.ts';
import { DEMO_MANAGEMENT_GROUP, DEMO_SUBSCRIPTION, type Laptop } from './laptop.ts';
import { registerDirectory } from './registerDirectory.ts';
import { registerFleet } from './registerFleet.ts';

export const DEMO_PLACES: DemoPlaces = {
  subscriptionId: DEMO_SUBSCRIPTION,
  managementGroup: DEMO_MANAGEMENT_GROUP,
};

/** Fills the cloud and asks for a run of access; answers its id, or undefined where there is none. */
export async function prepareDemo(laptop: Laptop, fleet: readonly DemoMachine[]): Promise<string | undefined> {
  // People first: what is assigned to nobody is refused.
  await registerDirectory({ ...laptop, places: DEMO_PLACES });
  await registerFleet(laptop, fleet);
  return requestAccessRun(laptop.endpoints);
}

const NAMES: ReadonlyMap<string, string> = new Map([
  ...Object.entries(DEMO_PEOPLE).map(([alias, { displayName }]) => [demoId(alias), displayName] as const),
  ...Object.entries(DEMO_THINGS).map(([key, { body }]) => [demoId(key), body.displayName] as const),
  ...Object.entries(DEMO_GROUPS).map(([key, { displayName }]) => [demoId(key), displayName] as const),
]);

/** The display name of somebody or something of the demo. */
export function demoName(id: string): string | undefined {
  return NAMES.get(id);
}
