/** What is in quarantine when a plan is made: what somebody may still decide on, and what they have decided. */
import { type Instant, toIso } from '../../time.ts';
import type { Documents } from '../documents.ts';
import { changeKey } from '../guards/changeKey.ts';
import type { Decided } from '../guards/guardInput.ts';
import type { Hasher } from '../plan/plan.ts';
import { readChanges } from './changes.ts';
import { decisionAt, QUARANTINE_EFFECT_MS, type Quarantine, statusAt } from './quarantine.ts';
import type { Quarantines } from './quarantines.ts';

export interface KnownQuarantines {
  /** The newest first. */
  readonly pending: readonly Quarantine[];
  readonly inForce: readonly Quarantine[];
  readonly decided: Decided;
}

export interface QuarantineDeps {
  readonly quarantines: Quarantines;
  readonly documents: Documents;
  readonly newHasher: () => Hasher;
}

const PAGE = 200;

/** Reads them. What was made so long ago that nothing follows from it any more is not looked at. */
export async function knownQuarantines(now: Instant, deps: QuarantineDeps): Promise<KnownQuarantines> {
  const pending: Quarantine[] = [];
  const inForce: Quarantine[] = [];
  const approved = new Map<string, string>();
  const rejected = new Map<string, { readonly quarantine: string; readonly message: string }>();
  for await (const quarantine of recent(now - QUARANTINE_EFFECT_MS, deps.quarantines)) {
    if (statusAt(quarantine, now) === 'pending') pending.push(quarantine);
    const decision = decisionAt(quarantine, now);
    if (decision === undefined) continue;
    inForce.push(quarantine);
    const keys = ((await readChanges(quarantine, deps)) ?? []).map(changeKey);
    for (const key of keys) {
      if (quarantine.status === 'rejected') rejected.set(key, rejection(quarantine.id, decision.until));
      else approved.set(key, quarantine.id);
    }
  }
  return { pending, inForce, decided: { approved, rejected } };
}

function rejection(quarantine: string, until: Instant): { quarantine: string; message: string } {
  return { quarantine, message: `An approver has rejected it; it is not proposed again before ${toIso(until)}.` };
}

async function* recent(since: Instant, quarantines: Quarantines): AsyncIterable<Quarantine> {
  let from: string | undefined;
  do {
    const page = await quarantines.list(PAGE, from);
    for (const quarantine of page.items) {
      if (quarantine.createdAt < since) return;
      yield quarantine;
    }
    from = page.next;
  } while (from !== undefined);
}
