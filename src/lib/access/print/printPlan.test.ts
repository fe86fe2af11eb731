import { describe, expect, it } from 'vitest';
import { NOON } from '../../../../test/builders/evidence.ts';
import { aPlanDocument } from '../../../../test/builders/planDocument.ts';
import { hours } from '../../time.ts';
import { NO_NAMES } from '../plan/names.ts';
import type { PlanDocument } from '../runs/planDocument.ts';
import { printPlan as print, unnamedIn } from './printPlan.ts';

const SUB = '/subscriptions/s1';

const EMPTY = aPlanDocument({ at: NOON });

const add = (principalId: string, rest: Partial<PlanDocument['adds'][number]> = {}): PlanDocument['adds'][number] => ({
  action: 'add',
  scope: SUB,
  role: 'user',
  principalId,
  principalType: 'User',
  binding: 'web',
  reason: 'member',
  ...rest,
});

const binding = (rest: Partial<PlanDocument['bindings'][number]> = {}): PlanDocument['bindings'][number] => ({
  name: 'web',
  role: 'user',
  assign: 'members',
  group: { id: 'g1', name: 'Staff' },
  expired: false,
  complete: true,
  scopes: 1,
  eligible: 3,
  leftOut: 1,
  kept: 1,
  adds: 2,
  removes: 1,
  withheld: 1,
  satisfied: 0,
  cost: { members: 3, group: 1 },
  ...rest,
});

const IDLE = { adds: 0, removes: 0, withheld: 0 };

const foreign = (
  principalId: string,
  rest: Partial<PlanDocument['foreign'][number]> = {},
): PlanDocument['foreign'][number] => ({
  name: `name-of-${principalId}`,
  scope: SUB,
  role: 'administrator',
  principalId,
  principalType: 'User',
  ...rest,
});

const quarantine = (
  id: string,
  rest: Partial<PlanDocument['quarantines'][number]> = {},
): PlanDocument['quarantines'][number] => ({
  id,
  binding: 'web',
  kind: 'additions',
  hash: 'fedcba9876543210'.repeat(4),
  why: '6 people would become administrators.',
  count: 6,
  status: 'pending',
  createdAt: NOON,
  until: NOON + hours(24),
  ...rest,
});

const RICH: PlanDocument = {
  ...EMPTY,
  complete: false,
  policyWarnings: [{ line: 1, column: 1, field: '', message: 'Something is odd.', fix: 'Look.' }],
  bindings: [
    binding(),
    binding({
      ...IDLE,
      satisfied: 2,
      name: 'admins',
      role: 'administrator',
      assign: 'group',
      expired: true,
      group: { id: 'g2' },
      owners: [{ id: 'o1', displayName: 'Ada' }, { id: 'o2' }],
    }),
    binding({ ...IDLE, name: 'orphans', role: 'administrator', owners: [] }),
    binding({ ...IDLE, name: 'unread', role: 'administrator' }),
  ],
  incomplete: [{ binding: 'web', reason: 'PageFailed', message: 'A page failed.', fix: 'Wait.', since: NOON }],
  unread: [{ scope: '/subscriptions/s2', code: 'AuthorizationFailed', message: 'No.' }],
  adds: [add('p1', { principal: 'ann@contoso.com', path: ['Staff', 'Night shift'] }), add('p2', { path: ['Staff'] })],
  removes: [
    add('p3', { action: 'remove', reason: 'dropped', binding: null }),
    add('p12', { action: 'remove', reason: 'dropped', binding: 'dropped' }),
  ],
  withheld: [
    { ...add('p4'), why: { code: 'PlaceUnreadable', message: 'Nobody knows.' } },
    { ...add('p5', { action: 'remove', reason: 'leftGroup' }), why: { code: 'Exempt', message: 'Exempt until then.' } },
  ],
  quarantines: [quarantine('q1'), quarantine('q2', { binding: null, kind: 'removals', status: 'rejected' })],
  kept: 1,
  leftOut: [{ binding: 'web', principalId: 'p6', reason: 'guest', message: 'Guests cannot sign in.' }],
  satisfied: [
    { scope: SUB, role: 'user', principalId: 'p7', binding: 'web', by: 'x' },
    { scope: SUB, role: 'user', principalId: 'p8', binding: 'web', by: 'x', endsAt: NOON + hours(1) },
  ],
  foreign: [
    foreign('p9', { principal: 'bob@contoso.com', endsAt: NOON + hours(2) }),
    foreign('p10', { installationId: 'i2' }),
  ],
  orphans: [foreign('p11')],
  quota: [
    { scope: SUB, used: 3900, limit: 4000, after: 3902, fullAt: NOON + hours(24 * 9) },
    { scope: '/providers/microsoft.management/managementgroups/prod', used: 1, limit: 500, after: 1 },
  ],
  warnings: [
    {
      code: 'ScopeWithoutMachines',
      binding: 'web',
      message: 'The inventory has no machine in rg-wbe.',
      fix: 'Compare the names.',
    },
    { code: 'BindingExpired', binding: 'admins', message: 'The binding ended.', fix: 'Set a later day.' },
    { code: 'SharedInstallation', message: 'Two apps share the id.', fix: 'Give one another.' },
  ],
};

