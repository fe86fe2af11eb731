import { describe, expect, it } from 'vitest';
import { type OfficialShape, officialShapes } from '../testing/officialShapes.ts';
import { AAD_LOGIN, at, machinePath, SUBSCRIPTION, type VirtualCloud, virtualCloud } from '../testing/virtualCloud.ts';

const wrongWith = officialShapes();
const WEB_1 = machinePath('web-1');
const PATH = `${WEB_1}/extensions/AADLogin`;
const LIST = `/subscriptions/${SUBSCRIPTION}/providers/Microsoft.HybridCompute/machines`;

/** A cloud with a machine, as each case of the table wants it. */
function cloudWith(machine: object, prepare: (cloud: VirtualCloud) => void = () => undefined): VirtualCloud {
  const cloud = virtualCloud({ pageSize: 1 });
  prepare(cloud);
  cloud.call('PUT', WEB_1, { location: 'westeurope', ...machine });
  cloud.call('PUT', machinePath('web-2'), { location: 'westeurope' });
  return cloud;
}

function installed(cloud: VirtualCloud): VirtualCloud {
  cloud.call('PUT', PATH, AAD_LOGIN);
  cloud.seconds(5);
  return cloud;
}

describe('answers have the shape of the official OpenAPI (2024-07-10)', () => {
  const connected = () => installed(cloudWith({ tags: { a: 'b' }, kind: 'VMware' }));
  const expired = () => cloudWith({ properties: { status: 'Expired' } });
  const unreported = () => cloudWith({}, ({ rules }) => rules.agents.say('*', { reportAfterSeconds: 60 }));
  const failed = () => installed(cloudWith({ identity: { type: 'None' } }));
  const creating = () => {
    const cloud = cloudWith({});
    cloud.call('PUT', PATH, AAD_LOGIN);
    return cloud;
  };

  it.each<[string, OfficialShape, () => unknown]>([
    ['GET of a machine', 'Machine', () => connected().call('GET', WEB_1).body],
    ['GET of an expired machine', 'Machine', () => expired().call('GET', WEB_1).body],
    ['GET of an unreported machine', 'Machine', () => unreported().call('GET', WEB_1).body],
    ['GET of a machine with a failed extension', 'Machine', () => failed().call('GET', WEB_1).body],
    ['PUT of a machine', 'Machine', () => connected().call('PUT', WEB_1, { location: 'westeurope' }).body],
    ['PATCH of a machine', 'Machine', () => connected().call('PATCH', WEB_1, { tags: {} }).body],
    ['list of machines', 'MachineListResult', () => connected().call('GET', LIST).body],
    ['GET of an extension', 'MachineExtension', () => connected().call('GET', PATH).body],
    ['GET of an extension in progress', 'MachineExtension', () => creating().call('GET', PATH).body],
    ['GET of a failed extension', 'MachineExtension', () => failed().call('GET', PATH).body],
    ['list of extensions', 'MachineExtensionsListResult', () => connected().call('GET', `${WEB_1}/extensions`).body],
    ['404 of a machine', 'ErrorResponse', () => connected().call('GET', machinePath('none')).body],
    ['404 of an extension', 'ErrorResponse', () => connected().call('GET', `${WEB_1}/extensions/none`).body],
    ['409', 'ErrorResponse', () => creating().call('PUT', PATH, AAD_LOGIN).body],
    ['400', 'ErrorResponse', () => connected().call('PUT', WEB_1, {}).body],
    ['401', 'ErrorResponse', () => connected().call('GET', WEB_1, undefined, { authorization: '' }).body],
  ])('%s', (_what, shape, answer) => {
    expect(wrongWith(shape, answer())).toEqual([]);
  });

  it('and the check finds a property that is not theirs, a wrong type and a wrong value', () => {
    const machine = {
      location: 'x',
      properties: { invented: 1, osType: 5, agentConfiguration: { configMode: 'loud' } },
    };

    const found = wrongWith('Machine', machine).join('\n');

    expect(found).toContain('/properties/osType must be string');
    expect(found).toContain('invented');
    expect(found).toContain('configMode must be equal to one of the allowed values');
  });

  it('allows the quirks of the live service by name, and they occur', () => {
    const level = at(connected().call('GET', PATH).body, 'properties', 'instanceView', 'status', 'level');
    const status = at(expired().call('GET', WEB_1).body, 'properties', 'status');

    expect([level, status]).toEqual(['Information', 'Expired']);
  });
});
