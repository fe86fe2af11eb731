import { describe, expect, it } from 'vitest';
import { GROUP, problemsOf, SUBSCRIPTION, USER, withBinding, withTop } from '../../../../test/builders/policyText.ts';

const ONE_TARGET = 'Write scopes (where the role is given) or machines (a selector), and not both.';
const TRUST =
  'Add the tag to the setting TRUSTED_TAGS if only people may set it who may also give access; otherwise select by name or resource group.';

const named = (...names: string[]) =>
  [
    'version: 1',
    'bindings:',
    ...names.map((name) => `  - { name: "${name}", group: { id: ${GROUP} }, role: user, scopes: [${SUBSCRIPTION}] }`),
  ].join('\n');

describe('a binding', () => {
  it('has scopes or machines', () => {
    expect(problemsOf(withBinding().replace(/ +scopes: .*/, ''))).toEqual([
      `4:5 bindings[0] | bindings[0] has neither scopes nor machines. | ${ONE_TARGET}`,
    ]);
  });

  it('has not both', () => {
    expect(problemsOf(withBinding(`scopes: [${SUBSCRIPTION}]`, 'machines: { name: "web-*" }'))).toEqual([
      `5:5 bindings[0].machines | bindings[0].machines stands beside scopes. | ${ONE_TARGET}`,
    ]);
  });

  it('has a target, even if that is wrong in itself', () => {
    expect(problemsOf(withBinding('machines: []'))).toHaveLength(1);
    expect(problemsOf(withBinding('scopes: {}'))).toHaveLength(1);
  });

  it('adopts at scopes only', () => {
    expect(problemsOf(withBinding('adopt: true', 'machines: { name: "web-*" }'))).toEqual([
      '4:12 bindings[0].adopt | bindings[0].adopt is true beside machines: which assignments of others it takes over would change with names and tags. | Name the scopes to adopt with scopes, or set adopt to false.',
    ]);
    expect(problemsOf(withBinding('adopt: true'))).toEqual([]);
    expect(problemsOf(withBinding('adopt: false', 'machines: { name: "web-*" }'))).toEqual([]);
  });
});

describe('the tags of a selector', () => {
  it('are trusted, in whatever case', () => {
    expect(problemsOf(withBinding('machines: { tags: { ROLE: web, Tier: front } }'))).toEqual([]);
  });

  it.each([
    [['Role', 'tier'], 'owner: me'],
    [[], 'owner: me'],
    [['own'], 'owner: me'],
  ])('are not used when only %j are trusted: %s', (trustedTags, tag) => {
    expect(problemsOf(withBinding(`machines: { tags: { ${tag} } }`), { trustedTags })).toEqual([
      `4:25 bindings[0].machines.tags.owner | bindings[0].machines.tags.owner is not a trusted tag. | ${TRUST}`,
    ]);
  });

  it('are each named once, case ignored', () => {
    expect(problemsOf(withBinding('machines: { tags: { Role: web, role: db } }'))).toEqual([
      '4:36 bindings[0].machines.tags.role | bindings[0].machines.tags.role is the same tag as Role: Azure does not tell their case apart. | Keep one of them.',
    ]);
  });
});

describe('names of bindings', () => {
  const fix = 'Give every binding a name of its own; case does not tell them apart.';

  it('differ by more than case, and each is held against the first', () => {
    expect(problemsOf(named('web', 'db', 'WEB', 'web'))).toEqual([
      `5:13 bindings[2].name | bindings[2].name is also bindings[0].name. | ${fix}`,
      `6:13 bindings[3].name | bindings[3].name is also bindings[0].name. | ${fix}`,
    ]);
  });

  it('that are missing are not the same name', () => {
    expect(problemsOf('version: 1\nbindings: [~, ~]')).toHaveLength(2);
  });
});

describe('exemptions', () => {
  it('are one for each principal, in whatever case its id is', () => {
    const exemption = (id: string) => `  - { principal: ${id}, owner: me, reason: leave, until: 2027-06-30 }`;
    const text = withTop('exemptions:', exemption(USER), exemption(GROUP), exemption(USER.toUpperCase()));

    expect(problemsOf(text)).toEqual([
      '6:18 exemptions[2].principal | exemptions[2].principal is also exemptions[0].principal. | Keep one exemption for each principal, with the day that is meant.',
    ]);
  });

  it('that cannot be read are not the same', () => {
    expect(problemsOf(withTop('exemptions: [a, b]'))).toHaveLength(2);
  });
});
