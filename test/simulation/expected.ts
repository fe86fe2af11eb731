/** What the ledger must say of a machine once the world is quiet, told from the truth alone. */
import type { MachineRecord } from '../../src/lib/onboarding/record.ts';
import type { MachineState } from '../../src/lib/onboarding/state.ts';
import type { Truth } from './truth.ts';
import type { World } from './world.ts';

/** What the run knows besides the truth. */
export interface Past {
  /** Somebody else removed the extension, at least once. */
  readonly removed: boolean;
  /** It was removed so often that it is left alone. */
  readonly fought: boolean;
  /** An installation of ours has failed on it. */
  readonly failed: boolean;
  /** It was excluded when it went, or by a person, and nobody has included it. */
  readonly keptOut: boolean;
  /** The app was shown a tag that keeps it out, or may: whether it went with a move or a person took it away, it cannot tell. */
  readonly shownOut: boolean;
  /** The fleet is swept, so that what is due after hours has come about. */
  readonly swept: boolean;
}

/** What is wrong with the record of a machine; undefined when it says what is the case. */
export function unsettled(
  truth: Truth | undefined,
  record: MachineRecord | undefined,
  world: Pick<World, 'mode' | 'onboard'>,
  past: Past,
): string | undefined {
  if (record === undefined) return truth === undefined ? undefined : 'is in ARM, and nobody knows of it';
  return stillThere(truth, record) ?? misjudged(truth, record, world, past);
}

/** Nothing but an agent that is away keeps a machine from leaving. */
function stillThere(truth: Truth | undefined, { offboard }: MachineRecord): string | undefined {
  return offboard !== undefined && truth?.reachable === true ? 'was to leave, and has not' : undefined;
}

function misjudged(
  truth: Truth | undefined,
  { state, reason, message }: MachineRecord,
  world: Pick<World, 'mode' | 'onboard'>,
  past: Past,
): string | undefined {
  const allowed = truth === undefined ? ['Gone'] : statesOf(truth, world, past);
  const said = state === 'Waiting' || state === 'Failed' ? `${state}/${reason}` : state;
  if (allowed.includes(said) || allowed.includes(state)) return undefined;
  if (past.shownOut && reason === 'ExcludedOnReturn') return undefined;
  return `should be ${allowed.join(' or ')}, and is ${state} (${reason}: ${message})`;
}

type Said = MachineState | `${'Waiting' | 'Failed'}/${string}`;

/** The states that tell the truth, the first rule that fits. */
function statesOf(
  truth: Truth,
  { mode, onboard }: Pick<World, 'mode' | 'onboard'>,
  { removed, fought, failed, keptOut, swept }: Past,
): readonly string[] {
  const failedAndGone = [truth.extension === undefined, removed, failed, mode === 'enforce'].every(Boolean);
  const rules: readonly (readonly [boolean, readonly Said[]])[] = [
    [truth.excluded, ['Excluded']],
    [keptOut, ['Excluded']],
    [truth.ready, ['Ready']],
    [truth.mistyped, [isTurnedAway(truth) ? 'Ineligible' : 'Discovered']],
    [onboard === 'tag' && !truth.optedIn, ['Discovered']],
    [!truth.reported, ['Discovered']],
    [isTurnedAway(truth), ['Ineligible']],
    // A machine that was ready stays so while its extension is updated, for as long as its agent is away.
    [!truth.reachable && truth.inProgress, ['Offline', 'Ready']],
    [!truth.reachable, ['Offline']],
    [truth.otherIdentity, ['Failed/IdentityOfOtherKind']],
    [truth.extension === 'Failed', ['Failed/InstallFailed']],
    [truth.verdict === 'unknown', ['Waiting/DomainUnknown', 'Waiting/ReportUnreadable']],
    [truth.extension === undefined && fought, ['Waiting/ExtensionFight']],
    // A failed installation whose extension was gone before anybody saw it is a person's to ask for again.
    [failedAndGone && swept, ['Ready', 'Failed/InstallFailed']],
    // One that was seen is left alone for the grace, after which a sweep has it installed again.
    [failedAndGone, ['Ready', 'Failed/InstallFailed', 'Waiting/ExtensionRemoved']],
    // Without a sweep nobody comes back after the grace.
    [removed && !swept, ['Ready', 'Waiting/ExtensionRemoved', 'Waiting/ObserveMode', 'Failed/InstallVanished']],
    [mode === 'observe', ['Waiting/ObserveMode']],
  ];
  return rules.find(([fits]) => fits)?.[1] ?? ['Ready'];
}

/** Its agent has told that it cannot carry the extension. */
function isTurnedAway({ reported, mayCarry }: Truth): boolean {
  return reported && !mayCarry;
}
