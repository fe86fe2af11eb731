/** Which scopes are within which: a role that is given at one holds at all that it covers. */

/** A scope as far as covering goes. `key` is its ARM path in lower case, without a slash at the end. */
export interface CoverableScope {
  readonly kind: 'managementGroup' | 'subscription' | 'resourceGroup' | 'machine';
  readonly key: string;
}

/** Names of the management groups above a subscription, in any order and case. The subscription's id is lower case. */
export type AncestorsOf = (subscriptionId: string) => readonly string[];

/**
 * Whether what is given at `outer` holds at `inner`: the same scope, or one within it. Of management groups only the
 * subscriptions are known, not each other: one covers another only when it is the same.
 */
export function covers(outer: CoverableScope, inner: CoverableScope, ancestorsOf: AncestorsOf): boolean {
  // With the slash, so that a group `web` does not cover `web-2`.
  if (outer.key === inner.key || inner.key.startsWith(`${outer.key}/`)) return true;
  if (outer.kind !== 'managementGroup' || inner.kind === 'managementGroup') return false;
  const name = outer.key.split('/').at(-1);
  const subscriptionId = inner.key.split('/')[2] ?? '';
  return ancestorsOf(subscriptionId).some((ancestor) => ancestor.toLowerCase() === name);
}
