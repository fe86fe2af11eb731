import { describe, expect, it } from 'vitest';
import {
  AAD_LOGIN,
  at,
  bodyOf,
  machinePath,
  pollPath,
  SUBSCRIPTION,
  type VirtualCloud,
  virtualCloud,
} from '../testing/virtualCloud.ts';

const WEB_1 = machinePath('web-1');
const AAD_LOGIN_PATH = `${WEB_1}/extensions/AADLogin`;

function withMachine(body: object = {}): VirtualCloud {
  const cloud = virtualCloud();
  cloud.call('PUT', WEB_1, { location: 'westeurope', ...body });
  return cloud;
}

describe('installing an extension', () => {
  it('is accepted with an empty body and signed URLs of some 4 KB', () => {
    const { call } = withMachine();

    const reply = call('PUT', AAD_LOGIN_PATH, AAD_LOGIN);

    expect(reply.status).toBe(202);
    expect(reply.body).toBeUndefined();
    expect(reply.headers).toMatchObject({
      'content-type': 'application/json',
      'retry-after': '5',
      'azure-asyncoperation': expect.stringMatching(
        /^https:\/\/localhost:8443\/subscriptions\/.*\/providers\/Microsoft.HybridCompute\/locations\/westeurope\/operationstatus\/[0-9a-f-]{36}\?api-version=2024-07-10&t=/,
      ),
      location: expect.stringContaining('/operationresults/'),
    });
    expect(reply.headers['azure-asyncoperation']?.length).toBeGreaterThan(3500);
    expect(reply.headers['x-ms-request-id']).toBe(/operationstatus\/([^?]+)/.exec(pollPath(reply))?.[1]);
  });

  it('runs for the time of an install, then succeeds; the status carries the whole extension', () => {
    const { call, seconds } = withMachine();
    const accepted = call('PUT', AAD_LOGIN_PATH, AAD_LOGIN);

    seconds(4);
    const running = call('GET', pollPath(accepted));
    const creating = call('GET', AAD_LOGIN_PATH);
    seconds(1);
    const done = call('GET', pollPath(running));
    const extension = call('GET', AAD_LOGIN_PATH);

    expect(running).toMatchObject({ status: 200, body: { status: 'InProgress' }, headers: { 'retry-after': '5' } });
    expect(at(creating.body, 'properties', 'provisioningState')).toBe('Creating');
    expect(at(creating.body, 'properties')).not.toHaveProperty('instanceView');
    expect(done.body).toMatchObject({ status: 'Succeeded', properties: extension.body });
    expect(done.headers).not.toHaveProperty('azure-asyncoperation');
    expect(extension.body).toMatchObject({
      id: AAD_LOGIN_PATH,
      name: 'AADLogin',
      type: 'Microsoft.HybridCompute/machines/extensions',
      location: 'westeurope',
      properties: {
        publisher: 'Microsoft.Azure.ActiveDirectory',
        type: 'AADLoginForWindows',
        typeHandlerVersion: '2.1.0.0',
        autoUpgradeMinorVersion: true,
        enableAutomaticUpgrade: true,
        settings: { mdmId: '' },
        provisioningState: 'Succeeded',
        instanceView: {
          name: 'AADLogin',
          type: 'AADLoginForWindows',
          typeHandlerVersion: '2.1.0.0',
          status: { code: '0', level: 'Information', message: expect.stringMatching(/^Extension Message: /) },
        },
      },
    });
  });

  it('shows in the GET of the machine and in the list of its extensions', () => {
    const { call, seconds } = withMachine();
    call('PUT', AAD_LOGIN_PATH, AAD_LOGIN);
    seconds(5);

    const extension = call('GET', AAD_LOGIN_PATH).body;

    expect(bodyOf(call('GET', WEB_1))['resources']).toEqual([extension]);
    expect(bodyOf(call('GET', `${WEB_1}/extensions`))['value']).toEqual([extension]);
  });

  it('fills a short version up and keeps secrets to itself', () => {
    const { call, seconds } = withMachine();
    const { typeHandlerVersion: _none, ...bare } = AAD_LOGIN.properties;
    const properties = { ...bare, typeHandlerVersion: '1.10', protectedSettings: { secret: 'x' } };
    call('PUT', AAD_LOGIN_PATH, { ...AAD_LOGIN, properties });
    seconds(5);

    const reply = call('GET', AAD_LOGIN_PATH);

    expect(at(reply.body, 'properties', 'typeHandlerVersion')).toBe('1.10.0.0');
    expect(at(reply.body, 'properties')).not.toHaveProperty('protectedSettings');
  });

  it.each(['Disconnected', 'Expired'])(
    'waits as Creating while the machine is %s, and goes on when it is back',
    (status) => {
      const { call, seconds } = withMachine({ properties: { status } });
      const accepted = call('PUT', AAD_LOGIN_PATH, AAD_LOGIN);
      seconds(7200);
      const waiting = call('GET', AAD_LOGIN_PATH);

      call('PUT', WEB_1, { location: 'westeurope', properties: { status: 'Connected' } });
      seconds(5);
      const back = call('GET', AAD_LOGIN_PATH);

      expect(accepted.status).toBe(202);
      expect(at(waiting.body, 'properties', 'provisioningState')).toBe('Creating');
      expect(at(back.body, 'properties', 'provisioningState')).toBe('Succeeded');
    },
  );

  it('starts again after the machine went away in the middle', () => {
    const { call, seconds } = withMachine();
    call('PUT', AAD_LOGIN_PATH, AAD_LOGIN);
    seconds(2);
    call('PUT', WEB_1, { location: 'westeurope', properties: { status: 'Disconnected' } });
    seconds(60);

    call('PUT', WEB_1, { location: 'westeurope', properties: { status: 'Connected' } });
    const restarted = call('GET', AAD_LOGIN_PATH);
    seconds(5);

    expect(at(restarted.body, 'properties', 'provisioningState')).toBe('Creating');
    expect(at(call('GET', AAD_LOGIN_PATH).body, 'properties', 'provisioningState')).toBe('Succeeded');
  });

  it('waits for the first report of a late agent', () => {
    const cloud = virtualCloud();
    cloud.rules.agents.say('*', { reportAfterSeconds: 100 });
    cloud.call('PUT', WEB_1, { location: 'westeurope' });
    cloud.call('PUT', AAD_LOGIN_PATH, AAD_LOGIN);

    cloud.seconds(104);
    const before = cloud.call('GET', AAD_LOGIN_PATH);
    cloud.seconds(1);

    expect(at(before.body, 'properties', 'provisioningState')).toBe('Creating');
    expect(at(cloud.call('GET', AAD_LOGIN_PATH).body, 'properties', 'provisioningState')).toBe('Succeeded');
  });

  it('works as an update when it is there already', () => {
    const { call, seconds } = withMachine();
    call('PUT', AAD_LOGIN_PATH, AAD_LOGIN);
    seconds(5);

    const again = call('PUT', AAD_LOGIN_PATH, {
      ...AAD_LOGIN,
      properties: { ...AAD_LOGIN.properties, typeHandlerVersion: '2.2' },
    });
    const updating = call('GET', AAD_LOGIN_PATH);
    seconds(5);

    expect(again.status).toBe(202);
    expect(at(updating.body, 'properties', 'provisioningState')).toBe('Updating');
    expect(at(call('GET', AAD_LOGIN_PATH).body, 'properties')).toMatchObject({
      provisioningState: 'Succeeded',
      typeHandlerVersion: '2.2.0.0',
    });
  });

  it('lets PATCH change settings and nothing else', () => {
    const { call, seconds } = withMachine();
    call('PUT', AAD_LOGIN_PATH, AAD_LOGIN);
    seconds(5);

    const patched = call('PATCH', AAD_LOGIN_PATH, { properties: { settings: { mdmId: 'intune' } } });
    seconds(5);

    expect(patched.status).toBe(202);
    expect(at(call('GET', AAD_LOGIN_PATH).body, 'properties')).toMatchObject({
      type: 'AADLoginForWindows',
      typeHandlerVersion: '2.1.0.0',
      settings: { mdmId: 'intune' },
      provisioningState: 'Succeeded',
    });
  });
});

