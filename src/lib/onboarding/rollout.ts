/**
 * The rollout brake: how many installations may be under way at once, and that new ones stop when too many of the last
 * have failed. Pure, over one small row that all instances share.
 */
import * as z from 'zod';
import { instant } from '../instant.ts';
import { hours, type Instant, isRecent, minutes } from '../time.ts';

/** The machines that finished last are judged, this many, each by its newest outcome. */
const WINDOW = 50;
/** Fewer machines than this say nothing. */
const LEAST_FINISHED = 10;
const MOST_FAILED_PERCENT = 20;
/** Failures that lie in the machine itself count as one when there are this many: alone they never halt. */
const OF_MACHINES_AS_ONE = 10;
/** Machines that a sentence names. */
const NAMED = 5;
/** An installation that is under way for longer is stuck, and gives its slot back. */
const STUCK_MS = minutes(60);
/** The end of a stuck installation still counts this long: many that all run into a timeout are a reason to stop. */
const LATE_MS = hours(4);

const halt = z.object({ at: instant, why: z.string() });

/** What the instances share about the rollout. */
const rolloutRow = z.object({
  version: z.literal(1),
  /** A stuck installation stays here for a while, without a slot. */
  inFlight: z.array(z.object({ machine: z.string(), since: instant })),
  /** Oldest first. */
  outcomes: z.array(
    z.object({
      ok: z.boolean(),
      at: instant,
      // Absent in rows of earlier versions: each of those counts for a machine of its own.
      machine: z.string().exactOptional(),
      /** The cause of the failure lies in the machine. */
      inMachine: z.literal(true).exactOptional(),
    }),
  ),
  halted: halt.exactOptional(),
});

export type RolloutRow = Readonly<z.output<typeof rolloutRow>>;
export type Halt = Readonly<z.output<typeof halt>>;

/** Whether an installation may begin. */
export type Reservation = 'reserved' | 'full' | 'halted';

/**
 * How an installation ended, as far as the rollout is concerned. `failedInMachine`: for a cause that lies in the machine
 * itself; `withdrawn`: it never began.
 */
export type InstallEnd = 'ok' | 'failed' | 'failedInMachine' | 'withdrawn';

/** The row of a rollout in which nothing was installed yet. */
export const NEW_ROLLOUT: RolloutRow = { version: 1, inFlight: [], outcomes: [] };

/** The row that this stored value is; undefined when this version cannot read it. */
export function readRollout(value: unknown): RolloutRow | undefined {
  return rolloutRow.safeParse(value).data;
}

/**
 * Asks for a slot. A machine that has one has it still, so that a look which comes back goes on where it was; its time
 * begins anew, as the installation does.
 */
export function reserve(
  row: RolloutRow,
  machine: string,
  now: Instant,
  { most }: { readonly most: number },
): { readonly row: RolloutRow; readonly answer: Reservation } {
  const held = withSlot(row, now);
  const again = held.some((entry) => entry.machine === machine);
  if (!again && row.halted !== undefined) return { row, answer: 'halted' };
  if (!again && held.length >= most) return { row, answer: 'full' };
  const others = row.inFlight.filter((entry) => entry.machine !== machine && now - entry.since < LATE_MS);
  return { row: { ...row, inFlight: [...others, { machine, since: now }] }, answer: 'reserved' };
}

/**
 * An installation has ended and gives its slot back; `withdrawn` has no outcome, since it never began. Said again, or of
 * a machine that had asked for no slot, it changes nothing.
 */
export function conclude(row: RolloutRow, machine: string, how: InstallEnd, now: Instant): RolloutRow {
  const inFlight = row.inFlight.filter((entry) => entry.machine !== machine);
  if (inFlight.length === row.inFlight.length) return row;
  if (how === 'withdrawn') return { ...row, inFlight };
  const inMachine = how === 'failedInMachine' && { inMachine: true as const };
  const others = row.outcomes.filter((outcome) => outcome.machine !== machine);
  const outcomes = [...others, { ok: how === 'ok', at: now, machine, ...inMachine }].slice(-WINDOW);
  return judged({ ...row, inFlight, outcomes }, now);
}

/** A person lets a halted rollout go on, with a new window: what failed before is not held against what comes. */
export function resume({ halted, ...row }: RolloutRow): RolloutRow {
  return halted === undefined ? row : { ...row, outcomes: [] };
}

/** Where the rollout stands: slots in use, the machines that are judged, and those of them whose installation failed. */
export function standing(row: RolloutRow, now: Instant) {
  const { outcomes, halted } = row;
  const failed = outcomes.filter(({ ok }) => !ok);
  return {
    inFlight: withSlot(row, now).length,
    finished: outcomes.length,
    failed: failed.length,
    failing: failed.flatMap(({ machine }) => machine ?? []),
    ...(halted !== undefined && { halted }),
  };
}

function withSlot({ inFlight }: RolloutRow, now: Instant) {
  return inFlight.filter(({ since }) => isRecent(since, STUCK_MS, now));
}

/** Halts when too many have failed; a rollout that is halted keeps its reason. */
function judged(row: RolloutRow, now: Instant): RolloutRow {
  const { finished, failed, failing } = standing(row, now);
  const ofMachines = row.outcomes.filter(({ inMachine }) => inMachine === true).length;
  const weight = failed - ofMachines + ofMachines / OF_MACHINES_AS_ONE;
  const tooMany = finished >= LEAST_FINISHED && weight * 100 >= finished * MOST_FAILED_PERCENT;
  if (row.halted !== undefined || !tooMany) return row;
  const why = `Installation failed on ${failed} of the last ${finished} machines${namesOf(failing)}.`;
  return { ...row, halted: { at: now, why } };
}

function namesOf(failing: readonly string[]): string {
  if (failing.length === 0) return '';
  const names = failing.slice(-NAMED).map((machine) => machine.slice(machine.lastIndexOf('|') + 1));
  const more = failing.length > NAMED ? ` and ${failing.length - NAMED} more` : '';
  return `: ${names.join(', ')}${more}`;
}
