/** The policy that a run follows: what lies in the blob if it can be read, and the last good one for the readings. */
import { defined } from '../../defined.ts';
import { type Instant, toIso } from '../../time.ts';
import type { PolicySource, PolicyText } from '../documents.ts';
import { type PolicyContext, parsePolicy } from '../policy/parsePolicy.ts';
import type { AccessPolicy } from '../policy/policy.ts';
import { NO_TEXT, type PolicyProblem, problemAt } from '../policy/problem.ts';
import type { Memory } from './readings.ts';

/** Which policy it is. */
export interface PolicyMark {
  readonly etag: string;
  readonly versionId?: string;
  readonly readAt: Instant;
}

export interface PolicyNow {
  /** The policy to read for: the one in the blob, else the last that was good; absent when there never was one. */
  readonly policy?: AccessPolicy;
  readonly mark?: PolicyMark;
  /** What is wrong with the one in the blob; nothing is changed then. */
  readonly problems: readonly PolicyProblem[];
  readonly warnings: readonly PolicyProblem[];
  /** What to remember as the last good one. */
  readonly good?: NonNullable<Memory['policy']>;
}

/** Reads and judges the policy. Never throws: a policy that cannot be had changes nothing and is shown. */
export async function policyNow(
  source: PolicySource,
  last: Memory['policy'],
  context: PolicyContext,
): Promise<PolicyNow> {
  const found = await source.read();
  if (found.kind !== 'text') return fallback([missing(found, last)], last, context);
  const read = parsePolicy(found.text, context);
  if (!read.ok) return fallback(read.problems, last, context);
  const { text, etag, versionId } = found;
  const good = defined({ text, etag, versionId, readAt: context.now });
  return { policy: read.policy, mark: markOf(good), problems: [], warnings: read.warnings, good };
}

function markOf({ etag, versionId, readAt }: NonNullable<Memory['policy']>): PolicyMark {
  return defined({ etag, versionId, readAt });
}

function fallback(problems: readonly PolicyProblem[], last: Memory['policy'], context: PolicyContext): PolicyNow {
  if (last === undefined) return { problems, warnings: [] };
  const read = parsePolicy(last.text, context);
  // What was good for an older version of the app may not be for this one.
  if (!read.ok) return { problems, warnings: [] };
  return { policy: read.policy, mark: markOf(last), problems, warnings: read.warnings };
}

function missing(found: Exclude<PolicyText, { kind: 'text' }>, last: Memory['policy']): PolicyProblem {
  switch (found.kind) {
    case 'absent':
      return problemAt(NO_TEXT, 'There is no policy at ACCESS_POLICY_URL.', instead(last));
    case 'notConfigured':
      return problemAt(
        NO_TEXT,
        'ACCESS_POLICY_URL is not set.',
        'Set it to the URL of the blob that holds the policy.',
      );
    case 'unreadable':
      return problemAt(
        NO_TEXT,
        `The policy cannot be read (${found.code}: ${found.message}).`,
        'Check ACCESS_POLICY_URL, and that the identity of this app is Storage Blob Data Reader there.',
      );
  }
}

/** Who uploads just any policy in place of one that was deleted by mistake takes back what that one gave. */
function instead(last: Memory['policy']): string {
  if (last === undefined)
    return 'Upload one with the bindings that are meant; bindings: [] takes back all access that this app has given.';
  const version = last.versionId === undefined ? '' : `${last.versionId}, `;
  return `Restore its last version (${version}last read ${toIso(last.readAt)}); nothing is changed until then. bindings: [] would take back all access that this app has given.`;
}
