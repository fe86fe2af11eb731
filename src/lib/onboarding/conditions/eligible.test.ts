import { describe, expect, it } from 'vitest';
import { type EvidenceOverrides, evidence } from '../../../../test/builders/evidence.ts';
import { explain, type Reason } from '../reasons.ts';
import { eligible } from './eligible.ts';

const DOMAIN = { domain: { name: 'corp.example.com', adFqdn: 'srv-1.corp.example.com' } };
const OURS = { publisher: 'Microsoft.Azure.ActiveDirectory', type: 'AADLoginForWindows' };
const OTHER = { publisher: 'Contoso', type: 'Agent' };

describe('each requirement that is not met makes a machine ineligible', () => {
  const rows: readonly (readonly [Reason, EvidenceOverrides])[] = [
    ['NotWindows', { machine: { os: { type: 'linux', version: '6.8.0-87-generic' } } }],
    ['OsTooOld', { machine: { os: { type: 'windows', version: '10.0.20348.1' } } }],
    ['ServerCore', { machine: { os: { type: 'windows', version: '10.0.26100.1', edition: 'serverstandardcore' } } }],
    ['DomainJoined', { machine: DOMAIN }],
    ['WindowsHome', { machine: { os: { type: 'windows', version: '10.0.26100.1', edition: 'core' } } }],
    ['ClusterNode', { machine: { clusterNode: true, ...DOMAIN } }],
    ['AzureVm', { machine: { azureVm: true } }],
    ['MonitorMode', { machine: { agent: { monitorMode: true, allowList: [OTHER] } } }],
    ['ExtensionsDisabled', { machine: { agent: { extensionsEnabled: false } } }],
    ['BlockListed', { machine: { agent: { allowList: [OTHER], blockList: [OURS] } } }],
    ['NotAllowListed', { machine: { agent: { allowList: [OTHER] } } }],
    ['NotOffered', { offered: false }],
  ];

  it.each(rows)('%s', (reason, given) => {
    expect(eligible(evidence(given))).toMatchObject({ status: 'False', reason });
  });

  it.each(rows)('%s has a sentence, and a way out with a page to read', (reason) => {
    const { sentence, fix } = explain(reason);

    expect(sentence).toMatch(/\.$/);
    expect(fix).toMatch(/https:\/\/learn\.microsoft\.com\/\S+\.$/);
  });
});

describe('eligibility', () => {
  it('is given when nothing is against it', () => {
    expect(eligible(evidence())).toEqual({ status: 'True', reason: 'RequirementsMet' });
  });

  it('is refused as soon as one rule says no, whatever is still unknown', () => {
    const machine = { os: { type: 'windows' }, domain: {}, azureVm: true };

    expect(eligible(evidence({ machine }))).toMatchObject({ status: 'False', reason: 'AzureVm' });
  });

  it.each<[Reason, EvidenceOverrides]>([
    ['OsUnknown', { machine: { os: { type: 'windows' }, domain: {} } }],
    ['DomainUnknown', { machine: { domain: {} } }],
    ['ReportUnreadable', { machine: { domain: {}, unreadable: ['properties.domainName'] } }],
  ])('is unknown when none says no and one does not know: %s', (reason, given) => {
    expect(eligible(evidence(given))).toMatchObject({ status: 'Unknown', reason });
  });

  it('tells the most telling of several reasons', () => {
    const given = { machine: { os: { type: 'linux', version: '6.8.0' }, ...DOMAIN }, offered: false };

    expect(eligible(evidence(given)).reason).toBe('NotWindows');
  });

  it('is never refused to a machine that has not reported', () => {
    expect(eligible(evidence({ machine: { os: {} }, offered: false }))).toEqual({
      status: 'Unknown',
      reason: 'OsUnknown',
    });
  });
});
