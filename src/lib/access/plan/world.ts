/** Everything that comparing what is wanted with what is there looks at, found out once. Pure. */
import type { Instant } from '../../time.ts';
import { scopeKey } from '../assignment.ts';
import type { Exemption } from '../policy/policy.ts';
import type { SelectableMachine } from '../readings/machineSelector.ts';
import type { Withheld } from './change.ts';
import type { Bucket, ResolvedBinding } from './desired.ts';
import { type Givers, giversIn } from './givers.ts';
import type { PlanInput } from './planInput.ts';
import { type Reach, reachIn } from './reach.ts';
import { secondReadings } from './secondReading.ts';
import { type Standing, standingIn } from './standing.ts';
import type { Whose } from './whose.ts';

export interface World {
  readonly input: PlanInput;
  readonly bindings: readonly ResolvedBinding[];
  readonly denied: ReadonlySet<string>;
  /** By principal. */
  readonly exemptions: ReadonlyMap<string, Exemption>;
  /** By scope. */
  readonly machines: ReadonlyMap<string, SelectableMachine>;
  readonly whose: Whose;
  readonly givers: Givers;
  readonly reach: Reach;
  readonly standing: Standing;
  /** Other apps that work under this installation's id. */
  readonly sharedWith: readonly string[];
  /** What is said of somebody whom a second reading can confirm from then on. */
  readonly awaitsReading: (from: Instant) => Withheld['why'];
}

/** Looks at a world. */
export function worldOf(
  input: PlanInput,
  desired: ReadonlyMap<string, Bucket>,
  { bindings, whose, denied, sharedWith }: Pick<World, 'bindings' | 'whose' | 'denied' | 'sharedWith'>,
): World {
  const { places, machines, policy, now } = input;
  return {
    input,
    bindings,
    denied,
    sharedWith,
    whose,
    givers: giversIn(places, whose, desired, now),
    reach: reachIn(desired, places),
    standing: standingIn(places, whose),
    awaitsReading: secondReadings(),
    exemptions: longest(policy.exemptions),
    machines: new Map(machines?.machines.map((machine) => [scopeKey(machine.id), machine])),
  };
}

/** One exemption a principal: days compare as texts, `2027-01-01`. */
function longest(exemptions: readonly Exemption[]): ReadonlyMap<string, Exemption> {
  const until = (one: Exemption): string => one.until;
  return new Map(
    exemptions.toSorted((a, b) => (until(a) < until(b) ? -1 : 1)).map((exemption) => [exemption.principal, exemption]),
  );
}
