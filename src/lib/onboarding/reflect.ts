/** What a reading of ARM does to the record of a machine. Pure. */
import { defined } from '../defined.ts';
import type { Instant } from '../time.ts';
import type { Conditions } from './condition.ts';
import { judge } from './conditions.ts';
import { isReady, isUnreadable } from './decide.ts';
import type { OnboardingSettings } from './evidence.ts';
import { exclusionOf } from './exclusion.ts';
import { withExclusion } from './exclusionOnRecord.ts';
import { drifted, recognised } from './history.ts';
import { readInstallFailure } from './installFailure.ts';
import { type Extension, entraSignIn, isEnded, isFailed, type ObservedMachine } from './machine.ts';
import { type MachineRecord, type Seen, withSummary } from './record.ts';
import { settleAttempts } from './settleAttempts.ts';
import { shorten } from './shorten.ts';
import { type Standing, summarise, type Trouble } from './state.ts';
import { isTaken } from './timeToReady.ts';
import { identityOf } from './vmIds.ts';
import { isOfClones, warningsOf } from './warnings.ts';

/** What a reading is judged with. */
export interface Reading {
  readonly machine: ObservedMachine;
  readonly tenantId?: string;
  readonly offered?: boolean;
  readonly settings: OnboardingSettings;
  readonly now: Instant;
}

/** A record whose conditions have been judged. */
export type Judged = MachineRecord & { readonly conditions: Conditions };

/** Takes a reading into the record: what was seen, the conditions, the state, and how our last attempt went. */
export function reflect(before: MachineRecord, reading: Reading): Judged {
  const { machine, now } = reading;
  const { trouble: _over, warnings: told = [], ...record } = drifted(recognised(before, machine, now), machine, now);
  // Of the machine's kin this reading says nothing.
  const warnings = [...warningsOf(machine, reading.settings), ...told.filter(isOfClones)];
  const seen = { ...record, seen: seenOf(machine, record.seen), ...(warnings.length > 0 && { warnings }) };
  const excluded = withExclusion(seen, before, exclusionOf(machine, reading.settings), now);
  return settled(rejudge(excluded, reading), machine);
}

function evidenceOf(history: MachineRecord, { machine, tenantId, offered, settings, now }: Reading) {
  return defined({ machine, history, settings, now, tenantId, offered });
}

/** Judges the record's conditions and state again, after its history has changed. */
export function rejudge(record: MachineRecord, reading: Reading): Judged {
  const { settings, now } = reading;
  const conditions = judge(evidenceOf(record, reading), record.conditions);
  const progressing = [conditions.IdentityEnabled, conditions.ExtensionInstalled].some(
    ({ status, reason }) => status === 'Unknown' && !isUnreadable(reason),
  );
  const ready = isReady(conditions, record.readyAt !== undefined);
  const { inProgressSince, operationUrl, ...rest } = record;
  const next = {
    ...rest,
    conditions,
    ...(isTaken(record, conditions) && { takenAt: now }),
    ...(ready && { readyAt: record.readyAt ?? now }),
    ...(progressing && { inProgressSince: inProgressSince ?? now }),
    ...(progressing && operationUrl !== undefined && { operationUrl }),
  };
  return { ...summed(next, conditions, settings.mode, now), conditions };
}

/** Derives the state anew; used where the conditions stand and something else has changed. */
export function summed(
  record: MachineRecord,
  conditions: Conditions | 'absent' | undefined,
  mode: OnboardingSettings['mode'],
  now: Instant,
): MachineRecord {
  return withSummary(record, summarise(conditions, standingOf(record, mode, now)), now);
}

/** What the state of this record depends on besides the conditions. */
export function standingOf(
  record: Pick<MachineRecord, 'trouble' | 'inProgressSince' | 'readyAt' | 'held' | 'offboard' | 'movedTo'>,
  mode: Standing['mode'],
  now: Instant,
): Standing {
  const { trouble, inProgressSince, readyAt, held, offboard, movedTo } = record;
  const wasReady = readyAt !== undefined;
  return defined({ mode, wasReady, leaving: offboard !== undefined, now, trouble, inProgressSince, held, movedTo });
}

/** Puts down what keeps us from doing our part. */
export function inTrouble(
  record: MachineRecord,
  trouble: Omit<Trouble, 'at'>,
  mode: OnboardingSettings['mode'],
  now: Instant,
): MachineRecord {
  const troubled = { ...record, trouble: { ...trouble, message: shorten(trouble.message), at: now } };
  return summed(troubled, record.conditions, mode, now);
}

/** How our attempts went, by what the machine shows now. */
function settled(record: Judged, machine: ObservedMachine): Judged {
  const extension = entraSignIn(machine);
  const known = extension === undefined ? record : served(record, extension);
  return { ...known, attempts: settleAttempts(record, extension) };
}

/** Once the extension is there, earlier requests have served their purpose, and it alone says how it goes. */
function served(record: Judged, { provisioningState }: Extension): Judged {
  const { installs, installFailure: _failure, ...rest } = record;
  // Failures count until a success, another vmId or a person: who removes what has failed starts no endless series.
  const isDone = provisioningState.toLowerCase() === 'succeeded' || installs === undefined;
  const seen = isDone ? rest : { ...rest, installs };
  // When it is gone again, somebody has removed it, and ours is not still on its way. But whoever removes it before the
  // machine has ever been ready, each time it is begun, should not be raced.
  if (!isEnded(provisioningState) && record.readyAt === undefined) return seen;
  const { installRequestedAt: _requested, ...over } = seen;
  return over;
}

/** A reading whose vmId tells no machine from another says nothing; the one before stays, to be compared with the next. */
function seenOf(machine: ObservedMachine, before: Seen | undefined): Seen {
  const extension = entraSignIn(machine);
  const { location, os, identity } = machine;
  const vmId = identityOf(machine.vmId) === undefined ? (before?.vmId ?? machine.vmId) : machine.vmId;
  const principalId = identity.kind === 'systemAssigned' ? identity.principalId : undefined;
  return defined({ location, os, vmId, principalId, extension: extension && seenExtension(extension) });
}

function seenExtension(extension: Extension): NonNullable<Seen['extension']> {
  const { name, version, provisioningState, message } = extension;
  const failure = isFailed(provisioningState) ? readInstallFailure(extension) : undefined;
  const code = failure?.exitCode ?? failure?.terminalErrorCode;
  return defined({ name, provisioningState, version, code, message: message && shorten(message) });
}
