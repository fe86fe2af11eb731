import { describe, expect, it } from 'vitest';
import { problemsOf, USER, withTop } from '../../../../test/builders/policyText.ts';

const A_GUID = 'an object id, which is a GUID';

describe('what is wrong with the document', () => {
  it.each([
    [
      'a list for a policy',
      '- a',
      '1:1 policy | The policy is a list, not a map. | Set the policy to a map with version: 1 and bindings.',
    ],
    [
      'a word for a policy',
      'policy',
      '1:1 policy | The policy is a text, not a map. | Set the policy to a map with version: 1 and bindings.',
    ],
    [
      'null for a policy',
      '~',
      '1:1 policy | The policy is empty. | Set the policy to a map with version: 1 and bindings.',
    ],
    ['no version', 'bindings: []', '1:1 version | version is missing. | Set version to 1.'],
    [
      'a version to come',
      'version: 2\nbindings: []',
      '1:10 version | version is "2", a version that this app does not know. | Set version to 1.',
    ],
    [
      'a version in a list',
      'version: [1]\nbindings: []',
      '1:10 version | version is a list, not one word. | Set version to 1.',
    ],
    [
      'a schema that is no text',
      withTop('$schema: {}'),
      '3:10 $schema | $schema is a map, not a text. | Set $schema to the address of a JSON Schema.',
    ],
    [
      'no bindings',
      'version: 1',
      '1:1 bindings | bindings is missing. | Set bindings to a list of bindings, or [] for none.',
    ],
    [
      'bindings that were left out',
      'version: 1\nbindings:',
      '2:1 bindings | bindings is empty. | Set bindings to a list of bindings, or [] for none.',
    ],
    [
      'a slip in a key',
      withTop('denny: []'),
      '3:1 denny | denny is not known. | Write deny if that is meant; otherwise take it away.',
    ],
    [
      'a key from elsewhere',
      withTop('metadata: {}'),
      '3:1 metadata | metadata is not known. | Take it away; what can stand here is version, bindings, guards, exemptions, deny, $schema.',
    ],
    [
      'a binding that is a word',
      withTop().replace('[]', '[one]'),
      '2:12 bindings[0] | bindings[0] is a text, not a map. | Set bindings[0] to a binding: name, group, role, and scopes or machines.',
    ],
    [
      'a percentage above all',
      withTop('guards: { maxRemovalPercent: 101 }'),
      '3:30 guards.maxRemovalPercent | guards.maxRemovalPercent is not a whole number from 0 to 100. | Set guards.maxRemovalPercent to a whole number from 0 to 100.',
    ],
    [
      'a guard without a number',
      withTop('guards: { minAdministrators: two }'),
      '3:30 guards.minAdministrators | guards.minAdministrators is not a whole number from 0 to 1000. | Set guards.minAdministrators to a whole number from 0 to 1000.',
    ],
    [
      'a guard of no such kind',
      withTop('guards: { requireRoleAssignable: some }'),
      '3:34 guards.requireRoleAssignable | guards.requireRoleAssignable is none of none, groupMode, all. | Set guards.requireRoleAssignable to none, groupMode or all.',
    ],
    [
      'a slip in a guard',
      withTop('guards: { maxRemoval: 1 }'),
      '3:11 guards.maxRemoval | guards.maxRemoval is not known. | Write maxRemovals if that is meant; otherwise take it away.',
    ],
    [
      'guards in a list',
      withTop('guards: [maxDenied]'),
      '3:9 guards | guards is a list, not a map. | Set guards to a map of guards, such as { minAdministrators: 2 }.',
    ],
    [
      'an exemption without a reason',
      withTop(`exemptions: [{ principal: ${USER}, owner: me, until: 2027-06-30 }]`),
      '3:14 exemptions[0].reason | exemptions[0].reason is missing. | Set exemptions[0].reason to a text of one line, up to 1000 characters.',
    ],
    [
      'a name for a user',
      withTop('deny: [eve@example.com]'),
      `3:8 deny[0] | deny[0] is "eve@example.com", which is not a GUID. | Set deny[0] to ${A_GUID}.`,
    ],
    [
      'more than anybody means',
      withTop(`deny: [${`${USER}, `.repeat(5001)}]`),
      '3:7 deny | deny has more than 5000 entries. | Set deny to a list of object ids of users.',
    ],
  ])('is told: %s', (_sentence, text, expected) => {
    expect(problemsOf(text)).toEqual([expected]);
  });
});
