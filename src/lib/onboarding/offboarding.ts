/**
 * Leaving Microsoft Entra through the product: what a person asks for once, and how far it has come. The looks set the
 * exclusion tag, remove the extension, and put down that the machine has left. Pure.
 */
import { defined } from '../defined.ts';
import type { Instant } from '../time.ts';

/** What a person says who wants a machine to leave. */
export interface OffboardRequest {
  readonly requestedAt: Instant;
  /** Who asks, where that is known. */
  readonly by?: string;
  readonly reason?: string;
}

/** A machine that is to leave, and how far it has come. On record until it has left. */
export interface Offboarding extends OffboardRequest {
  /** When we last asked ARM for the exclusion tag, and it was not refused. */
  readonly tagRequestedAt?: Instant;
  /** When we last asked ARM to remove the extension, and it was not refused. */
  readonly removalRequestedAt?: Instant;
  /** How often ARM has taken that on since a person called. */
  readonly removals?: number;
  /** What ARM said when the removal failed. */
  readonly failure?: { readonly code: string; readonly message: string };
}

/** The request alone, as if nothing had been done for it: another machine has come under the name that was to leave. */
export function asRequested({ requestedAt, by, reason }: Offboarding): Offboarding {
  return defined({ requestedAt, by, reason });
}

/** A person calls: what kept us from trying once more is forgotten. */
export function triedAgain({ removals: _many, failure, removalRequestedAt, ...offboard }: Offboarding): Offboarding {
  return failure === undefined ? defined({ ...offboard, removalRequestedAt }) : offboard;
}
