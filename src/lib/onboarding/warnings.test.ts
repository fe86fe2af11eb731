import { describe, expect, it } from 'vitest';
import { someSettings } from '../../../test/builders/evidence.ts';
import { aMachine } from '../../../test/builders/machine.ts';
import { warningsOf } from './warnings.ts';

const WINDOWS = { os: { type: 'Windows' } };

describe('a host name', () => {
  it('of more than 15 characters is cut, and worth a warning', () => {
    const warnings = warningsOf(aMachine({ ...WINDOWS, hostName: 'web-frontend-eu-01' }), someSettings());

    expect(warnings).toEqual([
      {
        reason: 'HostNameTooLong',
        message: expect.stringMatching(/^The host name web-frontend-eu-01 has 18 characters; .* WEB-FRONTEND-EU, /),
        fix: expect.stringContaining('15 characters or fewer'),
      },
    ]);
  });

  it('takes little room, whatever an agent says', () => {
    const [warning] = warningsOf(aMachine({ ...WINDOWS, hostName: 'x'.repeat(5000) }), someSettings());

    expect(warning?.message).toHaveLength(1500);
  });

  it.each([
    ['of 15 characters fits', { ...WINDOWS, hostName: 'web-frontend-01' }],
    ['on Linux is not cut', { os: { type: 'linux' }, hostName: 'web-frontend-eu-01' }],
    ['says nothing before the system is known', { os: {}, hostName: 'web-frontend-eu-01' }],
  ])('%s', (_what, machine) => {
    expect(warningsOf(aMachine(machine), someSettings())).toEqual([]);
  });

  it('that was not told is not warned of', () => {
    const { hostName: _none, ...machine } = aMachine(WINDOWS);

    expect(warningsOf(machine, someSettings())).toEqual([]);
  });
});

describe('a tag with the name of the exclusion tag and another value', () => {
  it('is worth a warning, also on a machine that is ready', () => {
    expect(warningsOf(aMachine({ tags: { arcentrasignin: 'exlude' } }), someSettings())).toEqual([
      {
        reason: 'ExclusionUnclear',
        message: expect.stringContaining('the tag ArcEntraSignIn with the value "exlude"'),
        fix: expect.stringMatching(
          /^Set the tag to ArcEntraSignIn=exclude to exclude the machine, or remove it; see https:/,
        ),
      },
    ]);
  });
});
