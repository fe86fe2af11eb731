/**
 * The totals of the fleet, kept up as machines change: the port. It has two implementations held to one contract suite
 * (test/contract/totals.contract.ts).
 */
import type { Instant } from '../time.ts';
import type { MachineId } from './machineId.ts';
import type { MachineState } from './state.ts';
import type { Counted, Totals } from './totals.ts';

/** The machine that somebody has waited for longest, without its being ready. */
export interface NotReady {
  readonly id: MachineId;
  readonly state: MachineState;
  readonly since: Instant;
}

/** Every method throws what the store throws. */
export interface FleetTotals {
  /**
   * A machine is counted otherwise than before (undefined: not on record), and perhaps became ready after so many seconds.
   * The numbers of all instances add up. What could not be written is not lost: it goes with the next write.
   */
  moved(from: Counted | undefined, to: Counted | undefined, readySeconds?: number): Promise<void>;
  /** `asOf` is when the numbers changed last; the present when nothing was ever counted. */
  read(): Promise<{ readonly totals: Totals; readonly asOf: Instant }>;
  /** As it was at the last exact count: it may have become ready since. */
  oldestNotReady(): Promise<NotReady | undefined>;
  /**
   * Takes an exact count in place of all that was counted before. What moves between the reading of the records and this
   * is in the count or not, and is lost or double until the next one: at most one a machine that moved meanwhile.
   */
  rebase(totals: Totals, asOf: Instant, oldestNotReady?: NotReady): Promise<void>;
}