describe('conflicts and errors', () => {
  it('allows one operation per type and machine', () => {
    const { call } = withMachine();
    call('PUT', AAD_LOGIN_PATH, AAD_LOGIN);

    const replies = [
      call('PUT', AAD_LOGIN_PATH, AAD_LOGIN),
      call('PUT', `${WEB_1}/extensions/Other`, AAD_LOGIN),
      call('PATCH', AAD_LOGIN_PATH, {}),
      call('DELETE', AAD_LOGIN_PATH),
    ];

    for (const reply of replies) {
      expect(reply).toMatchObject({
        status: 409,
        body: {
          error: {
            code: 'HCRP409',
            message:
              'An extension of type AADLoginForWindows is still processing. Only one instance of an extension may be in progress at a time for the same resource. Please retry after sometime.',
          },
        },
      });
    }
  });

  it('lets another type be installed at the same time', () => {
    const { call } = withMachine();
    call('PUT', AAD_LOGIN_PATH, AAD_LOGIN);
    const properties = { publisher: 'Microsoft.Azure.Monitor', type: 'AzureMonitorWindowsAgent' };

    expect(call('PUT', `${WEB_1}/extensions/AMA`, { location: 'westeurope', properties }).status).toBe(202);
  });

  it('refuses the same publisher and type under another name, and another type under the same name', () => {
    const { call, seconds } = withMachine();
    call('PUT', AAD_LOGIN_PATH, AAD_LOGIN);
    seconds(5);
    const otherType = { ...AAD_LOGIN, properties: { ...AAD_LOGIN.properties, type: 'Other' } };

    expect(call('PUT', `${WEB_1}/extensions/Second`, AAD_LOGIN)).toMatchObject({
      status: 409,
      body: { error: { code: 'HCRP409' } },
    });
    expect(call('PUT', AAD_LOGIN_PATH, otherType)).toMatchObject({ status: 400, body: { error: { code: 'HCRP400' } } });
  });

  it.each([
    ['GET', 'an extension that is not there', AAD_LOGIN_PATH, `${SUBSCRIPTION}/rg-web/web-1/AADLogin`],
    ['PATCH', 'an extension that is not there', AAD_LOGIN_PATH, `${SUBSCRIPTION}/rg-web/web-1/AADLogin`],
    ['PUT', 'a machine that is not there', `${machinePath('web-9')}/extensions/X`, `${SUBSCRIPTION}/rg-web/web-9/X`],
  ])('answers 404 HCRP404 to %s of %s', (method, _what, path, target) => {
    const { call } = withMachine();

    expect(call(method, path, {})).toMatchObject({
      status: 404,
      body: { error: { code: 'HCRP404', message: 'The requested resource was not found.', target } },
    });
  });

  it.each([
    ['location', { properties: AAD_LOGIN.properties }, 'location'],
    ['publisher', { location: 'x', properties: { type: 'T' } }, 'properties.publisher'],
    ['properties', { location: 'x' }, 'properties'],
  ])('refuses a PUT without %s', (_what, body, target) => {
    const { call } = withMachine();

    expect(call('PUT', AAD_LOGIN_PATH, body)).toMatchObject({ status: 400, body: { error: { target } } });
  });
});

