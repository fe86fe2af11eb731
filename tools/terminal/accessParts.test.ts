import { describe, expect, it } from 'vitest';
import { platformFor } from '../../src/compose/platform.ts';
import { readSettings } from '../../src/lib/settings/settings.ts';
import { accessParts } from './accessParts.ts';

const INSTALLATION_ID = 'aaaaaaaa-0000-4000-8000-00000000000a';
const SUBSCRIPTION_IDS = '11111111-1111-4111-8111-111111111111';

/** Who we are, when this object id is in the token. */
function installationFor(isApp: boolean, oid: string) {
  const environment = { INSTALLATION_ID, SUBSCRIPTION_IDS, AzureWebJobsStorage: 'UseDevelopmentStorage=true' };
  const read = readSettings(environment);
  if (!read.ok) throw new Error('These are settings.');
  const token = `header.${Buffer.from(JSON.stringify({ oid })).toString('base64url')}.signature`;
  const credential = { getToken: async () => ({ token, expiresOnTimestamp: 0 }) };
  const platform = { ...platformFor(environment, read.settings), credential };
  return accessParts({ platform, isApp }).planning.installation();
}

describe('the parts of access for a command', () => {
  it('have the id of the app where it is the app that acts', async () => {
    expect(await installationFor(true, 'app')).toEqual({
      installationId: INSTALLATION_ID,
      formerInstallationIds: [],
      appId: 'app',
    });
  });

  it('do not take a person for the app, which would make the app another one', async () => {
    expect(await installationFor(false, 'ada')).not.toHaveProperty('appId');
  });
});