const printPlan = (plan: PlanDocument, names = NO_NAMES): string => print(plan, names);

/** What the directory says that these are called. */
const called = (...entries: readonly (readonly [id: string, userPrincipalName: string])[]): typeof NO_NAMES => ({
  ...NO_NAMES,
  people: new Map(
    entries.map(([id, userPrincipalName]) => [id, { id, userPrincipalName, enabled: true, userType: 'Member' }]),
  ),
});

describe('a plan in print', () => {
  it('is one line when there is nothing to say', () => {
    expect(printPlan(EMPTY)).toBe(
      'Plan: 0 to add, 0 to remove, 0 withheld, 0 unchanged; everything was read (2026-11-22T12:00:00.000Z, abcdef012345).\n',
    );
  });

  it('says all that there is to say', () => {
    expect(printPlan(RICH)).toBe(`Not read completely (1)
  web: A page failed.
    to do: Wait.

Not known (1)
  /subscriptions/s2: No. (AuthorizationFailed)

Scopes without machines (1)
  web: The inventory has no machine in rg-wbe.
    to do: Compare the names.

Policy warnings (1)
  1:1 Something is odd.
    to do: Look.

web: user role for members of Staff (g1)
  scopes 1, people 3, left out 1, unchanged 1
  + ann@contoso.com (p1) at /subscriptions/s1: member through Staff > Night shift
  + p2 at /subscriptions/s1: member
  Withheld: Nobody knows.
    (+) p4 at /subscriptions/s1: member
  Withheld: Exempt until then.
    (-) p5 at /subscriptions/s1: leftGroup

admins (expired): administrator role for group g2; owners: Ada, o2
  scopes 1, people 3, left out 1, unchanged 1, 2 satisfied by others; no changes

orphans: administrator role for members of Staff (g1); owners: none
  scopes 1, people 3, left out 1, unchanged 1; no changes

unread: administrator role for members of Staff (g1); owners: not read
  scopes 1, people 3, left out 1, unchanged 1; no changes

No binding is known for these
  - p3 at /subscriptions/s1: dropped

dropped: not in the policy any more
  - p12 at /subscriptions/s1: dropped

Quarantined: an approver decides (2)
  q1 web: 6 additions, pending until 2026-11-23T12:00:00.000Z
    6 people would become administrators.
    to do: Read GET /api/access/quarantines/q1, then POST …/approve or …/reject; hash ${'fedcba9876543210'.repeat(4)}.
  q2 no binding: 6 removals, rejected until 2026-11-23T12:00:00.000Z
    6 people would become administrators.

Left out (1)
  web: p6: Guests cannot sign in.

Satisfied by assignments of others (2)
  web: user role for p7 at /subscriptions/s1
  web: user role for p8 at /subscriptions/s1, until 2026-11-22T13:00:00.000Z

Foreign: not ours, never touched (2)
  administrator role for bob@contoso.com (p9) at /subscriptions/s1, until 2026-11-22T14:00:00.000Z
  administrator role for p10 at /subscriptions/s1, of installation i2

Orphans: their principal is not in the directory (1)
  administrator role for p11 at /subscriptions/s1

Role assignments
  used  after  limit  full        place
  3900  3902   4000   2026-12-01  /subscriptions/s1
  1     1      500                /providers/microsoft.management/managementgroups/prod

Warnings (2)
  admins: The binding ended. (BindingExpired)
    to do: Set a later day.
  Two apps share the id. (SharedInstallation)
    to do: Give one another.

Plan: 2 to add, 2 to remove, 2 withheld, 1 unchanged; not everything could be read (2026-11-22T12:00:00.000Z, abcdef012345).
`);
  });

  it('is none for a policy with problems: only they are told', () => {
    const problem = { line: 3, column: 5, field: 'x', message: 'bindings[0].role is none.', fix: 'Write user.' };
    const text = printPlan({ ...RICH, policyProblems: [problem] });

    expect(text).toMatch(/^Policy problems \(1\)\n  3:5 bindings\[0\]\.role is none\.\n/);
    expect(text).not.toMatch(/to add|Withheld/);
  });

  it('names those who are left out, or have access already, as far as their names are known', () => {
    const satisfied = [
      ...RICH.satisfied,
      { scope: SUB, role: 'user' as const, principalId: 'g2', binding: 'admins', by: 'x' },
    ];
    const names = called(['p6', 'guest@contoso.com'], ['p7', 'nora@contoso.com'], ['g2', 'sg-admins']);

    const lines = printPlan({ ...RICH, satisfied }, names).split('\n');

    expect(lines).toContain('  web: guest@contoso.com (p6): Guests cannot sign in.');
    expect(lines).toContain('  web: user role for nora@contoso.com (p7) at /subscriptions/s1');
    expect(lines).toContain('  web: user role for p8 at /subscriptions/s1, until 2026-11-22T13:00:00.000Z');
    expect(lines).toContain('  admins: user role for group sg-admins (g2) at /subscriptions/s1');
  });

  it('wants no more names than it shows', () => {
    const leftOut = Array.from({ length: 203 }, (_, i) => ({
      binding: 'web',
      principalId: `out${i}`,
      reason: 'guest' as const,
      message: 'No.',
    }));

    const ids = unnamedIn({ ...RICH, leftOut }).map(({ principalId }) => principalId);

    expect(ids).toHaveLength(202);
    expect(ids.slice(198)).toEqual(['out198', 'out199', 'p7', 'p8']);
  });

  it('says from when on another run can confirm something', () => {
    expect(printPlan({ ...EMPTY, confirmAt: NOON + hours(1) })).toContain(
      'Of what is withheld, some waits only to be seen again: from 2026-11-22T13:00:00.000Z on by another run.\n',
    );
  });

  it.each<readonly [string, Partial<PlanDocument>, boolean]>([
    ['a removal', { removes: RICH.removes }, true],
    ['a removal that is withheld', { withheld: RICH.withheld }, true],
    ['additions only', { adds: RICH.adds, withheld: RICH.withheld.slice(0, 1) }, false],
  ])('says of %s at a terminal whether it knows its binding', (_what, parts, isGuess) => {
    const text = (runId: string) => printPlan({ ...EMPTY, ...parts, runId });

    expect(text('once').includes('is not read here: which binding a removal is put down to')).toBe(isGuess);
    expect(text('run')).not.toContain('not read here');
  });

  it('asks nobody to decide on what was planned at a terminal only', () => {
    const text = printPlan({ ...EMPTY, runId: 'once', quarantines: [quarantine('q1')] });

    expect(text).toContain('to do: The app gives it an id of its own, when it has this policy.');
    expect(text).not.toContain('POST');
  });

  it('shows two hundred of a kind, and says how many more there are', () => {
    const all = Array.from({ length: 203 }, (_, i) => foreign(`p${i}`));
    const lines = (count: number) => printPlan({ ...EMPTY, foreign: all.slice(0, count) }).split('\n');

    expect(lines(203).filter((line) => line.startsWith('  administrator'))).toHaveLength(200);
    expect(lines(203)).toContain('  … and 3 more; --json shows all');
    expect(lines(203)).toContain('Foreign: not ours, never touched (203)');
    expect(lines(200).join('\n')).not.toContain('more;');
  });

  it('tells a terminal what each line is, but for its indentation', () => {
    const lines = print(RICH, NO_NAMES, (text, kind) => `<${kind}>${text}`).split('\n');

    expect(lines).toContain('<problem>Not read completely (1)');
    expect(lines).toContain('<heading>web: user role for members of Staff (g1)');
    expect(lines).toContain('  <add>+ p2 at /subscriptions/s1: member');
    expect(lines).toContain('  <remove>- p3 at /subscriptions/s1: dropped');
    expect(lines).toContain('  <withheld>Withheld: Nobody knows.');
    expect(lines.at(-2)).toMatch(/^<problem>Plan: /);
    expect(print(EMPTY, NO_NAMES, (text, kind) => `<${kind}>${text}`)).toMatch(/^<heading>Plan: /);
  });

  it('gives a terminal no orders, whoever chose the names', () => {
    const hostile = '\u{1b}[2J\u{9b}31m\r\nTo add (0)\u{202e}';
    const names = { principal: hostile, path: [hostile, hostile], binding: hostile };

    const text = printPlan(
      {
        ...RICH,
        adds: [add('p1', names)],
        foreign: [foreign('p2', { principal: hostile })],
        bindings: [
          binding({
            group: { id: 'g', name: hostile },
            owners: [{ id: 'o', displayName: hostile }],
            role: 'administrator',
          }),
        ],
        warnings: [{ code: 'GroupRenamed', binding: hostile, message: hostile, fix: hostile }],
        unread: [{ scope: SUB, code: hostile, message: hostile }],
      },
      called(['p6', hostile], ['p7', hostile]),
    );

    expect(text.replaceAll('\n', '')).not.toMatch(/[\p{Cc}\p{Cf}]/u);
    expect(text.split('\n').filter((line) => line.startsWith('To add'))).toEqual([]);
  });

  it('keeps its columns in line, whatever is taken out of a name', () => {
    const named = (name: string) => binding({ name });
    const [, , , ...rows] = printPlan({ ...EMPTY, bindings: [named('a\u{e0041}b'), named('plain')] }).split('\n');

    const [hostile = '', plain = ''] = rows.slice(1);
    expect(hostile.indexOf('user')).toBe(plain.indexOf('user'));
  });
});
