import { describe, expect, it } from 'vitest';
import { AAD_LOGIN, at, machinePath, pollPath, type VirtualCloud, virtualCloud } from '../testing/virtualCloud.ts';
import type { CloudName } from './clouds.ts';

const WEB_1 = machinePath('web-1');
const PATH = `${WEB_1}/extensions/AADLogin`;
const TYPE = { publisher: 'microsoft.azure.activedirectory', type: 'aadloginforwindows' };

/** Installs and answers the status of the handler. */
function install(cloud: VirtualCloud, body: object = AAD_LOGIN): { state: unknown; code: unknown; message: unknown } {
  cloud.call('PUT', PATH, body);
  cloud.seconds(5);
  const { body: extension } = cloud.call('GET', PATH);
  const status = at(extension, 'properties', 'instanceView', 'status');
  return {
    state: at(extension, 'properties', 'provisioningState'),
    code: at(status, 'code'),
    message: at(status, 'message'),
  };
}

function onMachine(machine: object, cloudName: CloudName = 'public'): VirtualCloud {
  const cloud = virtualCloud({ cloud: cloudName });
  cloud.call('PUT', WEB_1, { location: 'westeurope', ...machine });
  return cloud;
}

describe('the rules of the world', () => {
  it.each([
    ['no identity', { identity: { type: 'None' } }, '-2145648574'],
    ['build 20348', { properties: { osVersion: '10.0.20348.1' } }, '51'],
    ['an unreadable version', { properties: { osVersion: null } }, '51'],
    ['Linux', { properties: { osType: 'linux', osName: 'linux' } }, '51'],
    [
      'an unsupported system without identity',
      { properties: { osVersion: '10.0.20348.1' }, identity: { type: 'None' } },
      '51',
    ],
  ])('fail an install on a machine with %s', (_what, machine, code) => {
    const result = install(onMachine(machine));

    expect(result).toMatchObject({ state: 'Failed', code });
    expect(result.message).toMatch(
      new RegExp(
        `^Extension failed to install. Extension returned non-zero exit code for Install: ${code}. Extension error output: .+ Extension exit code: ${code}$`,
      ),
    );
  });

  it("tells the terminal error code and the article's words when the identity is missing", () => {
    const { message } = install(onMachine({ identity: { type: 'None' } }));

    expect(message).toContain("terminal error code '1007'");
    expect(message).toContain('DSREG_E_MSI_TENANTID_UNAVAILABLE');
    expect(message).toContain("The extension can't query the Microsoft Entra tenant information");
  });

  it('succeed when the identity arrived before the install ended', () => {
    const cloud = onMachine({ identity: { type: 'None' } });
    cloud.call('PUT', PATH, AAD_LOGIN);
    cloud.call('PATCH', WEB_1, { identity: { type: 'SystemAssigned' } });

    cloud.seconds(5);

    expect(at(cloud.call('GET', PATH).body, 'properties', 'provisioningState')).toBe('Succeeded');
  });

  it.each([
    ['no settings', undefined],
    ['another case', { MdmId: '' }],
  ])('fail an install with %s for mdmId', (_what, settings) => {
    const result = install(onMachine({}), { ...AAD_LOGIN, properties: { ...AAD_LOGIN.properties, settings } });

    expect(result.state).toBe('Failed');
    expect(result.message).toContain("'mdmId' setting was not found");
  });

  it.each([
    ['the block list', { extensionsBlockList: [TYPE] }, 'block list'],
    ['both lists: block wins', { extensionsBlockList: [TYPE], extensionsAllowList: [TYPE] }, 'block list'],
    [
      'an allow list of others',
      { extensionsAllowList: [{ publisher: 'Microsoft.Azure.Monitor', type: 'X' }] },
      'allow list',
    ],
    ['an allow list of nothing', { extensionsAllowList: [{ publisher: 'Allow', type: 'None' }] }, 'allow list'],
    ['extensions turned off', { extensionsEnabled: 'false' }, 'disabled'],
    ['monitor mode', { configMode: 'monitor' }, 'monitor mode'],
  ])('let the agent refuse after the 202 because of %s', (_what, agentConfiguration, why) => {
    const cloud = onMachine({ properties: { agentConfiguration } });

    const result = install(cloud);

    expect(result.state).toBe('Failed');
    expect(result.message).toContain(why);
  });

  it('allow what the allow list names', () => {
    expect(install(onMachine({ properties: { agentConfiguration: { extensionsAllowList: [TYPE] } } })).state).toBe(
      'Succeeded',
    );
  });

  it('leave other extensions alone', () => {
    const properties = { publisher: 'Microsoft.Azure.Monitor', type: 'AzureMonitorLinuxAgent' };

    const result = install(onMachine({ properties: { osType: 'linux' } }), { location: 'westeurope', properties });

    expect(result.state).toBe('Succeeded');
  });
});

