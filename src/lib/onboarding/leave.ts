/**
 * What to do with a machine that is to leave Microsoft Entra. First the exclusion tag, so that the loss of our storage does
 * not bring it back; then the extension goes, and with it the join. One change a look, each seen to have worked.
 */
import type { Conditions } from './condition.ts';
import type { Decision, Leaving, Situation } from './decision.ts';
import { type Pace, paced } from './pace.ts';

/** Decides the next step out. The agent need not be connected: a removal waits for it in Azure. */
export function leave(conditions: Conditions, { extension, busyUntil }: Leaving, situation: Situation): Decision {
  const { Selected, ExtensionInstalled } = conditions;
  if (busyUntil !== undefined && situation.now < busyUntil) return { kind: 'wait', until: busyUntil };
  if (Selected.reason === 'ExclusionRequested') return wait('progress', situation);
  // Set, it would not be seen, and be set again and again.
  if (Selected.reason === 'TagsUnreadable') return wait('offline', situation);
  if (Selected.reason !== 'ExcludedByTag') return inEnforce({ kind: 'excludeByTag' }, situation);
  if (ExtensionInstalled.status === 'Unknown') return wait(paceOf(conditions), situation);
  if (extension === undefined) return { kind: 'left' };
  if (ExtensionInstalled.reason === 'RemovalFailed') return { kind: 'rest' };
  return inEnforce({ kind: 'removeExtension', extension }, situation);
}

/** Work that waits for an agent that is away is left to the sweep. What we asked for must show whoever is away. */
function paceOf({ Connected, ExtensionInstalled }: Conditions): Pace {
  return Connected.status === 'True' || ExtensionInstalled.until !== undefined ? 'progress' : 'offline';
}

function wait(pace: Pace, { waited, now }: Situation): Decision {
  return { kind: 'wait', until: now + paced(pace, waited) };
}

function inEnforce(decision: Decision, { mode }: Situation): Decision {
  return mode === 'observe' ? { kind: 'rest' } : decision;
}
