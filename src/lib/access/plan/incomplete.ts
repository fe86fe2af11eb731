/** What was not read in full, binding by binding: what a plan does not know. Pure. */
import type { Instant } from '../../time.ts';
import { placeKey, placeOf, placeScope } from '../assignment.ts';
import { GROUP_GAP_TEXTS } from '../readings/groupReading.ts';
import { inventoryGap } from '../readings/machineSelector.ts';
import { type PlaceReading, TOO_SHORT } from '../readings/placeReading.ts';
import { compare } from './change.ts';
import type { ResolvedBinding } from './desired.ts';
import type { Diff } from './diff.ts';
import type { PlanInput } from './planInput.ts';

/** A binding whose readings are not the whole truth. */
export interface Incomplete {
  readonly binding: string;
  readonly reason: string;
  readonly message: string;
  readonly fix: string;
  readonly since: Instant;
}

type Doubt = Omit<Incomplete, 'binding'>;

/** Every doubt about every binding that is in force. */
export function incompleteOf(input: PlanInput, { bindings }: Pick<Diff, 'bindings'>): Incomplete[] {
  return bindings
    .filter(({ expired }) => !expired)
    .flatMap((resolved) =>
      [...groupDoubts(resolved, input), ...machineDoubts(resolved, input), ...placeDoubts(resolved, input)].map(
        (doubt) => ({ binding: resolved.binding.name, ...doubt }),
      ),
    );
}

function groupDoubts({ reading }: ResolvedBinding, { now }: PlanInput): Doubt[] {
  const gap = reading === undefined ? { reason: 'NeverRead' as const, detail: '', since: now } : reading.gap;
  if (gap === undefined) return [];
  const { sentence, fix } = GROUP_GAP_TEXTS[gap.reason];
  const message = gap.detail === '' ? sentence : `${sentence} (${gap.detail})`;
  return [{ reason: gap.reason, message, fix, since: gap.since }];
}

const WAIT = 'Nothing to do: the next run reads it again.';

function machineDoubts({ binding }: ResolvedBinding, { machines, now }: PlanInput): Doubt[] {
  if (binding.target.kind !== 'machines') return [];
  const gap = inventoryGap(machines);
  if (gap === undefined) return [];
  const message = `The inventory is incomplete: ${gap}.`;
  return [{ reason: 'MachinesIncomplete', message, fix: WAIT, since: machines?.readAt ?? now }];
}

const GRANT = 'Give the identity of this app the role of infra/ there, or take the scope out of the policy.';

const REACH =
  'Wait for the next run. If it stays so, check that this app can reach Azure Resource Manager, and the service that gives it its token.';

function placeFix(reading: PlaceReading | undefined): string {
  if (reading?.gap === undefined) return WAIT;
  return reading.gap.transient === true ? REACH : GRANT;
}

const NEVER_READ = { code: 'NeverRead', message: '', since: undefined } as const;

const COMPARE =
  'Compare with the list in the portal. If they were deleted on purpose, wait: the list is believed after a day, of up to 5 assignments after 15 minutes.';

function placeDoubts({ scopes }: ResolvedBinding, { places, now }: PlanInput): Doubt[] {
  const named = new Map(scopes.map((scope) => [placeKey(placeOf(scope)), placeOf(scope)]));
  return [...named]
    .toSorted(([a], [b]) => compare(a, b))
    .flatMap(([key, place]) => {
      const reading = places.get(key);
      const gap = reading === undefined ? NEVER_READ : reading.gap;
      if (gap === undefined) return [];
      const { code, message: said, since = now } = gap;
      if (code === TOO_SHORT) return [{ reason: code, message: `${placeScope(place)}: ${said}`, fix: COMPARE, since }];
      const message = `The assignments at ${placeScope(place)} could not be read (${code}).`;
      return [{ reason: 'PlaceUnreadable', message, fix: placeFix(reading), since: now }];
    });
}