describe('what is said of an agent', () => {
  it('decides instead of the rules of the world', () => {
    const cloud = onMachine({ identity: { type: 'None' } });
    cloud.rules.agents.say(WEB_1, { outcome: 'succeeded' });

    expect(install(cloud).state).toBe('Succeeded');
  });

  it('fails with the code, the terminal code and the words given', () => {
    const cloud = onMachine({});
    cloud.rules.agents.say(WEB_1.toUpperCase(), {
      outcome: { exitCode: 42, terminalErrorCode: 7, message: 'no luck' },
    });

    expect(install(cloud).message).toBe(
      "Extension failed to install. Extension returned non-zero exit code for Install: 42. Extension error output: Handler 'Microsoft.Azure.ActiveDirectory.AADLoginForWindows' has reported failure with terminal error code '7' and error message: 'no luck'. Extension exit code: 42",
    );
  });

  it('holds for so many installs of each machine, then the world decides again', () => {
    const cloud = onMachine({});
    cloud.rules.agents.say('*', { outcome: { exitCode: 51 }, times: 2 });

    const states = [install(cloud), install(cloud), install(cloud)].map(({ state }) => state);

    expect(states).toEqual(['Failed', 'Failed', 'Succeeded']);
  });

  it("prefers the machine's own word to that about all, word by word", () => {
    const cloud = onMachine({});
    cloud.rules.agents.say('*', { outcome: { exitCode: 51 }, installSeconds: 60 });
    cloud.rules.agents.say(WEB_1, { installSeconds: 5 });

    expect(install(cloud)).toMatchObject({ state: 'Failed', code: '51' });
  });

  it('counts anew when the outcome is said again, and keeps what is not said again', () => {
    const { agents } = virtualCloud().rules;
    agents.say(WEB_1, { outcome: 'succeeded', times: 1, installSeconds: 9 });
    agents.takeOutcome(WEB_1);

    const usedUp = agents.takeOutcome(WEB_1);
    agents.say(WEB_1, { outcome: { exitCode: 1 } });

    expect(usedUp).toBeUndefined();
    expect(agents.takeOutcome(WEB_1)).toEqual({ exitCode: 1 });
    expect(agents.installSeconds(WEB_1)).toBe(9);
  });
});

describe('a failed operation', () => {
  it('says the same in the status and in the extension, and lets itself be tried again as an install', () => {
    const cloud = onMachine({ identity: { type: 'None' } });
    const accepted = cloud.call('PUT', PATH, AAD_LOGIN);
    cloud.seconds(5);

    const status = cloud.call('GET', pollPath(accepted));
    const result = cloud.call('GET', pollPath(accepted, 'location'));
    const message = at(cloud.call('GET', PATH).body, 'properties', 'instanceView', 'status', 'message');

    expect(status).toMatchObject({
      status: 200,
      body: { status: 'Failed', error: { code: 'VMExtensionProvisioningError', message } },
    });
    expect(result).toMatchObject({ status: 400, body: { error: { message } } });
    cloud.call('PATCH', WEB_1, { identity: { type: 'SystemAssigned' } });
    expect(install(cloud).state).toBe('Succeeded');
  });

  it('names the step Update when the extension had worked before', () => {
    const cloud = onMachine({});
    install(cloud);
    cloud.rules.agents.say(WEB_1, { outcome: { exitCode: -2145648607 } });

    const { message } = install(cloud);

    expect(message).toContain(
      'Extension failed to update. Extension returned non-zero exit code for Update: -2145648607.',
    );
  });

  it.each([
    ['public', 'https://enterpriseregistration.windows.net'],
    ['china', 'https://enterpriseregistration.partner.microsoftonline.cn'],
    ['usgov', 'https://enterpriseregistration.microsoftonline.us'],
  ] as const)('names the endpoint of the %s cloud', (cloudName, endpoint) => {
    const cloud = onMachine({}, cloudName);
    cloud.rules.agents.say('*', { outcome: { exitCode: -2145648607 } });

    expect(install(cloud).message).toContain(endpoint);
  });
});
