import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { getCACertificates, setDefaultCACertificates } from 'node:tls';
import { generate } from 'selfsigned';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { laptopEnvironment } from './laptopEnvironment.ts';

const KEYS = ['IDENTITY_ENDPOINT', 'IDENTITY_HEADER'] as const;
const SUBSCRIPTION = '11111111-1111-4111-8111-111111111111';

let dir = '';
let said: string[] = [];
let before: { readonly environment: (string | undefined)[]; readonly authorities: string[] };

beforeEach(async () => {
  dir = await mkdtemp(join(tmpdir(), 'laptop-'));
  said = [];
  before = { environment: KEYS.map((key) => process.env[key]), authorities: getCACertificates('default') };
});

afterEach(async () => {
  for (const [i, key] of KEYS.entries()) {
    const value = before.environment[i];
    if (value === undefined) delete process.env[key];
    else process.env[key] = value;
  }
  setDefaultCACertificates(before.authorities);
  await rm(dir, { recursive: true });
});

const complete = (environment: Record<string, string> = {}) =>
  laptopEnvironment(environment, dir, (line) => void said.push(line));

/** The laptop's cloud is up. */
async function laptopIsUp(): Promise<{ readonly cert: string }> {
  const { cert } = await generate([{ name: 'commonName', value: 'laptop' }]);
  const caFile = join(dir, 'ca.pem');
  await writeFile(caFile, cert);
  const endpoints = {
    arm: 'https://localhost:1',
    graph: 'https://localhost:2',
    identity: 'http://localhost:3/token',
    identityHeader: 'header',
    installationId: 'aaaaaaaa-0000-4000-8000-00000000000a',
    caFile,
    storageConnectionString: 'UseDevelopmentStorage=true',
    subscriptions: [SUBSCRIPTION, 'another'],
    functions: 'http://localhost:4',
  };
  await writeFile(join(dir, 'endpoints.json'), JSON.stringify(endpoints));
  return { cert };
}

describe('the environment of a command at a terminal', () => {
  it.each([{ SUBSCRIPTION_IDS: SUBSCRIPTION }, { MANAGEMENT_GROUP_ID: 'prod' }, { SUBSCRIPTION_IDS: '' }])(
    'is as it is when it says which cloud is meant: %j',
    async (environment) => {
      await laptopIsUp();

      expect(await complete(environment)).toBe(environment);
      expect(said).toEqual([]);
      expect(process.env['IDENTITY_HEADER']).toBe(before.environment[1]);
      expect(getCACertificates('default')).toEqual(before.authorities);
    },
  );

  it('is as it is when no laptop cloud is up', async () => {
    const environment = { ARM_ENDPOINT: 'https://example' };

    expect(await complete(environment)).toBe(environment);
    expect(said).toEqual([]);
  });

  it('is that of the laptop’s cloud when it says nothing else, which is told', async () => {
    await laptopIsUp();

    expect(await complete({ PATH: '/bin' })).toEqual({
      ARM_ENDPOINT: 'https://localhost:1',
      GRAPH_ENDPOINT: 'https://localhost:2',
      IDENTITY_ENDPOINT: 'http://localhost:3/token',
      IDENTITY_HEADER: 'header',
      INSTALLATION_ID: 'aaaaaaaa-0000-4000-8000-00000000000a',
      SUBSCRIPTION_IDS: `${SUBSCRIPTION},another`,
      TRUSTED_TAGS: 'role',
      ONBOARD: 'all',
      AzureWebJobsStorage: 'UseDevelopmentStorage=true',
      PATH: '/bin',
    });
    expect(said).toEqual([`No subscription is configured; the laptop's cloud in ${dir} is meant.`]);
  });

  it('trusts the certificates of that cloud, and those it trusted before', async () => {
    const { cert } = await laptopIsUp();

    await complete();

    const trusted = getCACertificates('default').map((one) => one.trim());
    expect(trusted).toContain(cert.trim().replaceAll('\r\n', '\n'));
    expect(trusted).toHaveLength(before.authorities.length + 1);
  });

  it('has the SDK use the identity of that cloud, and leaves what else was set', async () => {
    await laptopIsUp();

    const { TRUSTED_TAGS } = await complete({ TRUSTED_TAGS: 'tier' });

    expect(TRUSTED_TAGS).toBe('tier');
    expect(KEYS.map((key) => process.env[key])).toEqual(['http://localhost:3/token', 'header']);
  });

  it('does not guess when the file says something else', async () => {
    await writeFile(join(dir, 'endpoints.json'), '{"arm":1}');

    await expect(complete()).rejects.toThrow(/arm/);
  });
});
