/**
 * Whether a machine of the inventory needs a look, and why: what the sweep asks of each, pure. The inventory lags and knows
 * less than a direct reading, so it only ever leads to a look.
 */

import { CLOCK_SKEW_MS, type Instant, isRecent } from '../time.ts';
import { CONDITION_TYPES, type Conditions } from './condition.ts';
import { judge } from './conditions.ts';
import type { Evidence } from './evidence.ts';
import { isLost, STALE_MS } from './looks.ts';
import type { MachineRecord } from './record.ts';
import { standingOf } from './reflect.ts';
import { summarise } from './state.ts';
import { identityOf } from './vmIds.ts';

/** Why a look is due. Counted by these names. */
export type LookNeed =
  /** Not on record: no event told of it. */
  | 'new'
  /** What the inventory shows would be judged differently from what is on record. */
  | 'changed'
  /** It was to be looked at by now: a message was lost, or the wait was longer than a message should lie. */
  | 'due'
  /** On record and not in a complete inventory: a direct reading will tell. */
  | 'missing';

/** What the sweep keeps of a record while it reads the inventory. */
export type SweptRecord = Omit<MachineRecord, 'timeline' | 'attempts'>;

/** Whether the machine that `evidence` shows needs a look, given its record; undefined when all is well. */
export function lookNeed(record: SweptRecord | undefined, evidence: Omit<Evidence, 'history'>): LookNeed | undefined {
  if (record === undefined) return 'new';
  const handled = handling(record, evidence.now);
  if (handled === 'lost') return 'due';
  if (handled === 'coming') return isNews(record, evidence) ? 'changed' : undefined;
  if (isDue(record, evidence.now)) return 'due';
  return judgedAnew(record, evidence);
}

/** Its time has come; or a clock that runs ahead has written the record, and no time in it can be believed. */
function isDue({ dueAt, updatedAt }: SweptRecord, now: Instant): boolean {
  return (dueAt !== undefined && dueAt <= now) || updatedAt - now > CLOCK_SKEW_MS;
}

/** Whether the inventory has news of a machine that the coming looks would not read. */
function isNews(record: SweptRecord, evidence: Omit<Evidence, 'history'>): boolean {
  const { conditions, operationUrl, held } = record;
  if (conditions === undefined) return false;
  const judged = judge({ ...evidence, history: record }, conditions);
  // A machine that a brake holds is not read until the brake lets it go, which may be tomorrow.
  if (held !== undefined) return differ(judged, conditions);
  return operationUrl !== undefined && isOver(judged, conditions);
}

/** The operation that the coming looks only ask after has ended one way or the other, or the agent went away with it. */
function isOver({ ExtensionInstalled, Connected }: Conditions, before: Conditions): boolean {
  return ExtensionInstalled.status !== 'Unknown' || Connected.status !== before.Connected.status;
}

/** Whether a look would find other conditions than are on record, or another state with the same ones. */
function judgedAnew(record: SweptRecord, evidence: Omit<Evidence, 'history'>): LookNeed | undefined {
  const { conditions, seen } = record;
  if (conditions === undefined || tellsVmId(seen?.vmId, evidence.machine.vmId)) return 'changed';
  const judged = judge({ ...evidence, history: record }, conditions);
  if (differ(judged, conditions) || toldOtherwise(judged, conditions)) return 'changed';
  return summaryDiffers(record, judged, evidence) ? 'due' : undefined;
}

/** Whether the inventory shows a vmId that is not on record. */
function tellsVmId(known: string | undefined, shown: string | undefined): boolean {
  const vmId = identityOf(shown);
  return vmId !== undefined && vmId !== identityOf(known);
}

/** Whether a record that a complete inventory does not show needs a look: unless one is on its way that reads it. */
export function isMissing(record: SweptRecord, now: Instant): boolean {
  return record.held !== undefined || handling(record, now) !== 'coming';
}

/** A look runs or is coming; or should have come and was lost; or neither. */
function handling({ looks: { running, next } }: SweptRecord, now: Instant): 'coming' | 'lost' | 'none' {
  if (running !== undefined) return isRecent(running.since, STALE_MS, now) ? 'coming' : 'lost';
  if (next === undefined) return 'none';
  return isLost(next, now) ? 'lost' : 'coming';
}

function differ(now: Conditions, before: Conditions): boolean {
  return CONDITION_TYPES.some(
    (type) => now[type].status !== before[type]?.status || now[type].reason !== before[type].reason,
  );
}

/** The settings name other rules or tags now than people are told of the machine. */
function toldOtherwise({ Selected }: Conditions, before: Conditions): boolean {
  return Selected.message !== before.Selected.message;
}

/** The same conditions, and yet another state: time has made it stuck, or the mode has changed. */
function summaryDiffers(
  record: SweptRecord,
  judged: Conditions,
  { settings, now }: Omit<Evidence, 'history'>,
): boolean {
  const { state, reason } = summarise(judged, standingOf(record, settings.mode, now));
  return state !== record.state || reason !== record.reason;
}
