/** What gives somebody a role for good, and whether it has taken effect yet. Pure. */
import { type Instant, minutes } from '../../time.ts';
import type { Assignment } from '../assignment.ts';
import type { Bucket } from './desired.ts';
import type { World } from './world.ts';

// Source: troubleshoot Azure RBAC (learn.microsoft.com): a new assignment can take up to 10 minutes to take effect.
export const SETTLED_MS = minutes(15);

/** Whether what stands since then has taken effect by now; not when nobody knows since when. */
export function isSettled(since: Instant | undefined, now: Instant): boolean {
  return since !== undefined && now - since >= SETTLED_MS;
}

/** One role at one scope, and what is there. */
export interface Spot {
  readonly bucket: Pick<Bucket, 'place' | 'scope' | 'role'> | undefined;
  /** By principal. */
  readonly there: Pick<ReadonlyMap<string, Assignment>, 'get'>;
  readonly world: World;
}

/** Since when all of them have the role by another way; undefined when somebody has not, Infinity when nobody knows. */
export function coveredSince(ids: readonly string[], spot: Spot): Instant | undefined {
  let youngest = -Infinity;
  for (const id of ids) {
    const cover = coverOf(id, spot);
    if (cover === undefined) return undefined;
    youngest = Math.max(youngest, cover.since ?? Infinity);
  }
  return youngest;
}

/** What gives somebody a role for good. */
interface Cover {
  /** Since when; undefined when nobody knows. */
  readonly since: Instant | undefined;
}

/**
 * Since when something stands because of which no lasting assignment can be made there, as long as it stands: one that ends by
 * itself, or one under a condition. Undefined when nothing does, Infinity when nobody knows since when.
 */
export function blockedSince(id: string, conditional: Assignment | undefined, spot: Spot): Instant | undefined {
  const { bucket, there, world } = spot;
  const own = there.get(id);
  const isEnding = own !== undefined && (world.givers.endOf(own) ?? 0) > world.input.now;
  const giver = bucket === undefined ? undefined : world.givers.giverOf(id, bucket);
  const one = [isEnding ? own : undefined, giver?.endsAt === undefined ? undefined : giver, conditional].find(Boolean);
  return one === undefined ? undefined : (one.createdAt ?? Infinity);
}

function isForGood(assignment: Assignment, { givers }: World): boolean {
  return assignment.conditional !== true && givers.endOf(assignment) === undefined;
}

/** What gives somebody this role here for good: an assignment of ours, or one of others. */
function coverOf(principalId: string, { bucket, there, world }: Spot): Cover | undefined {
  const present = there.get(principalId);
  if (present !== undefined && isForGood(present, world) && world.whose.seemsOwn(present))
    return { since: present.createdAt ?? world.input.recorded.get(present.name)?.at };
  const giver = bucket === undefined ? undefined : world.givers.giverOf(principalId, bucket);
  return giver === undefined || giver.endsAt !== undefined ? undefined : { since: giver.createdAt };
}
