import type { Finding } from '../condition.ts';
import type { Evidence } from '../evidence.ts';
import { ELIGIBILITY_RULES } from './eligibility/rules.ts';

/**
 * `Eligible`: the machine can carry Microsoft Entra sign-in at all. False as soon as one rule says no, whatever is still
 * unknown; True only when none has anything against it. It gates installing and never demotes a machine that has the
 * extension.
 */
export function eligible(evidence: Evidence): Finding {
  // Before the agent has told anything, what else is known would turn away a machine that nobody has seen yet.
  if (Object.keys(evidence.machine.os).length === 0) return { status: 'Unknown', reason: 'OsUnknown' };
  const objections = ELIGIBILITY_RULES.flatMap((rule) => rule(evidence) ?? []);
  const no = objections.find(({ status }) => status === 'False');
  return no ?? objections[0] ?? { status: 'True', reason: 'RequirementsMet' };
}
