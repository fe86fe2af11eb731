/** The policy as it lies in its blob now, and not as a run has read it; for a moment the same answer serves all changes. */
import { type Clock, type Instant, isRecent, seconds } from '../../time.ts';
import type { PolicySource } from '../documents.ts';
import { parsePolicy } from '../policy/parsePolicy.ts';
import type { AccessPolicy } from '../policy/policy.ts';
import type { AccessSettings } from '../runs/accessDeps.ts';

/** A policy that can be followed, and its mark; undefined while there is none. */
export type FreshPolicy = { readonly policy: AccessPolicy; readonly etag: string } | undefined;

const KEPT_MS = seconds(10);

export interface FreshPolicyDeps {
  readonly policySource: PolicySource;
  readonly accessSettings: Pick<AccessSettings, 'limits' | 'trustedTags'>;
  readonly clock: Clock;
}

/**
 * Reads it, at most every ten seconds while it has the mark that is `expected`: one that has another may have been read
 * before the plan was. Never throws, as its source never does.
 */
export function createFreshPolicy(deps: FreshPolicyDeps): (expected: string | undefined) => Promise<FreshPolicy> {
  const { clock } = deps;
  let newest: { readonly at: Instant; readonly answer: Promise<FreshPolicy> } | undefined;
  return async (expected) => {
    const known = newest !== undefined && isRecent(newest.at, KEPT_MS, clock.now()) ? await newest.answer : undefined;
    if (known !== undefined && known.etag === expected) return known;
    newest = { at: clock.now(), answer: readNow(deps) };
    return newest.answer;
  };
}

async function readNow({ policySource, accessSettings, clock }: FreshPolicyDeps): Promise<FreshPolicy> {
  const found = await policySource.read();
  if (found.kind !== 'text') return undefined;
  const read = parsePolicy(found.text, { ...accessSettings, now: clock.now() });
  return read.ok ? { policy: read.policy, etag: found.etag } : undefined;
}
