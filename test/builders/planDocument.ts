/** A plan as it is kept, with nothing in it. */
import type { PlanDocument } from '../../src/lib/access/runs/planDocument.ts';

export function aPlanDocument(parts: Partial<PlanDocument> = {}): PlanDocument {
  return {
    version: 1,
    runId: 'run',
    at: Date.UTC(2026, 10, 22, 12),
    mode: 'observe',
    hash: 'abcdef0123456789'.repeat(4),
    complete: true,
    incomplete: [],
    unread: [],
    policyProblems: [],
    policyWarnings: [],
    adds: [],
    removes: [],
    withheld: [],
    quarantines: [],
    budgets: [],
    budgetInAll: { removals: 20, denials: 5 },
    kept: 0,
    leftOut: [],
    satisfied: [],
    foreign: [],
    orphans: [],
    quota: [],
    bindings: [],
    scopes: [],
    warnings: [],
    ...parts,
  };
}
