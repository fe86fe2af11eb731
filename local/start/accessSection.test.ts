import { describe, expect, it } from 'vitest';
import type { AccessPlan } from './accessPlan.ts';
import { accessSection, planLine } from './accessSection.ts';
import { EMPTY_PLAN as EMPTY } from './testing/emptyPlan.ts';

const RG = '/subscriptions/22222222-2222-4222-8222-222222222222/resourceGroups/rg-web';

type Binding = AccessPlan['bindings'][number];

const binding = (more: Partial<Binding>): Binding => ({
  name: 'web-users',
  role: 'user',
  assign: 'members',
  group: { id: 'g1', name: 'sg-web-users' },
  expired: false,
  complete: true,
  scopes: 1,
  eligible: 0,
  leftOut: 0,
  kept: 0,
  adds: 0,
  removes: 0,
  withheld: 0,
  satisfied: 0,
  ...more,
});

const change = (principal: string, more: Partial<AccessPlan['removes'][number]> = {}) => ({
  action: 'remove' as const,
  binding: 'web-users',
  reason: 'leftGroup',
  scope: RG,
  role: 'user',
  principalId: 'p1',
  principal,
  ...more,
});

describe('accessSection', () => {
  it('tells a whole plan in sentences', () => {
    const plan: AccessPlan = {
      ...EMPTY,
      complete: false,
      bindings: [
        binding({ eligible: 12, adds: 10, satisfied: 1, kept: 1, leftOut: 3 }),
        binding({ name: 'operations', assign: 'group', eligible: 1, scopes: 2, withheld: 1, removes: 1 }),
        binding({ name: 'council', group: { id: 'g3' }, complete: false }),
        binding({ name: 'migration', expired: true, eligible: 2 }),
      ],
      incomplete: [
        { binding: 'council', reason: 'HiddenMembership', message: 'The members are hidden.', fix: 'Show them.' },
        { binding: 'other', reason: 'NeverRead', message: 'It has not been read yet.', fix: '' },
      ],
      removes: [change('frank@contoso.com'), change('ann@contoso.com', { reason: 'brandNew' })],
      withheld: [
        {
          ...change('glass@contoso.com', { scope: `${RG}/providers/Microsoft.HybridCompute/machines/web-1` }),
          why: { code: 'Exempt', message: 'Exempt until 2099-12-31.' },
        },
        {
          ...change('sg-team', { action: 'add', role: 'administrator', scope: '/' }),
          why: { code: 'NotRoleAssignable', message: 'The group is not role-assignable.' },
        },
      ],
      leftOut: [
        ...['a', 'b', 'c', 'd', 'e', 'f'].map((principalId) => ({
          binding: 'web-users',
          principalId,
          reason: 'guest',
          message: 'Guests cannot sign in to these machines.',
        })),
        { binding: 'web-users', principalId: 'x', reason: 'denied', message: 'The policy denies this person.' },
      ],
      foreign: [{ scope: RG, role: 'user', principalId: 'a' }],
      orphans: [{ scope: RG, role: 'user', principalId: 'gone' }],
      warnings: [
        { code: 'GroupRenamed', binding: 'web-users', message: 'It has another name.', fix: 'Correct it.' },
        { code: 'DenyIneffective', message: 'x still gets in.', fix: 'Remove that by hand.' },
      ],
      policyWarnings: [{ line: 3, column: 5, message: 'The binding is over.', fix: 'Take it away.' }],
    };

    expect(accessSection(plan, (id) => (id === 'a' ? 'Kai' : undefined)).join('\n')).toBe(
      `Access, as first planned
  web-users: 12 people of sg-web-users as user at 1 place. 10 to add, 1 as it should be, 1 given by others already, 3 left out.
  operations: the group sg-web-users (1 person) as user at 2 places. 1 to remove, 1 withheld.
  council: 0 people of g3 as user at 1 place. Nothing to do. Its group could not be read completely.
  migration: is over; it was for 2 people of sg-web-users as user at 1 place.
  Not read completely
    council: The members are hidden.
      → to do: Show them.
    other: It has not been read yet.
  To be removed
    frank@contoso.com loses user at rg-web: not in the group.
    ann@contoso.com loses user at rg-web: brandNew.
  Withheld
    glass@contoso.com keeps user at web-1: Exempt until 2099-12-31.
    sg-team does not get administrator at the root of the tenant: The group is not role-assignable.
  Left out
    web-users: Guests cannot sign in to these machines. (Kai, b, c, d and 2 more)
    web-users: The policy denies this person. (x)
  Given by others, and left alone
    Kai has user at rg-web.
  Given by others to somebody who is no more
    gone has user at rg-web.
  To know
    web-users: It has another name.
      → to do: Correct it.
    x still gets in.
      → to do: Remove that by hand.
  To know of the policy
    line 3, column 5: The binding is over.
      → to do: Take it away.
`,
    );
  });

  it('tells what waits for an approver, and how they decide', () => {
    const pending = {
      id: 'q1',
      binding: 'web-users',
      kind: 'additions',
      count: 6,
      why: '6 people would become administrators.',
      status: 'pending',
      hash: 'abc',
    };
    const others = [
      { ...pending, id: 'q2', binding: null, count: 1 },
      { ...pending, status: 'approved' },
    ];

    expect(accessSection({ ...EMPTY, quarantines: [pending, ...others] })).toEqual([
      'Access, as first planned',
      '  Quarantined until an approver decides',
      '    web-users: 6 changes wait in q1. 6 people would become administrators.',
      '      → to do: POST /api/access/quarantines/q1/approve (or /reject) with the master key and { "hash": "abc", "reason": "…" }',
      '    no binding: 1 change waits in q2. 6 people would become administrators.',
      '      → to do: POST /api/access/quarantines/q2/approve (or /reject) with the master key and { "hash": "abc", "reason": "…" }',
      '',
    ]);
  });

  it('begins with what is wrong with the policy', () => {
    const policyProblems = [{ line: 1, column: 1, message: 'The policy is empty.', fix: 'Write bindings.' }];

    expect(accessSection({ ...EMPTY, complete: false, policyProblems })).toEqual([
      'Access, as first planned',
      '  The policy has problems; nothing is changed until they are fixed',
      '    line 1, column 1: The policy is empty.',
      '      → to do: Write bindings.',
      '',
    ]);
    const gone = { line: 0, column: 0, message: 'There is no policy.', fix: '' };
    expect(accessSection({ ...EMPTY, complete: false, policyProblems: [gone] })[2]).toBe('    There is no policy.');
  });

  it('names those whom the app names by id only, unless it has told the name', () => {
    const id = '11111111-1111-4111-8111-111111111111';
    const warning = (message: string) => ({ code: 'DenyIneffective', message, fix: '' });
    const warnings = [
      warning(`${id} is denied.`),
      warning(`The policy calls ${id} "Ann".`),
      warning(`${id.replace('1', '2')}.`),
    ];

    const lines = accessSection({ ...EMPTY, warnings }, (one) => (one === id ? 'Ann' : undefined));

    expect(lines.slice(2, -1)).toEqual([
      `    ${id} (Ann) is denied.`,
      `    The policy calls ${id} "Ann".`,
      `    ${id.replace('1', '2')}.`,
    ]);
  });

  it('says where in a word or two', () => {
    const scopes = [
      '/',
      '/subscriptions/s1',
      '/providers/Microsoft.Management/managementGroups/prod',
      RG,
      `${RG}/providers/Microsoft.HybridCompute/machines/web-1`,
    ];
    const foreign = scopes.map((scope) => ({ scope, role: 'user', principalId: 'a' }));

    expect(accessSection({ ...EMPTY, foreign }).slice(2, -1)).toEqual([
      '    a has user at the root of the tenant.',
      '    a has user at subscription s1.',
      '    a has user at management group prod.',
      '    a has user at rg-web.',
      '    a has user at web-1.',
    ]);
  });

  it('shows a few of many, and counts the rest', () => {
    const lines = accessSection({ ...EMPTY, removes: Array.from({ length: 30 }, (_, n) => change(`p${n}`)) });

    expect(lines.filter((line) => line.includes('loses'))).toHaveLength(8);
    expect(lines).toContain('    … and 22 more (GET /api/access/plan)');
  });

  it('keeps what terminals obey out of names', () => {
    const lines = accessSection({ ...EMPTY, bindings: [binding({ group: { id: 'g', name: 'a\u001b[2J\u202eb' } })] });

    expect(lines.join('')).toContain('of a [2J b as user');
  });

  it('says nothing of what is empty', () => {
    expect(accessSection(EMPTY)).toEqual(['Access, as first planned', '']);
  });
});

describe('planLine', () => {
  it('counts, and says when not everything could be read', () => {
    expect(planLine({ ...EMPTY, adds: [1, 2], removes: [change('a')] })).toBe(
      'Access plan: 2 to add, 1 to remove, 0 withheld; GET /api/access/plan has it all.',
    );
    expect(planLine({ ...EMPTY, complete: false })).toContain('0 withheld, and not everything could be read;');
  });
});
