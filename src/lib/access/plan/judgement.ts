/** What becomes of an assignment of ours that nobody wants. */
import type { Instant } from '../../time.ts';
import type { RemoveReason, WithheldCode } from './change.ts';

export interface Judgement {
  readonly reason: RemoveReason;
  readonly binding: string | null;
  /** What keeps it; absent when it is to go. */
  readonly withheld?: { readonly code: WithheldCode; readonly message: string };
  /** From when on what keeps it may be over by itself. */
  readonly confirmAt?: Instant;
  /** What keeps it is an incomplete reading, in whose place an approval may stand. */
  readonly proposable?: true;
}
