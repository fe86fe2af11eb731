import { describe, expect, it } from 'vitest';
import { CONTEXT, GROUP, problemsOf, SUBSCRIPTION, USER, withTop } from '../../../../test/builders/policyText.ts';
import { parsePolicy } from './parsePolicy.ts';

function policyOf(text: string) {
  const read = parsePolicy(text, CONTEXT);
  if (!read.ok) throw new Error(JSON.stringify(read.problems));
  return read.policy;
}

const UPPER_GROUP = GROUP.toUpperCase();
const UPPER_USER = USER.toUpperCase();

const FULL = `
version: 1
bindings:
  - name: server-admins
    group: { id: ${UPPER_GROUP}, name: sg-server-admins }
    role: administrator
    scopes:
      - ${SUBSCRIPTION}/resourceGroups/Web
      - /providers/Microsoft.Management/managementGroups/prod
    assign: group
    expires: 2027-06-30
    adopt: true
    guards: { maxRemovals: 0, requireRoleAssignable: all }
  - name: web-operators
    group: { id: ${GROUP} }
    role: user
    machines: { tags: { role: web }, resourceGroup: "rg-web-*", name: "web-?" }
guards: { minAdministrators: 2 }
exemptions: [{ principal: ${UPPER_USER}, owner: operations, reason: on leave, until: 2027-01-31 }]
deny: [${UPPER_GROUP}]
`;

const READ = {
  version: 1,
  bindings: [
    {
      name: 'server-admins',
      group: { id: GROUP, name: 'sg-server-admins' },
      role: 'administrator',
      target: {
        kind: 'scopes',
        scopes: [
          {
            kind: 'resourceGroup',
            key: `${SUBSCRIPTION}/resourcegroups/web`,
            subscriptionId: SUBSCRIPTION.slice('/subscriptions/'.length),
            resourceGroup: 'Web',
          },
          {
            kind: 'managementGroup',
            key: '/providers/microsoft.management/managementgroups/prod',
            managementGroup: 'prod',
          },
        ],
      },
      assign: 'group',
      expires: '2027-06-30',
      adopt: true,
      guards: { maxRemovals: 0, requireRoleAssignable: 'all' },
    },
    {
      name: 'web-operators',
      group: { id: GROUP },
      role: 'user',
      target: { kind: 'machines', selector: { tags: { role: 'web' }, resourceGroup: 'rg-web-*', name: 'web-?' } },
      assign: 'members',
      adopt: false,
      guards: {},
    },
  ],
  guards: { minAdministrators: 2 },
  exemptions: [{ principal: USER, owner: 'operations', reason: 'on leave', until: '2027-01-31' }],
  deny: [GROUP],
};

describe('a policy', () => {
  it('is read with its defaults, ids in lower case and scopes known', () => {
    expect(parsePolicy(FULL, CONTEXT)).toStrictEqual({ ok: true, policy: READ, warnings: [] });
  });

  it('may give nobody access', () => {
    expect(policyOf('version: 1\nbindings: []')).toStrictEqual({
      version: 1,
      bindings: [],
      guards: {},
      exemptions: [],
      deny: [],
    });
  });

  it('may be JSON', () => {
    expect(policyOf(JSON.stringify({ version: 1, bindings: [], deny: [UPPER_USER] }))).toMatchObject({ deny: [USER] });
  });

  it('may name its schema for editors, and is the same without', () => {
    const text = '{ "$schema": "./access-policy.schema.json", "version": 1, "bindings": [] }';

    expect(policyOf(text)).toStrictEqual(policyOf('version: 1\nbindings: []'));
  });
});

describe('everything that is wrong', () => {
  const broken = `version: 1
bindings:
  - name: one
    group: { id: nobody }
    role: admin
    machines: { tags: { owner: me } }
    adopt: true
  - name: ONE
    group: *team
    role: user
    expires: soon
  - <<: *team
    role: root
deny: nobody
denny: []
denny: []`;

  it('is told at once, in the order of the text, and nothing that only follows from something else', () => {
    expect(problemsOf(broken).map((line) => line.split(' | ')[0])).toEqual([
      '4:18 bindings[0].group.id',
      '5:11 bindings[0].role',
      '6:25 bindings[0].machines.tags.owner',
      '7:12 bindings[0].adopt',
      '8:5 bindings[1]',
      '8:11 bindings[1].name',
      '9:12 bindings[1].group',
      '11:14 bindings[1].expires',
      '12:5 bindings[2].<<',
      '14:7 deny',
      '15:1 denny',
      '16:1 denny',
    ]);
  });

  it('is cut short where nobody would read on', () => {
    const problems = problemsOf(withTop(`deny: [${'x, '.repeat(250)}]`));

    expect(problems).toHaveLength(101);
    expect(problems.at(-1)).toMatch(
      / policy \| 150 more problems are not shown\. \| Mend the first ones, then look again\.$/,
    );
  });

  it('is not cut short where it is just not too much', () => {
    expect(problemsOf(withTop(`deny: [${'x, '.repeat(100)}]`))).toHaveLength(100);
  });
});
