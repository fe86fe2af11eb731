/** What reads access for a command at a terminal. In memory, but for what is given: nothing is left behind. */
import { createMemoryControl } from '../../local/memory/control.ts';
import { createMemoryDocuments } from '../../local/memory/documents.ts';
import { createMemoryGrants } from '../../local/memory/grants.ts';
import { createMemoryQuarantines } from '../../local/memory/quarantines.ts';
import { planningFor } from '../../src/compose/access.ts';
import { armFor } from '../../src/compose/platform.ts';
import { watchedFor } from '../../src/compose/watched.ts';
import type { Documents, PolicySource } from '../../src/lib/access/documents.ts';
import type { PlanningDeps } from '../../src/lib/access/runs/accessDeps.ts';
import type { ArmClientOptions } from '../../src/lib/azure/pipeline/armPipeline.ts';
import { createMemoryRateStore } from '../../src/lib/azure/rate/memoryRateStore.ts';
import { createInventory } from '../../src/lib/azure/resourceGraph/inventory.ts';
import { createSelf } from '../../src/lib/azure/self.ts';
import type { CloudMeant } from './command.ts';

export interface GivenParts {
  readonly policySource?: PolicySource;
  readonly documents?: Documents;
}

export interface AccessParts {
  /** Of Azure Resource Manager, with the share of the rate that access has. */
  readonly arm: ArmClientOptions;
  readonly planning: PlanningDeps;
}

/** The parts for this cloud, without a policy and with nothing remembered unless they are given. Makes no call. */
export function accessParts(
  { platform, isApp }: Pick<CloudMeant, 'platform' | 'isApp'>,
  given: GivenParts = {},
): AccessParts {
  const { timing, credential, cloud } = platform;
  const arm = armFor(platform, createMemoryRateStore());
  const inventory = createInventory({ ...timing, arm: arm('access'), credential });
  const store = createMemoryControl();
  const planning = planningFor(platform, {
    arm,
    inventory,
    watched: watchedFor(platform.settings, { inventory, store, clock: timing.clock }),
    // A person is not the app: with their id, everything that the app has made would be another app's.
    self: isApp ? createSelf(credential, cloud.armScope) : async () => undefined,
    quarantines: createMemoryQuarantines(),
    store,
    grants: createMemoryGrants(),
    documents: createMemoryDocuments(),
    policySource: { read: async () => ({ kind: 'notConfigured' }) },
    ...given,
  });
  return { arm: arm('access'), planning };
}
