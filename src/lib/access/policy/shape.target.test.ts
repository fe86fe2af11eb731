import { describe, expect, it } from 'vitest';
import { problemsOf, SUBSCRIPTION, withBinding } from '../../../../test/builders/policyText.ts';

describe('what is wrong with the target or the guards of a binding', () => {
  it.each([
    [
      'a slip in a key of a binding',
      withBinding('scope: []'),
      '4:5 bindings[0].scope | bindings[0].scope is not known. | Write scopes if that is meant; otherwise take it away.',
    ],
    [
      'one scope without its list',
      withBinding(`scopes: ${SUBSCRIPTION}`),
      '4:13 bindings[0].scopes | bindings[0].scopes is a text, not a list. | Set bindings[0].scopes to a list of resource ids.',
    ],
    [
      'no scope',
      withBinding('scopes: []'),
      '4:13 bindings[0].scopes | bindings[0].scopes names no scope. | Set bindings[0].scopes to a list of resource ids.',
    ],
    [
      'a scope that is none',
      withBinding(`scopes: [${SUBSCRIPTION}, /subscriptions/prod]`),
      '4:67 bindings[0].scopes[1] | bindings[0].scopes[1] is "/subscriptions/prod", which names no subscription: its id is not a GUID. | Write the id of the subscription, not its name.',
    ],
    [
      'a scope that is wrong at its end, which is shown',
      withBinding(`scopes: [${SUBSCRIPTION}/resourceGroups/rg-web/machines/web-01]`),
      `4:14 bindings[0].scopes[0] | bindings[0].scopes[0] is "${SUBSCRIPTION}/resourceGroups/rg-web/machines/web-01", which is no scope where a sign-in role can be given. | Write /providers/Microsoft.Management/managementGroups/NAME, /subscriptions/ID, /subscriptions/ID/resourceGroups/NAME, or the resource id of an Arc machine.`,
    ],
    [
      'an empty scope',
      withBinding('scopes:', `  - ${SUBSCRIPTION}`, '  -'),
      '6:8 bindings[0].scopes[1] | bindings[0].scopes[1] is empty. | Set bindings[0].scopes[1] to the resource id of a scope.',
    ],
    [
      'a selector of all machines',
      withBinding('machines: {}'),
      '4:15 bindings[0].machines | bindings[0].machines is empty, and would match every machine. | Set bindings[0].machines to a selector, such as { tags: { role: web }, name: "web-*" }.',
    ],
    [
      'no tags',
      withBinding('machines: { tags: {} }'),
      '4:23 bindings[0].machines.tags | bindings[0].machines.tags is empty, and would match every machine. | Set bindings[0].machines.tags to a map of tags, such as { role: web }.',
    ],
    [
      'tags in a list',
      withBinding('machines: { tags: [role] }'),
      '4:23 bindings[0].machines.tags | bindings[0].machines.tags is a list, not a map. | Set bindings[0].machines.tags to a map of tags, such as { role: web }.',
    ],
    [
      'a tag whose value is true to YAML',
      withBinding('machines: { tags: { role: true } }'),
      '4:31 bindings[0].machines.tags.role | bindings[0].machines.tags.role is true, not a text. | Put it in quotes: "true".',
    ],
    [
      'a tag whose value is too long',
      withBinding(`machines: { tags: { role: ${'x'.repeat(257)} } }`),
      '4:31 bindings[0].machines.tags.role | bindings[0].machines.tags.role is longer than the 256 characters that a tag can have. | Set bindings[0].machines.tags.role to the value of the tag, in quotes if it looks like a number.',
    ],
    [
      'a regular expression',
      withBinding('machines: { name: "web-[0-9]+" }'),
      '4:23 bindings[0].machines.name | bindings[0].machines.name is "web-[0-9]+", which can match no name: wildcards are * and ? only. | Set bindings[0].machines.name to a name, in which * stands for any letters and ? for one.',
    ],
    [
      'a path for a resource group',
      withBinding('machines: { resourceGroup: rg/web }'),
      '4:32 bindings[0].machines.resourceGroup | bindings[0].machines.resourceGroup is "rg/web", which can match no name: wildcards are * and ? only. | Set bindings[0].machines.resourceGroup to a name, in which * stands for any letters and ? for one.',
    ],
    [
      'a glob without quotes',
      withBinding('machines: { name: *-web }'),
      '4:23 bindings[0].machines.name | bindings[0].machines.name is the alias *-web, and every line of a policy must say itself what it means. | If it is a glob, put it in quotes: "*-web". Otherwise write the value here.',
    ],
    [
      'a guard of half a person',
      withBinding('guards: { maxRemovals: 0.5 }'),
      '4:28 bindings[0].guards.maxRemovals | bindings[0].guards.maxRemovals is not a whole number from 0 to 100000. | Set bindings[0].guards.maxRemovals to a whole number from 0 to 100000.',
    ],
    [
      'a guard that only the whole can have',
      withBinding('guards: { maxDenied: 1 }'),
      '4:15 bindings[0].guards.maxDenied | bindings[0].guards.maxDenied counts over all bindings together. | Move maxDenied to the guards of the policy itself.',
    ],
  ])('is told: %s', (_sentence, text, expected) => {
    expect(problemsOf(text)).toEqual([expected]);
  });
});
