import { describe, expect, it } from 'vitest';
import { readSettings, SETTINGS } from './settings.ts';

const INSTALLATION = '22222222-2222-4222-8222-222222222222';
const ONE = '11111111-1111-4111-8111-11111111111a';
const TWO = '33333333-3333-4333-8333-333333333333';

type Environment = Readonly<Record<string, string | undefined>>;

const MINIMAL: Environment = {
  INSTALLATION_ID: INSTALLATION,
  SUBSCRIPTION_IDS: ONE,
  AzureWebJobsStorage: 'UseDevelopmentStorage=true',
};

function settingsOf(environment: Environment = {}) {
  const read = readSettings({ ...MINIMAL, ...environment });
  if (!read.ok) throw new Error(JSON.stringify(read.problems));
  return read.settings;
}

function problemsOf(environment: Environment) {
  const read = readSettings(environment);
  return read.ok ? [] : read.problems;
}

describe('readSettings', () => {
  it('needs little, and is dry until told', () => {
    expect(settingsOf()).toMatchInlineSnapshot(`
      {
        "accessMode": "observe",
        "accessPolicyUrl": undefined,
        "accessSchedule": "0 */10 * * * *",
        "armEndpoint": undefined,
        "clientId": undefined,
        "cloud": "public",
        "driftGrace": 86400000,
        "excludeTag": {
          "name": "ArcEntraSignIn",
          "value": "exclude",
        },
        "formerInstallationIds": [],
        "graphEndpoint": undefined,
        "guards": {
          "maxDenied": 5,
          "maxNewAdministrators": 5,
          "maxNewAdministratorsPercent": 20,
          "maxNewUsers": 100,
          "maxNewUsersPercent": 50,
          "maxRemovalPercent": 10,
          "maxRemovals": 2,
          "maxRemovalsTotal": 20,
          "minAdministrators": 1,
          "requireRoleAssignable": "groupMode",
        },
        "httpAuth": "key",
        "installationId": "22222222-2222-4222-8222-222222222222",
        "managementGroupId": undefined,
        "maxInstallsInFlight": 50,
        "onboard": [],
        "onboardingMode": "observe",
        "platformAuth": false,
        "removalConfirmSeconds": 300,
        "settleMinutes": 10,
        "storageAccount": undefined,
        "storageBlobUri": undefined,
        "storageConnection": "UseDevelopmentStorage=true",
        "storageQueueUri": undefined,
        "storageTableUri": undefined,
        "subscriptionIds": [
          "11111111-1111-4111-8111-11111111111a",
        ],
        "sweepSchedule": "0 */15 * * * *",
        "trustedTags": [],
        "workgroupDnsSuffixes": [],
      }
    `);
  });

  it('reads everything', () => {
    const settings = settingsOf({
      AZURE_CLOUD: 'china',
      INSTALLATION_ID: INSTALLATION.toUpperCase(),
      SUBSCRIPTION_IDS: ` ${ONE.toUpperCase()} ,, ${TWO} `,
      ONBOARDING_MODE: 'enforce',
      ONBOARD: 'resourceGroup:rg-*',
      EXCLUDE_TAG: 'Leave=alone',
      WORKGROUP_DNS_SUFFIXES: 'fritz.box, lan ,home.arpa',
      SETTLE_MINUTES: '0',
      HTTP_AUTH: 'entra',
      AzureWebJobsStorage: undefined,
      AzureWebJobsStorage__accountName: 'starcentra',
      AzureWebJobsStorage__blobServiceUri: 'https://b.example',
      AzureWebJobsStorage__queueServiceUri: 'https://q.example/',
      AzureWebJobsStorage__tableServiceUri: 'https://t.example//',
      AZURE_CLIENT_ID: TWO,
      ARM_ENDPOINT: 'https://localhost:8443/',
      GRAPH_ENDPOINT: 'https://localhost:9443/',
      FORMER_INSTALLATION_IDS: TWO.toUpperCase(),
      ACCESS_MODE: 'enforce',
      ACCESS_POLICY_URL: 'https://starcentra.blob.core.windows.net/policy/access.yaml',
      REMOVAL_CONFIRM_SECONDS: '1',
      GUARDS: 'maxRemovals=0, requireRoleAssignable=all',
      TRUSTED_TAGS: 'Role, tier',
      ACCESS_SCHEDULE: '0 0 * * * *',
      WEBSITE_AUTH_ENABLED: 'True',
    });

    expect(settings).toMatchInlineSnapshot(`
      {
        "accessMode": "enforce",
        "accessPolicyUrl": "https://starcentra.blob.core.windows.net/policy/access.yaml",
        "accessSchedule": "0 0 * * * *",
        "armEndpoint": "https://localhost:8443",
        "clientId": "33333333-3333-4333-8333-333333333333",
        "cloud": "china",
        "driftGrace": 86400000,
        "excludeTag": {
          "name": "Leave",
          "value": "alone",
        },
        "formerInstallationIds": [
          "33333333-3333-4333-8333-333333333333",
        ],
        "graphEndpoint": "https://localhost:9443",
        "guards": {
          "maxDenied": 5,
          "maxNewAdministrators": 5,
          "maxNewAdministratorsPercent": 20,
          "maxNewUsers": 100,
          "maxNewUsersPercent": 50,
          "maxRemovalPercent": 10,
          "maxRemovals": 0,
          "maxRemovalsTotal": 20,
          "minAdministrators": 1,
          "requireRoleAssignable": "all",
        },
        "httpAuth": "entra",
        "installationId": "22222222-2222-4222-8222-222222222222",
        "managementGroupId": undefined,
        "maxInstallsInFlight": 50,
        "onboard": [
          {
            "glob": "rg-*",
            "kind": "resourceGroup",
          },
        ],
        "onboardingMode": "enforce",
        "platformAuth": true,
        "removalConfirmSeconds": 1,
        "settleMinutes": 0,
        "storageAccount": "starcentra",
        "storageBlobUri": "https://b.example",
        "storageConnection": undefined,
        "storageQueueUri": "https://q.example",
        "storageTableUri": "https://t.example",
        "subscriptionIds": [
          "11111111-1111-4111-8111-11111111111a",
          "33333333-3333-4333-8333-333333333333",
        ],
        "sweepSchedule": "0 */15 * * * *",
        "trustedTags": [
          "Role",
          "tier",
        ],
        "workgroupDnsSuffixes": [
          "fritz.box",
          "lan",
          "home.arpa",
        ],
      }
    `);
  });

  it('takes a setting of blanks as missing', () => {
    expect(settingsOf({ AZURE_CLOUD: '  ', SETTLE_MINUTES: '', AZURE_CLIENT_ID: ' ' })).toEqual(settingsOf());
  });

  it.each([
    ['True', true],
    ['true', true],
    ['False', false],
    [undefined, false],
  ])('counts the platform’s authentication as on only when it says so: %s', (value, expected) => {
    expect(settingsOf({ WEBSITE_AUTH_ENABLED: value }).platformAuth).toBe(expected);
  });
});

