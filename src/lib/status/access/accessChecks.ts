/** What of access needs a person, as checks: from the newest plan. */
import type { Documents } from '../../access/documents.ts';
import { decideOn } from '../../access/quarantine/decideOn.ts';
import { type PlanDocument, planDocumentSchema } from '../../access/runs/planDocument.ts';

export interface AccessCheck {
  readonly check: string;
  readonly status: 'ok' | 'problem';
  readonly message: string;
  readonly fix?: string;
}

/** The checks. No plan yet is no problem: the first run makes one. Throws what the documents throw. */
export async function accessChecks(documents: Documents): Promise<readonly AccessCheck[]> {
  const plan = planDocumentSchema.safeParse((await documents.read('plan'))?.value).data;
  if (plan === undefined) return [{ check: 'access', status: 'ok', message: 'No run has ended yet.' }];
  return [policyCheck(plan), ...incompleteChecks(plan), ...quarantineChecks(plan), ...installationChecks(plan)];
}

function policyCheck({ policyProblems, mode }: PlanDocument): AccessCheck {
  const check = 'access policy';
  const [first] = policyProblems;
  if (first === undefined) {
    const acts = mode === 'enforce' ? ' This version plans only, also with ACCESS_MODE=enforce.' : '';
    return { check, status: 'ok', message: `The policy is valid.${acts}` };
  }
  const more =
    policyProblems.length === 1 ? '' : ` There are ${policyProblems.length} problems; GET /api/access/plan has all.`;
  const { line, column, message, fix } = first;
  return { check, status: 'problem', message: `Line ${line}, column ${column}: ${message}${more}`, fix };
}

function incompleteChecks({ incomplete }: PlanDocument): AccessCheck[] {
  return incomplete.map(({ binding, message, fix }) => ({
    check: `binding ${binding}`,
    status: 'problem',
    message: `${message} Nobody is removed for it meanwhile.`,
    fix,
  }));
}

function quarantineChecks({ quarantines }: PlanDocument): AccessCheck[] {
  return quarantines
    .filter(({ status }) => status === 'pending')
    .map(({ id, binding, kind, count, why, hash }) => ({
      check: `quarantine of ${binding ?? 'no binding'}`,
      status: 'problem',
      message: `Its ${kind} (${count}) wait for an approver. ${why}`,
      fix: `${decideOn(id)} with the hash ${hash}.`,
    }));
}

function installationChecks({ warnings }: PlanDocument): AccessCheck[] {
  return warnings
    .filter(({ code }) => code === 'OtherInstallation' || code === 'SharedInstallation')
    .map(({ message, fix }) => ({ check: 'installation', status: 'problem', message, fix }));
}
