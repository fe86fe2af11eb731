import { describe, expect, it } from 'vitest';
import { evidence } from '../../../../../test/builders/evidence.ts';
import { aMachine } from '../../../../../test/builders/machine.ts';
import type { Domain } from '../../machine.ts';
import { outsideActiveDirectory } from './activeDirectory.ts';

const SUFFIXES = ['fritz.box', 'LAN'];

type Verdict = 'none' | 'joined' | 'unknown';

const REASON: Readonly<Record<Verdict, string | undefined>> = {
  none: undefined,
  joined: 'DomainJoined',
  unknown: 'DomainUnknown',
};

/** The verdict, and the one where `SUFFIXES` are said to be no domains, where that is another one. */
interface Row {
  readonly name?: string;
  readonly adFqdn?: string;
  readonly verdict: Verdict;
  readonly withSuffixes?: Verdict;
}

const rows: readonly Row[] = [
  { name: 'WORKGROUP', adFqdn: 'srv-1', verdict: 'none' },
  { name: 'Workgroup', verdict: 'none' },
  { name: 'WORKGROUP', adFqdn: 'srv-1.', verdict: 'none' },
  { name: 'BRANCH', adFqdn: 'srv-1', verdict: 'none' },
  { name: 'BRANCH', verdict: 'unknown' },
  { adFqdn: 'srv-1', verdict: 'none' },
  { verdict: 'unknown' },
  { adFqdn: 'srv-1.example.com', verdict: 'unknown' },
  { adFqdn: 'srv-1.fritz.box', verdict: 'unknown' },
  // Stale data during a domain join looks like this.
  { name: 'WORKGROUP', adFqdn: 'h.corp.contoso.com', verdict: 'unknown' },
  // A DNS suffix is no proof of a domain.
  { name: 'ARBEITSGRUPPE', adFqdn: 'de-2.fritz.box', verdict: 'unknown', withSuffixes: 'none' },
  { name: 'arbeitsgruppe', adFqdn: 'DE-2.FRITZ.BOX.', verdict: 'unknown', withSuffixes: 'none' },
  { name: 'WORKGROUP', adFqdn: 'srv-1.fritz.box', verdict: 'unknown', withSuffixes: 'none' },
  { name: 'WORKGROUP', adFqdn: 'srv-1.sub.fritz.box', verdict: 'unknown' },
  { name: 'FRITZ', adFqdn: 'srv-1.fritz.box', verdict: 'unknown', withSuffixes: 'none' },
  { name: 'CORP', adFqdn: 'srv-1.corp.contoso.com', verdict: 'unknown' },
  { name: 'CORP', adFqdn: 'srv-1.corp', verdict: 'joined' },
  { name: 'LAN', adFqdn: 'srv-1.lan', verdict: 'joined', withSuffixes: 'none' },
  { name: 'corp.example.com', adFqdn: 'srv-1.corp.example.com', verdict: 'joined' },
  { name: 'Corp.Example.com', adFqdn: 'SRV-1.corp.example.COM', verdict: 'joined' },
  { name: 'corp.example.com.', adFqdn: 'srv-1.corp.example.com', verdict: 'joined' },
  { name: 'fritz.box', adFqdn: 'srv-1.fritz.box', verdict: 'joined' },
  { name: 'corp.example.com', verdict: 'unknown' },
  { name: 'corp.example.com', adFqdn: 'srv-1', verdict: 'unknown' },
  { name: 'corp.example.com', adFqdn: 'srv-1.example.com', verdict: 'unknown' },
  { name: 'example.com', adFqdn: 'srv-1.corp.example.com', verdict: 'unknown' },
  { name: 'old.example.com', adFqdn: 'srv-1.fritz.box', verdict: 'unknown' },
];

describe('the machine must be in no Active Directory domain', () => {
  it.each(rows)('domain name $name, full name $adFqdn: $verdict', ({ verdict, withSuffixes = verdict, ...domain }) => {
    const machine = { domain };
    const settings = { workgroupDnsSuffixes: SUFFIXES };

    expect(outsideActiveDirectory(evidence({ machine }))?.reason).toBe(REASON[verdict]);
    expect(outsideActiveDirectory(evidence({ machine, settings }))?.reason).toBe(REASON[withSuffixes]);
  });

  it('waits for an agent that has told nothing', () => {
    const { domain: _none, ...machine } = aMachine();

    expect(outsideActiveDirectory({ ...evidence(), machine })).toEqual({ status: 'Unknown', reason: 'DomainUnknown' });
  });

  it('names the domain, and the tag by which such a machine is left alone', () => {
    const machine = { domain: { name: 'corp.example.com', adFqdn: 'srv-1.corp.example.com' } };
    const settings = { excludeTag: { name: 'Leave', value: 'alone' } };

    expect(outsideActiveDirectory(evidence({ machine, settings }))).toMatchObject({
      status: 'False',
      message: expect.stringContaining('domain corp.example.com;'),
      fix: expect.stringContaining('set the tag Leave=alone; see https://'),
    });
  });

  it('tells of a doubt both values, how to tell, and what to do then', () => {
    const doubt = outsideActiveDirectory(
      evidence({ machine: { domain: { name: 'ARBEITSGRUPPE', adFqdn: 'de-2.fritz.box' } } }),
    );

    expect(doubt).toEqual({
      status: 'Unknown',
      reason: 'DomainUnknown',
      message:
        'The agent reports the domain name "ARBEITSGRUPPE" and the full name "de-2.fritz.box"; they do not tell whether the machine is joined to an Active Directory domain.',
      fix: 'On the machine, run (Get-CimInstance Win32_ComputerSystem).PartOfDomain in PowerShell. If it says False, add fritz.box to WORKGROUP_DNS_SUFFIXES. If it says True, set the tag ArcEntraSignIn=exclude. See https://learn.microsoft.com/windows/win32/cimwin32prov/win32-computersystem.',
    });
  });

  it.each<Domain>([{ name: 'CORP' }, { name: 'corp.example.com', adFqdn: 'srv-1.example.com' }])(
    'does not offer the setting where it would not help: %o',
    (domain) => {
      const fix = outsideActiveDirectory(evidence({ machine: { domain } }))?.fix;

      expect(fix).toContain('If it says False, update the agent, then POST');
      expect(fix).not.toContain('WORKGROUP_DNS_SUFFIXES');
    },
  );
});
