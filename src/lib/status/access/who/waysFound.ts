/** What `GET /access/who` has found out, of a machine or of a person. */
import type { Names } from '../../../access/plan/names.ts';
import type { Way } from '../../../access/who/who.ts';
import type { Unread } from '../../../access/who/whoGaps.ts';

export interface WaysFound {
  readonly ways: readonly Way[];
  readonly names: Names;
  readonly incomplete: readonly Unread[];
  /** The machine that was asked for. */
  readonly machine?: string;
}
