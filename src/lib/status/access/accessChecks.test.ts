import { describe, expect, it } from 'vitest';
import { createMemoryChanges } from '../../../../local/memory/changes.ts';
import { createMemoryDocuments } from '../../../../local/memory/documents.ts';
import { createMemoryPolicy } from '../../../../local/memory/policy.ts';
import { createMemoryQuarantines } from '../../../../local/memory/quarantines.ts';
import { NOON } from '../../../../test/builders/evidence.ts';
import { aPlanDocument } from '../../../../test/builders/planDocument.ts';
import type { ChangeRecord } from '../../access/apply/changeRecord.ts';
import type { PolicySource } from '../../access/documents.ts';
import { DEFAULT_GUARDS } from '../../access/policy/guards.ts';
import type { Quarantine } from '../../access/quarantine/quarantine.ts';
import { runIdOf } from '../../access/runRecord.ts';
import type { PlanDocument } from '../../access/runs/planDocument.ts';
import { hours } from '../../time.ts';
import { accessChecks } from './accessChecks.ts';

const policy = createMemoryPolicy();
policy.put('version: 1\nbindings: []\n');
const ENFORCING = {
  policySource: policy,
  accessSettings: { mode: 'enforce', limits: DEFAULT_GUARDS, confirmMs: 0, trustedTags: [] },
} as const;

type Planned = PlanDocument['quarantines'][number];

/** Quarantines of the plan are there too, as it has them. */
async function checksOf(
  plan: Partial<PlanDocument> | undefined,
  tried: readonly ChangeRecord[] = [],
  sinceThen: (quarantine: Quarantine) => Quarantine | undefined = (quarantine) => quarantine,
) {
  const documents = createMemoryDocuments();
  const changes = createMemoryChanges();
  if (plan !== undefined) await documents.write('plan', aPlanDocument(plan));
  for (const record of tried) await changes.save(record);
  const quarantines = createMemoryQuarantines();
  for (const planned of plan?.quarantines ?? []) {
    const now = sinceThen(quarantineOf(planned));
    if (now !== undefined) await quarantines.create(now);
  }
  return accessChecks({ ...ENFORCING, documents, changes, quarantines, clock: { now: () => NOON } });
}

function quarantineOf({ id, binding, kind, hash, why, count, createdAt, until }: Planned): Quarantine {
  return { id, binding, kind, hash, why, count, createdAt, expiresAt: until, status: 'pending' };
}

const PENDING: Planned = {
  id: 'q1',
  binding: 'web',
  kind: 'removals',
  hash: 'abc',
  why: '3 people would lose access.',
  count: 3,
  status: 'pending',
  createdAt: 0,
  until: NOON + 1,
};

const RUN_ID = runIdOf(0, () => 0);

const aRecord = (id: string, parts: Partial<ChangeRecord>): ChangeRecord => ({
  runId: RUN_ID,
  id,
  action: 'add',
  scope: '/subscriptions/s',
  role: 'user',
  principalId: id,
  principalType: 'User',
  binding: 'b',
  reason: 'member',
  status: 'failed',
  at: 0,
  code: 'Denied',
  message: 'Azure refused it.',
  evidence: [],
  tries: 1,
  ...parts,
});

const aSummary = (
  name: string,
  parts: Partial<PlanDocument['bindings'][number]>,
): PlanDocument['bindings'][number] => ({
  name,
  role: 'user',
  assign: 'members',
  group: { id: 'g' },
  expired: false,
  complete: true,
  scopes: 1,
  eligible: 1,
  leftOut: 0,
  kept: 0,
  adds: 0,
  removes: 0,
  withheld: 0,
  satisfied: 0,
  cost: { members: 1, group: 1 },
  ...parts,
});

describe('the checks of access before the first plan', () => {
  const checks = (policySource: PolicySource, mode: 'observe' | 'enforce') =>
    accessChecks({
      policySource,
      accessSettings: { ...ENFORCING.accessSettings, mode },
      documents: createMemoryDocuments(),
      changes: createMemoryChanges(),
      quarantines: createMemoryQuarantines(),
      clock: { now: () => NOON },
    });
  const unset: PolicySource = { read: async () => ({ kind: 'notConfigured' }) };
  const broken: PolicySource = { read: async () => ({ kind: 'text', text: 'version: 2\n', etag: '1' }) };
  const END = 'ACCESS_MODE is enforce, and nothing can be changed without a policy.';

  it('tell at once that nothing says who may sign in, to who enforces it', async () => {
    expect(await checks(unset, 'enforce')).toEqual([
      {
        check: 'access policy',
        status: 'problem',
        message: `ACCESS_POLICY_URL is not set. ${END}`,
        fix: 'Set it to the URL of the blob that holds the policy.',
      },
    ]);
    expect(await checks(broken, 'enforce')).toMatchObject([
      { status: 'problem', message: expect.stringContaining(END) },
    ]);
  });

  it('wait for the first run else', async () => {
    const waits = [{ check: 'access', status: 'ok', message: 'No run has ended yet.' }];

    expect(await checks(policy, 'enforce')).toEqual(waits);
    expect(await checks(unset, 'observe')).toEqual(waits);
  });
});

