/**
 * What steers the whole fleet at once: the rollout brake and people's pauses, and the store of small rows that both live
 * in. The store has two implementations held to one contract suite (test/contract/control.contract.ts).
 */
import type { Instant } from '../time.ts';
import type { MachineId } from './machineId.ts';
import type { Pausable, Pauses, PauseTarget } from './pause.ts';
import type { Halt, InstallEnd, Reservation } from './rollout.ts';

/** Small rows that all instances share. Every method throws what the service throws. */
export interface ControlStore {
  /** The value and its mark, undefined when there is none. A value that is not what was written comes as undefined. */
  read(key: string): Promise<{ readonly value: unknown; readonly etag: string } | undefined>;
  /** Replaces the value that had this mark, or creates it (undefined). `conflict`: somebody else was faster. */
  write(key: string, value: object, etag: string | undefined): Promise<'ok' | 'conflict'>;
}

/** Where the rollout stands. */
export interface RolloutStanding {
  readonly inFlight: number;
  readonly most: number;
  readonly halted?: Halt;
  /** Of the machines that are judged, each by its newest installation. */
  readonly finished: number;
  readonly failed: number;
  /** Those whose installation failed, oldest first, in lower case. */
  readonly failing: readonly MachineId[];
}

/** The brake on installations. Every method may throw a transient `Failure`, or what the store throws. */
export interface RolloutBrake {
  /** A machine that has a slot has it still. */
  reserve(machine: MachineId): Promise<Reservation>;
  /** Said again it changes nothing. */
  conclude(machine: MachineId, how: InstallEnd): Promise<void>;
  /** Lets a halted rollout go on; whether it was halted. */
  resume(): Promise<boolean>;
  read(): Promise<RolloutStanding>;
}

/** The pauses that people have asked for. All but `paused` may throw, as the brake does. */
export interface PauseState {
  /** Up to 30 seconds old. Never throws: pauses that cannot be read count as paused. */
  paused(what: Pausable): Promise<boolean>;
  /** Answers the pauses as they are then; `unreadable` when they cannot be read, and nothing was changed. */
  pause(what: PauseTarget, until: Instant, reason: string, by: string): Promise<Pauses | 'unreadable'>;
  /** Lifts the pause of this name. Resuming `all` also begins anew where the pauses cannot be read. */
  resume(what: PauseTarget, by: string, reason: string): Promise<Pauses | 'unreadable'>;
  /** As they are now. */
  read(): Promise<Pauses | 'unreadable'>;
}
