/** A plan in which there is nothing. */
import type { AccessPlan } from '../accessPlan.ts';

export const EMPTY_PLAN: AccessPlan = {
  mode: 'enforce',
  complete: true,
  policyProblems: [],
  policyWarnings: [],
  incomplete: [],
  adds: [],
  removes: [],
  withheld: [],
  quarantines: [],
  leftOut: [],
  foreign: [],
  orphans: [],
  warnings: [],
  bindings: [],
};
