import { describe, expect, it } from 'vitest';
import { DEFAULT_GUARDS } from '../access/policy/guards.ts';
import { readSettings } from './settings.ts';

const MINIMAL = {
  INSTALLATION_ID: '22222222-2222-4222-8222-222222222222',
  SUBSCRIPTION_IDS: '11111111-1111-4111-8111-11111111111a',
  AzureWebJobsStorage: 'UseDevelopmentStorage=true',
};

function problemsOf(environment: Readonly<Record<string, string>>) {
  const read = readSettings({ ...MINIMAL, ...environment });
  return read.ok ? [] : read.problems;
}

describe('ACCESS_POLICY_URL', () => {
  it.each([
    'https://starcentra.blob.core.windows.net/policy/access.yaml',
    'https://starcentra.blob.core.chinacloudapi.cn/policy/prod/access.json',
    'http://127.0.0.1:10000/devstoreaccount1/policy/access.yaml',
    'http://localhost:10000/devstoreaccount1/policy/access.yaml',
  ])('takes %s', (url) => {
    const read = readSettings({ ...MINIMAL, ACCESS_POLICY_URL: url });

    expect(read).toMatchObject({ ok: true, settings: { accessPolicyUrl: url } });
  });

  it.each([
    ['access.yaml', 'is not an https URL'],
    ['ftp://starcentra/policy/access.yaml', 'is not an https URL'],
    ['http://starcentra.blob.core.windows.net/policy/access.yaml', 'is not an https URL'],
    ['http://localhost.example/policy/access.yaml', 'is not an https URL'],
    ['https://starcentra.blob.core.windows.net/access.yaml', 'does not name a blob in a container'],
    ['https://starcentra.blob.core.windows.net', 'does not name a blob in a container'],
  ])('does not take %s', (url, message) => {
    expect(problemsOf({ ACCESS_POLICY_URL: url })).toEqual([
      {
        key: 'ACCESS_POLICY_URL',
        message: `ACCESS_POLICY_URL ${message}.`,
        fix: 'Set ACCESS_POLICY_URL to the https URL of a blob, without a signature.',
      },
    ]);
  });

  it.each([
    'https://starcentra.blob.core.windows.net/policy/access.yaml?sig=topsecret',
    'https://starcentra.blob.core.windows.net/policy/access.yaml#topsecret',
    'https://topsecret@starcentra.blob.core.windows.net/policy/access.yaml',
    'https://me:topsecret@starcentra.blob.core.windows.net/policy/access.yaml',
  ])('does not take a secret, and does not repeat it: %s', (url) => {
    const problems = problemsOf({ ACCESS_POLICY_URL: url });

    expect(problems).toMatchObject([
      {
        message: 'ACCESS_POLICY_URL carries more than the address of a blob.',
        fix: expect.stringContaining('the app reads the blob with its own identity'),
      },
    ]);
    expect(JSON.stringify(problems)).not.toContain('topsecret');
  });
});

describe('GUARDS', () => {
  it('says the defaults where it says nothing', () => {
    expect(readSettings({ ...MINIMAL, GUARDS: ' ' })).toMatchObject({ settings: { guards: DEFAULT_GUARDS } });
  });

  it('tells every guard that is wrong, with its own fix', () => {
    expect(problemsOf({ GUARDS: 'maxRemovals=two, maxRemoval=2' })).toEqual([
      {
        key: 'GUARDS',
        message: 'GUARDS is wrong: "maxRemovals" is not a whole number from 0 to 100000.',
        fix: 'Write maxRemovals=N, with N a whole number from 0 to 100000.',
      },
      {
        key: 'GUARDS',
        message: 'GUARDS is wrong: "maxRemoval" is not the name of a guard.',
        fix: 'Write maxRemovals if that is meant.',
      },
    ]);
  });
});

describe('what is wrong', () => {
  it.each([
    ['GRAPH_ENDPOINT', 'http://graph', 'is not an https URL'],
    ['FORMER_INSTALLATION_IDS', `${MINIMAL.SUBSCRIPTION_IDS}, two`, 'has "two", which is not a GUID'],
    ['ACCESS_MODE', 'dry', 'is neither observe nor enforce'],
    ['REMOVAL_CONFIRM_SECONDS', '0', 'is below 1'],
    ['ACCESS_SCHEDULE', '*/10 * * * *', 'does not have six fields'],
    ['TRUSTED_TAGS', 'role, a/b', 'has "a/b", which is not the name of a tag'],
  ])('in %s=%s is told with a fix', (key, value, message) => {
    expect(problemsOf({ [key]: value })).toEqual([
      { key, message: `${key} ${message}.`, fix: expect.stringMatching(new RegExp(`^Set ${key} to .+\\.$`)) },
    ]);
  });
});
