/** What the URL of an ARM call says about it. */
import { foldCase } from '../../foldCase.ts';

/** What the call is about: the namespace of the last provider in the path, with the types and names below it. */
export interface Provided {
  readonly namespace: string;
  /** Type, name, type, name and so on. */
  readonly segments: readonly string[];
}

/** Undefined when the path names no provider. A role assignment on a machine is Microsoft.Authorization's. */
export function providedBy(url: string): Provided | undefined {
  const segments = pathSegments(url);
  const at = segments.findLastIndex((segment) => foldCase(segment) === 'providers');
  const namespace = segments[at + 1];
  return at < 0 || namespace === undefined ? undefined : { namespace, segments: segments.slice(at + 2) };
}

/** The subscription in the path, in lower case, or `tenant` when the call is outside of subscriptions. */
export function subscriptionOf(url: string): string {
  const [first, subscription] = pathSegments(url);
  return first?.toLowerCase() === 'subscriptions' && subscription !== undefined ? foldCase(subscription) : 'tenant';
}

/** The path without its empty parts; arm-authorization writes `//subscriptions` for a scope with a leading slash. */
export function pathSegments(url: string): string[] {
  return new URL(url).pathname.split('/').filter((segment) => segment !== '');
}
