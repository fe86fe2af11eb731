import { describe, expect, it } from 'vitest';
import { accessTotals, accessView } from './accessRows.ts';
import type { AccessRun, TriedChange } from './accessRuns.ts';
import { EMPTY_PLAN } from './testing/emptyPlan.ts';

const RG = '/subscriptions/22222222-2222-4222-8222-222222222222/resourceGroups/rg-web';

const change = (principalId: string, more: Partial<TriedChange> = {}): TriedChange => ({
  action: 'add',
  scope: RG,
  role: 'user',
  principalId,
  principal: `${principalId}@contoso.com`,
  binding: 'web-users',
  path: ['sg-web', 'sg-night'],
  reason: 'member',
  message: '',
  evidence: [],
  ...more,
});
const run = (id: string, more: Partial<AccessRun> = {}): AccessRun => ({
  id,
  finishedAt: '2027-01-01T00:00:00Z',
  planned: null,
  changes: null,
  done: [],
  held: [],
  failed: [],
  ...more,
});
const QUARANTINE = {
  id: 'q1',
  binding: 'web-users',
  kind: 'removals',
  count: 2,
  why: 'Too many.',
  status: 'pending',
  hash: 'h',
};
const names = (id: string) => (id === 'ida' ? 'Ida Holm' : undefined);

describe('the rows of access', () => {
  it('have one row for all who got or lost the same in a run, the newest run first', () => {
    const first = run('r1', {
      done: [
        change('ida'),
        change('bob'),
        change('ida', { scope: `${RG}-2` }),
        change('eve', { role: 'administrator' }),
      ],
    });
    const second = run('r2', { done: [change('bob', { action: 'remove', reason: 'disabled' })] });

    expect(accessView(EMPTY_PLAN, [second, first], names).rows).toEqual([
      {
        names: ['bob@contoso.com'],
        state: 'Removed',
        why: 'user at rg-web: the account is disabled.',
        tone: 'warning',
      },
      {
        names: ['Ida Holm', 'bob@contoso.com'],
        state: 'Granted',
        why: 'user at 2 scopes through sg-web › sg-night',
        tone: 'good',
      },
      {
        names: ['eve@contoso.com'],
        state: 'Granted',
        why: 'administrator at rg-web through sg-web › sg-night',
        tone: 'good',
      },
    ]);
  });

  it('begin with what needs a person: quarantines, then what the newest run could not do', () => {
    const withheld = ['ida', 'bob'].map((principalId) => ({
      ...change(principalId),
      quarantine: 'q1',
      why: { code: 'GuardRemovals', message: 'Too many.' },
    }));
    const plan = {
      ...EMPTY_PLAN,
      withheld,
      quarantines: [QUARANTINE, { ...QUARANTINE, id: 'q2', status: 'rejected' }],
    };
    const newest = run('r2', {
      held: [change('eve', { message: 'A person has paused it.' })],
      failed: [{ message: 'The directory does not answer.' }, { ...change('joe'), message: 'A lock is there.' }],
      done: [change('ann')],
    });
    const older = run('r1', { failed: [{ message: 'Long ago.' }] });

    expect(accessView(plan, [newest, older], names).rows.map(({ names, state, why }) => [names, state, why])).toEqual([
      [['Ida Holm', 'bob@contoso.com'], 'Waits', 'web-users: Too many.'],
      [['the run'], 'Failed', 'The directory does not answer.'],
      [['joe@contoso.com'], 'Failed', 'A lock is there.'],
      [['eve@contoso.com'], 'Deferred', 'A person has paused it.'],
      [['ann@contoso.com'], 'Granted', 'user at rg-web through sg-web › sg-night'],
    ]);
  });

  it.each([
    ['has changes that have not ended', { finishedAt: null, planned: { adds: 2, removes: 0 } }, true],
    ['still plans', { finishedAt: null }, false],
    ['is over', { planned: { adds: 2, removes: 0 } }, false],
  ])('are under way while a run %s: %o is %s', (_what, newest, underWay) => {
    expect(accessView(EMPTY_PLAN, [run('r1', newest)]).underWay).toBe(underWay);
  });

  it('log each change once, in order, without what a terminal obeys', () => {
    const runs = [
      run('r2', { done: [change('bob')] }),
      run('r1', { done: [change('a\u001b[2J', { action: 'remove' })] }),
    ];

    expect(accessView(EMPTY_PLAN, runs).log).toEqual([
      'a [2J@contoso.com Removed user at rg-web: member. (run r1)',
      'bob@contoso.com Granted user at rg-web through sg-web › sg-night (run r2)',
    ]);
  });
});

describe('the totals of access', () => {
  const done = run('r1', { done: [change('ida'), change('bob'), change('eve', { action: 'remove' })] });

  it.each([
    ['before the first plan', undefined, [], 'no plan yet'],
    ['with nothing to do', EMPTY_PLAN, [run('r1')], 'nothing to do'],
    ['after some changes', EMPTY_PLAN, [done], '2 granted · 1 removed'],
    [
      'while a run is under way, what it has planned and made',
      EMPTY_PLAN,
      [{ ...done, id: 'r2', finishedAt: null, planned: { adds: 60, removes: 1 }, changes: { sent: 20, ended: 0 } }],
      '3 of 61 changes · 2 granted · 1 removed',
    ],
    ['while a run still plans', EMPTY_PLAN, [run('r2', { finishedAt: null })], 'nothing to do'],
    ['with a quarantine', { ...EMPTY_PLAN, quarantines: [QUARANTINE] }, [], '1 waits for an approver'],
    [
      'with people who are left out, each once',
      {
        ...EMPTY_PLAN,
        leftOut: ['a', 'a', 'b'].map((principalId) => ({ binding: 'x', principalId, reason: '', message: '' })),
      },
      [],
      '2 left out',
    ],
    ['in observe', { ...EMPTY_PLAN, mode: 'observe' as const, adds: [1, 2] }, [], '2 would be granted'],
    [
      'with a policy that is broken',
      { ...EMPTY_PLAN, policyProblems: [{ line: 1, column: 1, message: 'No.', fix: '' }] },
      [done],
      'the policy has 1 problem, so nothing changes',
    ],
  ])('say so %s', (_when, plan, runs, totals) => {
    expect(accessTotals(plan, runs).join(' · ')).toBe(totals);
  });
});
