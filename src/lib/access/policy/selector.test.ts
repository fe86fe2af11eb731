import { describe, expect, it } from 'vitest';
import { aMachineId } from '../../../../test/builders/machine.ts';
import { type MachineSelector, matchesSelector } from './selector.ts';

const web1 = { id: aMachineId('Web-1', 'rg-Web-eu'), tags: { Role: 'web', tier: 'Front' } };

describe('a selector', () => {
  it.each<[string, MachineSelector]>([
    ['its name, in another case', { name: 'WEB-1' }],
    ['a glob over its name', { name: 'web-?' }],
    ['a glob over its resource group, in another case', { resourceGroup: 'RG-web-*' }],
    ['a tag, its name in another case', { tags: { role: 'web' } }],
    ['every tag', { tags: { role: 'web', Tier: 'Front' } }],
    ['everything together', { tags: { role: 'web' }, resourceGroup: 'rg-*', name: 'web-*' }],
  ])('matches a machine by %s', (_sentence, selector) => {
    expect(matchesSelector(selector, web1)).toBe(true);
  });

  it.each<[string, MachineSelector]>([
    ['the name is only a part of its name', { name: 'web' }],
    ['the resource group is another', { resourceGroup: 'rg-db-*' }],
    ['the value of the tag is in another case', { tags: { role: 'Web' } }],
    ['it lacks one of the tags', { tags: { role: 'web', owner: 'me' } }],
    ['the name does not match, though all else does', { tags: { role: 'web' }, resourceGroup: 'rg-*', name: 'db-*' }],
    ['the group does not match, though all else does', { tags: { role: 'web' }, resourceGroup: 'x', name: 'web-1' }],
    ['the tag does not match, though all else does', { tags: { role: 'db' }, resourceGroup: 'rg-*', name: 'web-1' }],
  ])('does not match a machine when %s', (_sentence, selector) => {
    expect(matchesSelector(selector, web1)).toBe(false);
  });

  it('reads what is like the wildcards of other languages as it stands', () => {
    expect(matchesSelector({ name: 'web.1' }, web1)).toBe(false);
    expect(matchesSelector({ resourceGroup: 'rg-(web|db)-eu' }, web1)).toBe(false);
  });
});
