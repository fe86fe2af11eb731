/** The write of a change to Azure, and what its answer means. */
import type { AssignmentWriter, RemoveOutcome, WriteOptions, WriteOutcome, WriteRefusal } from '../assignmentWriter.ts';
import { descriptionOf, type Self } from '../ownership.ts';
import type { Change } from '../plan/change.ts';
import { denialAdvice } from './denialAdvice.ts';
import type { DoneCode, FailedCode } from './outcome.ts';

/** What has become of a write. `later`: it may go well by itself. */
export type Written =
  | { readonly kind: 'done'; readonly code: DoneCode; readonly message: string }
  | { readonly kind: 'later' | 'failed'; readonly code: FailedCode; readonly message: string };

interface Call {
  /** Of the assignment. */
  readonly name: string;
  readonly self: Self;
  readonly options: WriteOptions;
}

/** Makes it. Throws `Throttled` and transient failures. */
export async function write(change: Change, call: Call, writer: AssignmentWriter): Promise<Written> {
  const { name, self, options } = call;
  if (change.action === 'remove') return removed(await writer.remove(change.scope, name, options), change);
  const { principalType } = change;
  const description = descriptionOf(self);
  return created(await writer.create(change, { name, principalType, description }, options), change);
}

function created(outcome: WriteOutcome, change: Change): Written {
  switch (outcome.kind) {
    case 'created':
      return {
        kind: 'done',
        code: 'Created',
        message: 'The role is assigned; it takes effect within about 10 minutes.',
      };
    case 'wasThere':
      return { kind: 'done', code: 'AlreadyThere', message: 'The role was assigned there by this app already.' };
    case 'exists':
      return { kind: 'done', code: 'AlreadyThere', message: 'The same role is assigned there under another name.' };
    case 'principalNotFound':
      return {
        kind: 'later',
        code: 'PrincipalNotFound',
        message: 'Azure does not know the principal yet; news of the directory takes a while to reach it.',
      };
    case 'limitExceeded':
      return {
        kind: 'failed',
        code: 'LimitExceeded',
        message: 'No more role assignments fit there; use assign: group, or remove some.',
      };
    case 'updateNotPermitted':
      return {
        kind: 'failed',
        code: 'UpdateNotPermitted',
        message: `The name is taken by another grant: ${outcome.message}`,
      };
    case 'unmatchedPrincipalType':
      return { kind: 'failed', code: 'UnmatchedPrincipalType', message: outcome.message };
    case 'absent':
      return { kind: 'failed', code: 'ScopeAbsent', message: 'The scope is not there (any more).' };
    default:
      return refused(outcome, change);
  }
}

function removed(outcome: RemoveOutcome, change: Change): Written {
  switch (outcome.kind) {
    case 'removed':
      return {
        kind: 'done',
        code: 'Removed',
        message:
          'The role assignment is removed; that takes effect by about 10 minutes later, at a management group by hours.',
      };
    case 'wasAbsent':
      return { kind: 'done', code: 'WasAbsent', message: 'The role assignment was not there any more.' };
    default:
      return refused(outcome, change);
  }
}

function refused(outcome: WriteRefusal, change: Change): Written {
  const { kind, code, message } = outcome;
  const said = `Azure refused it (${code}): ${sentence(message)}`;
  switch (kind) {
    case 'busy':
      return { kind: 'later', code: 'Busy', message: `Somebody else is at work there (${code}).` };
    case 'denied':
      return { kind: 'failed', code: 'Denied', message: `${said} ${denialAdvice(outcome.because, change)}` };
    case 'refused':
      return { kind: 'failed', code: 'Refused', message: said };
  }
}

/** What is said after a text of Azure's is a sentence of its own. */
function sentence(text: string): string {
  return /[.!?…]$/.test(text) ? text : `${text}.`;
}
