/** One role at one scope: what is wanted against what is there. Pure. */
import type { ActualBucket } from './actual.ts';
import { compareUnwanted } from './compareUnwanted.ts';
import { compareWanted } from './compareWanted.ts';
import type { Bucket } from './desired.ts';
import type { Findings } from './findings.ts';
import { foreignOf } from './foreign.ts';
import { noteBinding, noteRecord } from './onRecord.ts';
import { seemsOurs, siteAt } from './site.ts';
import type { World } from './world.ts';

/** Adds what the comparison of this bucket finds to `out`. */
export function compareBucket(
  bucket: Bucket | undefined,
  actual: ActualBucket | undefined,
  world: World,
  out: Findings,
): void {
  const before = sizesOf(out);
  const site = siteAt(bucket, actual, world);
  const kept = bucket === undefined ? 0 : compareWanted(bucket, site, out);
  for (const assignment of site.assignments) {
    const wanted = bucket?.wanted.get(assignment.principalId);
    if (wanted === undefined) {
      compareUnwanted(assignment, site, out);
      continue;
    }
    noteRecord(assignment, wanted.by.binding.name, site, out);
    if (world.whose.seemsOwn(assignment)) noteBinding(assignment, wanted, site, out);
    if (!seemsOurs(assignment, site)) out.foreign.push(foreignOf(assignment, world));
  }
  const counts = grown(before, sizesOf(out));
  const at = bucket ?? (counts.removes + counts.withheld > 0 ? actual : undefined);
  if (at !== undefined) out.scopes.push({ scope: at.scope, role: at.role, kept, ...counts });
}

type Sizes = Readonly<Record<'adds' | 'removes' | 'withheld', number>>;

function grown(before: Sizes, after: Sizes): Sizes {
  return {
    adds: after.adds - before.adds,
    removes: after.removes - before.removes,
    withheld: after.withheld - before.withheld,
  };
}

function sizesOf({ adds, removes, withheld }: Findings): Sizes {
  return { adds: adds.length, removes: removes.length, withheld: withheld.length };
}
