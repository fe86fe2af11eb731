import { describe, expect, it } from 'vitest';
import { createMemoryDocuments } from '../../../../local/memory/documents.ts';
import { aPlanDocument } from '../../../../test/builders/planDocument.ts';
import type { PlanDocument } from '../../access/runs/planDocument.ts';
import { accessChecks } from './accessChecks.ts';

async function checksOf(plan: Partial<PlanDocument> | undefined) {
  const documents = createMemoryDocuments();
  if (plan !== undefined) await documents.write('plan', aPlanDocument(plan));
  return accessChecks(documents);
}

describe('the checks of access', () => {
  it('have nothing to say before the first plan, and of a good one', async () => {
    expect(await checksOf(undefined)).toMatchObject([{ check: 'access', status: 'ok' }]);
    expect(await checksOf({})).toEqual([{ check: 'access policy', status: 'ok', message: 'The policy is valid.' }]);
  });

  it('say that enforce plans only', async () => {
    expect(await checksOf({ mode: 'enforce' })).toMatchObject([{ message: expect.stringContaining('plans only') }]);
  });

  it.each<[string, number, string]>([
    ['one problem', 1, 'Line 3, column 5: bindings[0].role is wrong.'],
    [
      'the first of several',
      2,
      'Line 3, column 5: bindings[0].role is wrong. There are 2 problems; GET /api/access/plan has all.',
    ],
  ])('tell %s of the policy, and its fix', async (_which, count, message) => {
    const problem = {
      line: 3,
      column: 5,
      field: 'bindings[0].role',
      message: 'bindings[0].role is wrong.',
      fix: 'Mend it.',
    };

    expect(await checksOf({ policyProblems: Array.from({ length: count }, () => problem) })).toEqual([
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

  it('tell of every quarantine that waits for an approver, and how they decide', async () => {
    const pending: PlanDocument['quarantines'][number] = {
      id: 'q1',
      binding: 'web',
      kind: 'removals',
      hash: 'abc',
      why: '3 people would lose access.',
      count: 3,
      status: 'pending',
      createdAt: 0,
      until: 1,
    };
    const quarantines = [pending, { ...pending, binding: null }, { ...pending, status: 'approved' as const }];

    const checks = await checksOf({ quarantines });

    expect(checks.slice(1).map(({ check }) => check)).toEqual(['quarantine of web', 'quarantine of no binding']);
    expect(checks[1]).toEqual({
      check: 'quarantine of web',
      status: 'problem',
      message: 'Its removals (3) wait for an approver. 3 people would lose access.',
      fix: 'Read GET /api/access/quarantines/q1, then POST …/approve or …/reject with the hash abc.',
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
