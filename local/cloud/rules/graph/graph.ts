import type { Time } from '../../time.ts';
import type { Service } from '../arm.ts';
import type { Chance } from '../chance.ts';
import type { Faults } from '../faults.ts';
import type { RequestCounts } from '../requestCounts.ts';
import { closuresFor } from './closures.ts';
import { deletedItemsRoutes } from './deletedItems.ts';
import { deltaRoutes } from './deltaRoutes.ts';
import type { Directory } from './directory.ts';
import { directoryRoutes } from './directoryRoutes.ts';
import { graphOf } from './front.ts';
import type { GraphWorld, Paging } from './graphWorld.ts';
import { groupRoutes } from './groupRoutes.ts';
import { membershipRoutes } from './membershipRoutes.ts';
import { objectRoutes } from './objectRoutes.ts';
import { throttleFor } from './throttling.ts';

/** What the simulated Microsoft Graph is made of. */
export interface GraphOptions {
  readonly time: Time;
  readonly chance: Chance;
  readonly tenantId: string;
  readonly directory: Directory;
  readonly faults: Faults;
  readonly counts: RequestCounts;
  readonly throttled: boolean;
  readonly paging?: Partial<Paging> | undefined;
}

/** Pages as Entra cuts them; the chances are ours, so that clients meet in seconds what is rare in production. */
const PAGING: Paging = { size: 100, most: 999, emptyChance: 0.1, replayChance: 0.1 };

/** Microsoft Graph v1.0, as far as users, groups and their members go. */
export function microsoftGraph(options: GraphOptions): Service {
  const { time, chance, tenantId, directory, faults, counts } = options;
  const closures = closuresFor(directory.sight);
  const paging = { ...PAGING, ...options.paging };
  const world: GraphWorld = { time, chance, tenantId, directory, closures, paging };
  // First come first served: `/users/delta` before `/users/{id}`.
  const routes = [
    ...deltaRoutes(world),
    ...directoryRoutes(world),
    ...deletedItemsRoutes(world),
    ...groupRoutes(world),
    ...membershipRoutes(world),
    ...objectRoutes(world),
  ];
  const throttle = options.throttled ? throttleFor(tenantId) : undefined;
  return graphOf({ world, routes, throttle, faults, counts });
}
