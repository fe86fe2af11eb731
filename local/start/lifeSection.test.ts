import { describe, expect, it } from 'vitest';
import type { AccessRun, TriedChange } from './accessRuns.ts';
import type { LifeEvent } from './demoLife.ts';
import { type Life, lifeSection } from './lifeSection.ts';
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
  evidence: [
    { check: 'policy', said: 'It is wanted.' },
    { check: 'directory', said: 'A member.' },
  ],
  ...more,
});
const run = (done: readonly TriedChange[], held: readonly TriedChange[] = []): AccessRun => ({
  id: 'r',
  finishedAt: '2027-01-01T00:00:00Z',
  planned: null,
  changes: null,
  done: [...done],
  held: [...held],
  failed: [],
});
const event = (what: string, more: Partial<LifeEvent> = {}): LifeEvent => ({
  what,
  calls: [],
  whom: ['ida'],
  binding: 'web-users',
  outsiders: [],
  ...more,
});
const life = (more: Partial<Life>): Life => ({
  events: [],
  before: [],
  after: [],
  plan: EMPTY_PLAN,
  rests: true,
  ...more,
});
/** What is told of the one event. */
const told = (more: Partial<Life>) => {
  const lines = lifeSection(life({ events: [event('It happens.')], ...more }));
  const from = lines.indexOf('  It happens.') + 1;
  return lines.slice(from, lines.indexOf('', from));
};

describe('lifeSection', () => {
  it('counts what was given and taken at the start, binding by binding', () => {
    const done = [
      change('ida'),
      change('ida', { scope: `${RG}-2` }),
      change('bob', { action: 'remove' }),
      change('eve', { binding: null }),
    ];

    expect(lifeSection(life({ before: [run(done)] })).slice(0, 5)).toEqual([
      'What was done',
      '  At the start',
      '    binding      given   taken  people',
      '    no binding       1       0       1',
      '    web-users        2       1       2',
    ]);
  });

  it('says so when there was nothing to do', () => {
    expect(lifeSection(life({}))).toContain('  At the start nothing was given or taken.');
    expect(lifeSection(life({})).join()).toContain('found nothing left to do');
    expect(lifeSection(life({ rests: false })).join()).toContain('still under way');
  });

  it('tells who got something, through which groups, and what proved it', () => {
    expect(told({ after: [run([change('ida'), change('ida', { binding: 'other' }), change('bob')])] })).toEqual([
      '    → ida@contoso.com got user at rg-web through sg-web › sg-night.',
      '      proven: It is wanted. A member.',
    ]);
    expect(told({ after: [run([change('ida', { path: [] })])] })[0]).toBe('    → ida@contoso.com got user at rg-web.');
  });

  it('tells who lost something, and why', () => {
    const after = [run([change('ida', { action: 'remove', reason: 'disabled' })])];

    expect(told({ after })[0]).toBe('    → ida@contoso.com lost user at rg-web: the account is disabled.');
  });

  it('tells what could not be done by the newest run', () => {
    const held = [change('ida', { message: 'A person has paused it.' })];

    expect(told({ after: [run([], held), run([], [change('ida', { message: 'Before.' })])] })).toEqual([
      '    → not done for ida@contoso.com: A person has paused it.',
    ]);
  });

  it('says when nothing came of it, or when that is not known yet', () => {
    expect(told({})).toEqual(['    → nothing came of it.']);
    expect(told({ rests: false })).toEqual(['    → still under way.']);
  });

  it('tells what waits for an approver, of that kind and for those people, and how to decide', () => {
    const pending = {
      id: 'q1',
      binding: 'web-users',
      kind: 'removals',
      count: 2,
      why: 'Too many.',
      status: 'pending',
      hash: 'abc',
    };
    const withheld = ['ida', 'bob'].map((principalId) => ({
      ...change(principalId),
      action: 'remove' as const,
      quarantine: 'q1',
      why: { code: 'GuardRemovals', message: 'Too many.' },
    }));
    const plan = {
      ...EMPTY_PLAN,
      withheld,
      quarantines: [
        pending,
        { ...pending, id: 'q2' },
        { ...pending, binding: 'other' },
        { ...pending, status: 'approved' },
      ],
    };

    expect(told({ plan })).toEqual([
      '    → nobody loses anything: 2 changes wait in quarantine q1, for 1 person. Too many.',
      expect.stringContaining('to do: POST /api/access/quarantines/q1/approve'),
    ]);
    expect(told({ plan: { ...plan, quarantines: [{ ...pending, kind: 'additions', count: 1 }] } })[0]).toContain(
      'nobody gets anything: 1 change waits',
    );
  });

  it('tells of a warning what it comes to, and whether anybody else gained by it', () => {
    const events = [event('It happens.', { warning: 'GroupRenamed', outsiders: ['eve', 'bob'] })];
    const plan = {
      ...EMPTY_PLAN,
      warnings: [{ code: 'GroupRenamed', binding: 'web-users', message: 'It has another name.', fix: '' }],
    };

    expect(told({ events, plan, after: [run([change('bob'), change('eve', { action: 'remove' })])] })).toEqual([
      '    → web-users goes on: 0 roles stay as they are. It has another name.',
      '    → eve gets nothing.',
      '    → bob got something, see above.',
    ]);
  });
});
