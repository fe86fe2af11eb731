import type { Finding } from '../../condition.ts';
import type { Evidence } from '../../evidence.ts';

/** What a rule has against a machine: it says no, or what it needs to know has not been reported. */
export interface Objection extends Finding {
  readonly status: 'False' | 'Unknown';
}

/** One requirement of Microsoft Entra sign-in; undefined when the machine meets it. */
export type EligibilityRule = (evidence: Evidence) => Objection | undefined;
