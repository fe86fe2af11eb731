import { describe, expect, it } from 'vitest';
import { readSettings } from '../../src/lib/settings/settings.ts';
import { type LaptopSettings, laptopSettings } from './laptopSettings.ts';

const POLICY = 'http://127.0.0.1:10000/devstoreaccount1/policy/access-policy.yaml';

const LAPTOP: LaptopSettings = {
  cloud: 'china',
  auth: 'key',
  installationId: '11111111-1111-4111-8111-111111111111',
  subscriptionId: '22222222-2222-4222-8222-222222222222',
  storageConnectionString: 'UseDevelopmentStorage=true',
  policyUrl: POLICY,
  trustedTags: 'role',
  endpoints: {
    arm: 'https://localhost:1',
    graph: 'https://localhost:2',
    identity: 'http://127.0.0.1:3/msi/token',
    identityHeader: 'secret',
  },
};

/** As the app reads them. */
function settings(laptop: LaptopSettings, environment: Record<string, string | undefined> = {}) {
  const read = readSettings(laptopSettings(laptop, environment));
  if (!read.ok) throw new Error(JSON.stringify(read.problems));
  return read.settings;
}

describe('laptopSettings', () => {
  it('are settings with which the app acts at once, on its policy and on the simulated cloud', () => {
    expect(settings(LAPTOP)).toMatchObject({
      cloud: 'china',
      onboardingMode: 'enforce',
      accessMode: 'enforce',
      accessPolicyUrl: POLICY,
      removalConfirmSeconds: 1,
      trustedTags: ['role'],
      armEndpoint: 'https://localhost:1',
      graphEndpoint: 'https://localhost:2',
    });
  });

  it('trust no tag that nobody has named', () => {
    const { trustedTags: _none, ...rest } = LAPTOP;

    expect(settings(rest).trustedTags).toEqual([]);
  });

  it('give way to what the environment sets, and to nothing else that is in it', () => {
    const environment = { ACCESS_MODE: 'observe', TRUSTED_TAGS: 'tier', PATH: '/bin', GUARDS: undefined };

    expect(settings(LAPTOP, environment)).toMatchObject({ accessMode: 'observe', trustedTags: ['tier'] });
    expect(laptopSettings(LAPTOP, environment)).not.toHaveProperty('PATH');
  });
});