describe('removing an extension', () => {
  it('is accepted, shows Deleting, and is over after a while; then there is nothing to remove', () => {
    const { call, seconds } = withMachine();
    call('PUT', AAD_LOGIN_PATH, AAD_LOGIN);
    seconds(5);

    const accepted = call('DELETE', AAD_LOGIN_PATH);
    const deleting = call('GET', AAD_LOGIN_PATH);
    seconds(5);

    expect(accepted.status).toBe(202);
    expect(at(deleting.body, 'properties', 'provisioningState')).toBe('Deleting');
    expect(call('GET', pollPath(accepted)).body).toMatchObject({ status: 'Succeeded' });
    expect(call('GET', pollPath(accepted, 'location')).status).toBe(204);
    expect(call('GET', AAD_LOGIN_PATH).status).toBe(404);
    expect(call('DELETE', AAD_LOGIN_PATH).status).toBe(204);
  });

  it('waits for an agent that is away', () => {
    const { call, seconds } = withMachine();
    call('PUT', AAD_LOGIN_PATH, AAD_LOGIN);
    seconds(5);
    call('PATCH', WEB_1, { properties: { status: 'Disconnected' } });

    const accepted = call('DELETE', AAD_LOGIN_PATH);
    seconds(3600);
    const waiting = call('GET', AAD_LOGIN_PATH);
    call('PATCH', WEB_1, { properties: { status: 'Connected' } });
    seconds(5);

    expect(accepted.status).toBe(202);
    expect(at(waiting.body, 'properties', 'provisioningState')).toBe('Deleting');
    expect(call('GET', AAD_LOGIN_PATH).status).toBe(404);
  });

  it('is refused while it is being worked on', () => {
    const { call } = withMachine();
    call('PUT', AAD_LOGIN_PATH, AAD_LOGIN);

    expect(call('DELETE', AAD_LOGIN_PATH)).toMatchObject({ status: 409, body: { error: { code: 'HCRP409' } } });
  });

  it('ends everything in progress when the machine itself is deleted', () => {
    const { call, seconds } = withMachine();
    const accepted = call('PUT', AAD_LOGIN_PATH, AAD_LOGIN);

    call('DELETE', WEB_1);
    seconds(60);

    expect(call('GET', pollPath(accepted)).body).toMatchObject({
      status: 'Canceled',
      error: { code: 'OperationCanceled' },
    });
  });
});

describe('an extension that hangs', () => {
  const DEFENDER = { publisher: 'Microsoft.Azure.AzureDefenderForServers', type: 'MDE.Windows' };
  const hanging = (cloud: VirtualCloud, provisioningState: string) =>
    cloud.call('PUT', `${WEB_1}/extensions/MDE.Windows`, {
      location: 'westeurope',
      properties: { ...DEFENDER, provisioningState },
    });

  it('keeps its state, and every other extension from being installed', () => {
    const cloud = withMachine();

    const reply = hanging(cloud, 'Deleting');
    cloud.seconds(100_000);

    expect(reply.status).toBe(200);
    expect(at(cloud.call('GET', `${WEB_1}/extensions/MDE.Windows`).body, 'properties', 'provisioningState')).toBe(
      'Deleting',
    );
    expect(cloud.call('PUT', AAD_LOGIN_PATH, AAD_LOGIN)).toMatchObject({
      status: 409,
      body: { error: { code: 'HCRP409', message: expect.stringContaining('type MDE.Windows is still processing') } },
    });
    expect(cloud.call('DELETE', `${WEB_1}/extensions/MDE.Windows`).status).toBe(409);
  });

  it('is freed by another PUT', () => {
    const cloud = withMachine();
    hanging(cloud, 'Deleting');

    const reply = hanging(cloud, 'Succeeded');

    expect(reply.status).toBe(202);
    expect(cloud.call('PUT', AAD_LOGIN_PATH, AAD_LOGIN).status).toBe(202);
  });
});