describe('the checks of access', () => {
  it('have nothing to say before the first plan, and of a good one', async () => {
    expect(await checksOf(undefined)).toMatchObject([{ check: 'access', status: 'ok' }]);
    expect(await checksOf({ mode: 'enforce' })).toEqual([
      { check: 'access policy', status: 'ok', message: 'The policy is valid.' },
    ]);
    expect(await checksOf({})).toMatchObject([{ status: 'ok', message: expect.stringContaining('observe') }]);
  });

  it('tell what has failed in the newest run, once for each way of failing', async () => {
    const tried = [
      aRecord('a1', {}),
      aRecord('a2', {}),
      aRecord('a3', { code: 'LimitExceeded', message: 'No more fit.' }),
      aRecord('a4', { status: 'done', code: 'Created' }),
      aRecord('a5', { status: 'held', code: 'Paused' }),
      aRecord('a6', { status: 'waiting', code: 'Throttled' }),
    ];

    const checks = await checksOf({ mode: 'enforce', runId: RUN_ID }, tried);

    expect(checks.slice(1)).toMatchObject([
      { check: 'changes of access: Denied', status: 'problem', message: '2 changes failed. Azure refused it.' },
      { check: 'changes of access: LimitExceeded', message: 'One change failed. No more fit.' },
    ]);
    expect(await checksOf({ mode: 'observe', runId: RUN_ID }, tried)).toHaveLength(1);
  });

  const policy = { etag: '"1"', readAt: Date.UTC(2026, 10, 22, 9) };
  const stands =
    'Nothing is changed until it is mended: what stands is by the last good policy, read 2026-11-22T09:00:00.000Z.';

  it.each<[string, number, Partial<PlanDocument>, string]>([
    ['one problem', 1, { policy }, `Line 3, column 5: bindings[0].role is wrong. ${stands}`],
    [
      'the first of several',
      2,
      { policy },
      `Line 3, column 5: bindings[0].role is wrong. There are 2 problems; GET /api/access/plan has all. ${stands}`,
    ],
    [
      'one where there never was a good one',
      1,
      {},
      'Line 3, column 5: bindings[0].role is wrong. Nothing is changed until it is mended: there is no earlier policy that could be followed.',
    ],
  ])('tell %s of the policy, what holds meanwhile, and its fix', async (_which, count, parts, message) => {
    const problem = {
      line: 3,
      column: 5,
      field: 'bindings[0].role',
      message: 'bindings[0].role is wrong.',
      fix: 'Mend it.',
    };

    expect(await checksOf({ ...parts, policyProblems: Array.from({ length: count }, () => problem) })).toEqual([
      { check: 'access policy', status: 'problem', message, fix: 'Mend it.' },
    ]);
  });

  it('tell no line of a policy that is not there', async () => {
    const problem = { line: 0, column: 0, field: 'policy', message: 'There is no policy.', fix: 'Restore it.' };

    const [check] = await checksOf({ policy, policyProblems: [problem] });

    expect(check?.message).toBe(`There is no policy. ${stands}`);
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
    const quarantines = [PENDING, { ...PENDING, binding: null }, { ...PENDING, status: 'approved' as const }];

    const checks = await checksOf({ quarantines });

    expect(checks.slice(1).map(({ check }) => check)).toEqual(['quarantine of web', 'quarantine of no binding']);
    expect(checks[1]).toEqual({
      check: 'quarantine of web',
      status: 'problem',
      message: 'Its removals (3) wait for an approver. 3 people would lose access.',
      fix: 'Read GET /api/access/quarantines/q1, then POST …/approve or …/reject with the hash abc.',
    });
  });

  it.each<[string, (quarantine: Quarantine) => Quarantine | undefined]>([
    [
      'was rejected',
      (one) => ({ ...one, status: 'rejected', decision: { at: NOON, by: 'ada', reason: 'No.', until: NOON + 1 } }),
    ],
    [
      'was approved',
      (one) => ({ ...one, status: 'approved', decision: { at: NOON, by: 'ada', reason: 'Ok.', until: NOON + 1 } }),
    ],
    ['is over', (one) => ({ ...one, expiresAt: NOON })],
    ['is obsolete', (one) => ({ ...one, status: 'obsolete' })],
    ['is lost', () => undefined],
  ])('say nothing of a quarantine that %s since the plan was made', async (_, sinceThen) => {
    expect((await checksOf({ quarantines: [PENDING] }, [], sinceThen)).slice(1)).toEqual([]);
  });

  it('name every way in which somebody who is denied still gets in, whatever the mode', async () => {
    const way = (id: string) => ({
      code: 'DenyIneffective' as const,
      message: `${id} is denied, and still gets in.`,
      fix: 'Take them out.',
    });

    const warnings = [way('ann'), way('bob')];

    for (const mode of ['observe', 'enforce'] as const)
      expect((await checksOf({ warnings, mode })).slice(1)).toEqual([
        {
          check: 'denied person',
          status: 'problem',
          message: 'ann is denied, and still gets in.',
          fix: 'Take them out.',
        },
        {
          check: 'denied person',
          status: 'problem',
          message: 'bob is denied, and still gets in.',
          fix: 'Take them out.',
        },
      ]);
  });

  it.each([
    ['a day', hours(24), ['removals of web']],
    ['less', hours(24) - 1, []],
  ])('tell of removals that nothing could confirm for %s', async (_long, blockedMs, told) => {
    const blockedSince = NOON - blockedMs;

    const checks = await checksOf({ at: NOON, bindings: [aSummary('ops', {}), aSummary('web', { blockedSince })] });

    expect(checks.slice(1).map(({ check }) => check)).toEqual(told);
  });

  it('tell since when removals have been blocked, and what becomes of them', async () => {
    const checks = await checksOf({ at: NOON, bindings: [aSummary('web', { blockedSince: NOON - hours(48) })] });

    expect(checks[1]).toEqual({
      check: 'removals of web',
      status: 'problem',
      message: 'An incomplete reading has blocked them since 2026-11-20T12:00:00.000Z: who left may still get in.',
      fix: 'Mend what the checks "binding …" name; after 7 days, what may be removed all the same is put before an approver.',
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
