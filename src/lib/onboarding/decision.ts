/** What may be decided for a machine, and what that depends on besides its conditions. */
import type { Instant } from '../time.ts';

export type Decision =
  /** Nothing to do until an event, a person or the sweep says otherwise. */
  | { readonly kind: 'rest' }
  | { readonly kind: 'wait'; readonly until: Instant }
  | { readonly kind: 'enableIdentity' }
  | { readonly kind: 'installExtension' }
  | { readonly kind: 'excludeByTag' }
  /** `extension`: its name on this machine. */
  | { readonly kind: 'removeExtension'; readonly extension: string }
  /** It was to leave Microsoft Entra, and has. */
  | { readonly kind: 'left' };

/** What a decision depends on, besides the conditions. */
export interface Situation {
  readonly mode: 'observe' | 'enforce';
  /** The machine was ready under its present vmId before. */
  readonly wasReady: boolean;
  /** How many looks in a row have already waited for the same thing. */
  readonly waited: number;
  /** Set while a person wants the machine to leave Microsoft Entra. */
  readonly leaving?: Leaving;
  readonly now: Instant;
}

/** What leaving depends on, besides the conditions. */
export interface Leaving {
  /** Name of the sign-in extension on the machine; undefined when it has none. */
  readonly extension: string | undefined;
  /** Somebody else's work keeps ours waiting until then. */
  readonly busyUntil: Instant | undefined;
}
