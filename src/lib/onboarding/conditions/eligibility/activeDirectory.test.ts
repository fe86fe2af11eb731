import { describe, expect, it } from 'vitest';
import { evidence } from '../../../../../test/builders/evidence.ts';
import { aMachine } from '../../../../../test/builders/machine.ts';
import type { Domain } from '../../machine.ts';
import { outsideActiveDirectory } from './activeDirectory.ts';

describe('the machine must be in no Active Directory domain', () => {
  it.each<[string, Domain, string | undefined]>([
    ['a workgroup', { name: 'WORKGROUP', adFqdn: 'srv-1' }, undefined],
    ['a workgroup in any case', { name: 'Workgroup' }, undefined],
    ['a workgroup with a DNS suffix', { name: 'WORKGROUP', adFqdn: 'srv-1.example.com' }, undefined],
    ['a workgroup with a name of its own', { name: 'BRANCH', adFqdn: 'srv-1' }, undefined],
    ['a bare name in full', { adFqdn: 'srv-1' }, undefined],
    ['a domain', { name: 'corp.example.com', adFqdn: 'srv-1.corp.example.com' }, 'DomainJoined'],
    ['a domain without the full name', { name: 'corp.example.com' }, 'DomainJoined'],
    ['a domain of one word', { name: 'CORP', adFqdn: 'srv-1.corp' }, 'DomainJoined'],
    ['one word, and no full name', { name: 'CORP' }, 'DomainUnknown'],
    ['a dotted name, and no domain', { adFqdn: 'srv-1.example.com' }, 'DomainUnknown'],
    ['nothing', {}, 'DomainUnknown'],
  ])('%s', (_what, domain, expected) => {
    expect(outsideActiveDirectory(evidence({ machine: { domain } }))?.reason).toBe(expected);
  });

  it('names the tag by which such a machine is left alone', () => {
    const settings = { excludeTag: { name: 'Leave', value: 'alone' } };

    expect(
      outsideActiveDirectory(evidence({ machine: { domain: { name: 'corp.example.com' } }, settings }))?.fix,
    ).toContain('set the tag Leave=alone; see https://');
  });

  it('waits for an agent that has told nothing', () => {
    const { domain: _none, ...machine } = aMachine();

    expect(outsideActiveDirectory({ ...evidence(), machine })).toEqual({ status: 'Unknown', reason: 'DomainUnknown' });
  });

  it('names the domain', () => {
    const joined = evidence({ machine: { domain: { name: 'corp.example.com' } } });

    expect(outsideActiveDirectory(joined)).toMatchObject({
      status: 'False',
      message: expect.stringContaining('domain corp.example.com;'),
    });
  });
});