describe('what is wrong', () => {
  it.each<[string, string, string]>([
    ['AZURE_CLOUD', 'germany', 'AZURE_CLOUD is none of public, china, usgov.'],
    ['INSTALLATION_ID', 'one', 'INSTALLATION_ID has "one", which is not a GUID.'],
    ['SUBSCRIPTION_IDS', ',', 'SUBSCRIPTION_IDS has only commas.'],
    ['TRUSTED_TAGS', ',,', 'TRUSTED_TAGS has only commas.'],
    ['FORMER_INSTALLATION_IDS', ' , ', 'FORMER_INSTALLATION_IDS has only commas.'],
    ['ONBOARD', ',', 'ONBOARD has only commas.'],
    ['WEBSITE_AUTH_ENABLED', 'maybe', 'WEBSITE_AUTH_ENABLED is neither True nor False.'],
    ['WEBSITE_AUTH_ENABLED', '1', 'WEBSITE_AUTH_ENABLED is neither True nor False.'],
    ['MAX_INSTALLS_IN_FLIGHT', '0', 'MAX_INSTALLS_IN_FLIGHT is below 1.'],
    ['SWEEP_SCHEDULE', '*/15 * * * *', 'SWEEP_SCHEDULE does not have six fields.'],
    ['SUBSCRIPTION_IDS', `${ONE},two`, 'SUBSCRIPTION_IDS has "two", which is not a GUID.'],
    ['ONBOARDING_MODE', 'dry', 'ONBOARDING_MODE is neither observe nor enforce.'],
    ['ONBOARD', 'some', 'ONBOARD has the entry "some", which is none of the four forms.'],
    ['WORKGROUP_DNS_SUFFIXES', 'lan,.box', 'WORKGROUP_DNS_SUFFIXES has an entry that is no DNS suffix.'],
    ['WORKGROUP_DNS_SUFFIXES', 'fritz box', 'WORKGROUP_DNS_SUFFIXES has an entry that is no DNS suffix.'],
    ['EXCLUDE_TAG', 'exclude', 'EXCLUDE_TAG is not of the form NAME=VALUE.'],
    ['SETTLE_MINUTES', 'ten', 'SETTLE_MINUTES is not a whole number.'],
    ['SETTLE_MINUTES', '-1', 'SETTLE_MINUTES is not a whole number.'],
    ['SETTLE_MINUTES', '1.5', 'SETTLE_MINUTES is not a whole number.'],
    ['SETTLE_MINUTES', '1441', 'SETTLE_MINUTES is above 1440.'],
    ['HTTP_AUTH', 'none', 'HTTP_AUTH is neither key nor entra.'],
    [
      'AzureWebJobsStorage__accountName',
      'Not-An-Account',
      'AzureWebJobsStorage__accountName is not the name of a storage account.',
    ],
    [
      'AzureWebJobsStorage__queueServiceUri',
      'http://q.example',
      'AzureWebJobsStorage__queueServiceUri is not an https URL.',
    ],
    ['AzureWebJobsStorage__tableServiceUri', 't.example', 'AzureWebJobsStorage__tableServiceUri is not an https URL.'],
    [
      'AzureWebJobsStorage',
      'AccountKey=c2VjcmV0',
      'AzureWebJobsStorage is not a connection string of a storage account.',
    ],
    ['AZURE_CLIENT_ID', 'me', 'AZURE_CLIENT_ID has "me", which is not a GUID.'],
    ['ARM_ENDPOINT', 'ftp://arm', 'ARM_ENDPOINT is not an https URL.'],
  ])('in %s=%s is told with a fix', (key, value, message) => {
    const problems = problemsOf({ ...MINIMAL, [key]: value });

    expect(problems).toEqual([{ key, message, fix: expect.stringMatching(new RegExp(`^Set ${key} to .+\\.$`)) }]);
  });

  it.each([
    ['PT24H', 86_400_000],
    ['P2D', 172_800_000],
    ['P1DT2H3M4S', 93_784_000],
    ['PT30M', 1_800_000],
  ])('reads the duration %s', (text, ms) => {
    expect(settingsOf({ DRIFT_GRACE: text }).driftGrace).toBe(ms);
  });

  it.each(['24', 'P', 'PT', 'P1W', 'PT-1H', 'pt24h'])('does not take %s for a duration', (text) => {
    expect(problemsOf({ ...MINIMAL, DRIFT_GRACE: text })).toMatchObject([
      { message: 'DRIFT_GRACE is not a duration such as PT24H.' },
    ]);
  });

  it('wants a management group that can be one, and not the subscriptions as well', () => {
    const { SUBSCRIPTION_IDS: _ids, ...rest } = MINIMAL;

    expect(problemsOf({ ...rest, MANAGEMENT_GROUP_ID: 'mg-prod' })).toEqual([]);
    for (const id of ['a/b', '.', '..'])
      expect(problemsOf({ ...rest, MANAGEMENT_GROUP_ID: id })).toMatchObject([
        { message: 'MANAGEMENT_GROUP_ID is not the id of a management group.' },
      ]);
    expect(problemsOf({ ...MINIMAL, MANAGEMENT_GROUP_ID: 'mg-prod' })).toMatchObject([
      { key: 'SUBSCRIPTION_IDS', message: 'SUBSCRIPTION_IDS and MANAGEMENT_GROUP_ID are both set.' },
    ]);
  });

  it('names the shape of what is missing', () => {
    const problems = problemsOf({ AzureWebJobsStorage: 'UseDevelopmentStorage=true' });

    expect(problems).toEqual([
      { key: 'INSTALLATION_ID', message: 'INSTALLATION_ID is missing.', fix: 'Set INSTALLATION_ID to a GUID.' },
      {
        key: 'SUBSCRIPTION_IDS',
        message: 'Nothing says what to watch.',
        fix: 'Set SUBSCRIPTION_IDS (GUIDs, separated by commas) or MANAGEMENT_GROUP_ID, and not both.',
      },
    ]);
  });

  it('is told all at once', () => {
    const problems = problemsOf({
      AZURE_CLOUD: 'mars',
      SUBSCRIPTION_IDS: 'one, two',
      ONBOARDING_MODE: 'enforce',
      ONBOARD: 'a, b',
      SETTLE_MINUTES: 'x',
    });

    expect(problems.map(({ key }) => key)).toEqual([
      'AZURE_CLOUD',
      'INSTALLATION_ID',
      'SUBSCRIPTION_IDS',
      'SUBSCRIPTION_IDS',
      'ONBOARD',
      'ONBOARD',
      'SETTLE_MINUTES',
      'AzureWebJobsStorage',
    ]);
  });

  it.each([undefined, '', ' '])('is enforcing without saying which machines to take: ONBOARD=%j', (ONBOARD) => {
    const problems = problemsOf({ ...MINIMAL, ONBOARDING_MODE: 'enforce', ONBOARD });

    expect(problems).toMatchObject([
      { key: 'ONBOARD', message: 'ONBOARD is missing, and ONBOARDING_MODE is enforce.' },
    ]);
  });

  it('never shows the value of a secret', () => {
    const problems = problemsOf({ AzureWebJobsStorage: 'AccountKey=secret', AZURE_CLOUD: 'mars' });

    expect(JSON.stringify(problems)).not.toContain('secret');
  });
});

describe('the table of settings', () => {
  it('says of each what it looks like and what it means, under a key of its own', () => {
    const all = Object.values(SETTINGS);

    expect(new Set(all.map(({ key }) => key)).size).toBe(all.length);
    expect(all.filter(({ shape, meaning }) => shape === '' || !meaning.endsWith('.'))).toEqual([]);
  });
});
