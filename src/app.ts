/** What the functions call: the app as composed from valid settings, or what is wrong with them. */

import type { ApplyDeps } from './lib/access/apply/applyDeps.ts';
import type { RunDeps } from './lib/access/runs/accessDeps.ts';
import type { ParsedEvent } from './lib/azure/eventParser.ts';
import type { AuthMode } from './lib/http/auth.ts';
import type { PauseState, RolloutBrake } from './lib/onboarding/control.ts';
import type { FleetTotals } from './lib/onboarding/fleetTotals.ts';
import type { IntakeDeps } from './lib/onboarding/intake.ts';
import type { InventoryReader } from './lib/onboarding/inventory.ts';
import type { LastSweep } from './lib/onboarding/lastSweep.ts';
import type { LookDeps } from './lib/onboarding/look.ts';
import type { Journal } from './lib/onboarding/ports.ts';
import type { Watched } from './lib/onboarding/watched.ts';
import type { SettingProblem } from './lib/settings/setting.ts';
import type { HealthDeps } from './lib/status/health.ts';
import type { MachinesDeps } from './lib/status/machines.ts';
import type { LookingDeps } from './lib/status/machineToLookAt.ts';
import type { Clock } from './lib/time.ts';

export interface App extends IntakeDeps, Omit<LookDeps, 'trace'>, LookingDeps, Omit<RunDeps, 'progress'> {
  readonly kind: 'app';
  readonly inventory: InventoryReader;
  readonly watched: Watched;
  /** The same inventory, read with the share of the rate that is kept for access. */
  readonly accessInventory: InventoryReader;
  readonly totals: FleetTotals;
  readonly accessAt: MachinesDeps['accessAt'];
  /** What applies one change. */
  readonly applying: ApplyDeps;
  readonly rollout: RolloutBrake;
  readonly pauses: PauseState;
  readonly lastSweep: LastSweep;
  readonly journal: Journal;
  readonly parseEvent: (event: unknown) => Promise<ParsedEvent>;
  readonly health: HealthDeps;
  readonly auth: AuthMode;
  /** Makes the queues that the host polls: each poll of one that is missing is a warning in its log. */
  readonly createQueues: () => Promise<void>;
}

/** The settings are wrong: health says so, everything else waits. */
export interface Misconfigured {
  readonly kind: 'misconfigured';
  readonly clock: Clock;
  readonly problems: readonly SettingProblem[];
  /** Who may see what is wrong: the values of settings are for readers only, also when others are wrong. */
  readonly auth: AuthMode;
}

/** Composes the app at its first use and keeps it: nothing heavy is loaded before the functions are registered. */
export type Compose = () => Promise<App | Misconfigured>;
