import { describe, expect, it } from 'vitest';
import { createMemoryDocuments } from '../../../../local/memory/documents.ts';
import type { PlanDocument } from '../../access/runs/planDocument.ts';
import { accessChecks } from './accessChecks.ts';

const PLAN: PlanDocument = {
  version: 1,
  runId: 'run',
  at: 0,
  mode: 'observe',
  hash: '0'.repeat(64),
  complete: true,
  incomplete: [],
  unread: [],
  policyProblems: [],
  policyWarnings: [],
  adds: [],
  removes: [],
  withheld: [],
  kept: 0,
  leftOut: [],
  satisfied: [],
  foreign: [],
  orphans: [],
  quota: [],
  bindings: [],
  scopes: [],
  warnings: [],
};

async function checksOf(plan: Partial<PlanDocument> | undefined) {
  const documents = createMemoryDocuments();
  if (plan !== undefined) await documents.write('plan', { ...PLAN, ...plan });
  return accessChecks(documents);
}

const problem = (field: string) => ({ line: 3, column: 5, field, message: 'is wrong', fix: 'Mend it.' });

describe('the checks of access', () => {
  it('have nothing to say before the first plan, and of a good one', async () => {
    expect(await checksOf(undefined)).toMatchObject([{ check: 'access', status: 'ok' }]);
    expect(await checksOf({})).toEqual([{ check: 'access policy', status: 'ok', message: 'The policy is valid.' }]);
  });

  it('say that enforce plans only', async () => {
    expect(await checksOf({ mode: 'enforce' })).toMatchObject([{ message: expect.stringContaining('plans only') }]);
  });

  it.each<[string, readonly string[], string]>([
    ['one problem of a field', ['bindings[0].role'], 'bindings[0].role (3:5): is wrong'],
    ['one problem of the whole', [''], 'is wrong'],
    ['the first of several', ['a', 'b'], 'a (3:5): is wrong There are 2 problems; GET /api/access/plan has all.'],
  ])('tell %s of the policy, and its fix', async (_which, fields, message) => {
    expect(await checksOf({ policyProblems: fields.map(problem) })).toEqual([
      { check: 'access policy', status: 'problem', message, fix: 'Mend it.' },
    ]);
  });

  it('name every binding that could not be read completely', async () => {
    const incomplete = { binding: 'web', reason: 'ReadDenied', message: 'No.', fix: 'Grant it.', since: 0 };

    expect(await checksOf({ incomplete: [incomplete] })).toContainEqual({
      check: 'binding web',
      status: 'problem',
      message: 'No. Nobody is removed for it meanwhile.',
      fix: 'Grant it.',
    });
  });

  it('name other installations and shared ids, and no other warning', async () => {
    const warning = (code: PlanDocument['warnings'][number]['code']) => ({ code, message: code, fix: 'Do.' });
    const warnings = [warning('OtherInstallation'), warning('SharedInstallation'), warning('GroupRenamed')];

    expect((await checksOf({ warnings })).slice(1)).toEqual([
      { check: 'installation', status: 'problem', message: 'OtherInstallation', fix: 'Do.' },
      { check: 'installation', status: 'problem', message: 'SharedInstallation', fix: 'Do.' },
    ]);
  });
});
