/** What the refusals of Microsoft.Authorization mean to a plan. */
import type { DenialCause, RemoveOutcome, WriteOutcome, WriteRefusal } from '../../access/assignmentWriter.ts';
import { defined } from '../../defined.ts';
import { Failure } from '../../errors.ts';

/** What a PUT that did not succeed means. Throws what is no answer to it. */
export function notCreated(error: unknown): WriteOutcome {
  if (!(error instanceof Failure)) throw error;
  const { code, message } = error;
  // Source: learn.microsoft.com, role-based-access-control/troubleshooting and troubleshoot-limits; public reports for
  // UnmatchedPrincipalType and RoleAssignmentUpdateNotPermitted.
  switch (code) {
    case 'RoleAssignmentExists':
      return defined({ kind: 'exists' as const, name: existingName(message) });
    case 'PrincipalNotFound':
      return { kind: 'principalNotFound', code, message };
    case 'UnmatchedPrincipalType':
      return { kind: 'unmatchedPrincipalType', code, message };
    case 'RoleAssignmentUpdateNotPermitted':
      return { kind: 'updateNotPermitted', code, message };
    case 'RoleAssignmentLimitExceeded':
      return { kind: 'limitExceeded', code, message };
    default:
      return error.kind === 'notFound' ? { kind: 'absent' } : refusalOf(error);
  }
}

/** What a DELETE that did not succeed means. Throws what is no answer to it. */
export function notRemoved(error: unknown): RemoveOutcome {
  if (!(error instanceof Failure)) throw error;
  return error.kind === 'notFound' ? { kind: 'wasAbsent' } : refusalOf(error);
}

function refusalOf(error: Failure): WriteRefusal {
  const { kind, code, message } = error;
  // A 409 like any other, but a cannot-delete lock on a resource or its group keeps role assignments from being deleted
  // for as long as it is there (learn.microsoft.com, azure-resource-manager/management/lock-resources).
  if (code === 'ScopeLocked') return { kind: 'denied', because: 'lock', code, message };
  switch (kind) {
    case 'denied':
      return { kind: 'denied', because: causeOf(error), code, message };
    case 'conflict':
      return { kind: 'busy', code, message };
    case 'rejected':
      return { kind: 'refused', code, message };
    default:
      throw error;
  }
}

/**
 * "The client … does not have authorization or an ABAC condition not fulfilled to perform action …" (learn.microsoft.com,
 * role-based-access-control/troubleshooting); other services have the same frame without the condition.
 */
function causeOf({ code, message }: Failure): DenialCause {
  if (code !== 'AuthorizationFailed') return 'other';
  return /\bABAC condition\b/i.test(message) ? 'condition' : 'permission';
}

/** Older services leave the sentence out; the newer ones write the GUID without its dashes. */
function existingName(message: string): string | undefined {
  const digits = /existing role assignment is ([0-9a-f]{32})\b/i.exec(message)?.[1]?.toLowerCase();
  return digits?.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, '$1-$2-$3-$4-$5');
}
