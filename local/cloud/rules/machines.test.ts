import { describe, expect, it } from 'vitest';
import { at, bodyOf, machinePath, SUBSCRIPTION, TENANT, virtualCloud } from '../testing/virtualCloud.ts';

const WEB_1 = machinePath('web-1');
const PUT = { location: 'westeurope' };

describe('registering a machine', () => {
  it('makes a supported machine with identity out of a location, in a group made on demand', () => {
    const { call } = virtualCloud();

    const reply = call('PUT', WEB_1, PUT);

    expect(reply.status).toBe(200);
    expect(reply.body).toMatchObject({
      id: WEB_1,
      name: 'web-1',
      location: 'westeurope',
      type: 'Microsoft.HybridCompute/machines',
      identity: { type: 'SystemAssigned', tenantId: TENANT },
      properties: {
        provisioningState: 'Succeeded',
        status: 'Connected',
        osName: 'windows',
        osType: 'windows',
        osSku: 'Windows Server 2025 Datacenter',
        osVersion: '10.0.26100.4061',
        osEdition: 'serverdatacenter',
        domainName: 'WORKGROUP',
        adFqdn: 'web-1',
        dnsFqdn: 'web-1',
        machineFqdn: 'web-1',
        agentConfiguration: { extensionsEnabled: 'true', guestConfigurationEnabled: 'true', configMode: 'full' },
      },
      resources: [],
    });
    expect(reply.body).not.toHaveProperty('kind');
    expect(at(reply.body, 'identity', 'principalId')).toMatch(/^[0-9a-f-]{36}$/);
  });

  it('lays what the agent reports over the usual machine, and takes away what is null', () => {
    const { call } = virtualCloud();

    const reply = call('PUT', WEB_1, {
      ...PUT,
      kind: 'VMware',
      tags: { role: 'web' },
      properties: {
        osVersion: '10.0.20348.1',
        domainName: 'corp.example.com',
        osSku: null,
        agentConfiguration: { configMode: 'monitor' },
      },
    });

    expect(reply.body).toMatchObject({
      kind: 'VMware',
      tags: { role: 'web' },
      properties: {
        osVersion: '10.0.20348.1',
        domainName: 'corp.example.com',
        adFqdn: 'web-1.corp.example.com',
        agentConfiguration: { configMode: 'monitor', extensionsEnabled: 'true' },
      },
    });
    expect(at(reply.body, 'properties')).not.toHaveProperty('osSku');
  });

  it('registers without an identity when asked to', () => {
    const { call } = virtualCloud();

    const reply = call('PUT', WEB_1, { ...PUT, identity: { type: 'None' } });

    expect(reply.status).toBe(200);
    expect(reply.body).not.toHaveProperty('identity');
  });

  it('shows only what registration knows until a late agent has reported', () => {
    const { call, rules, seconds } = virtualCloud();
    rules.agents.say(WEB_1.toUpperCase(), { reportAfterSeconds: 90 });
    call('PUT', WEB_1, PUT);

    seconds(89);
    const before = at(call('GET', WEB_1).body, 'properties');
    seconds(1);
    const after = at(call('GET', WEB_1).body, 'properties');

    expect(Object.keys(Object(before)).toSorted()).toEqual([
      'agentConfiguration',
      'clientPublicKey',
      'licenseProfile',
      'osProfile',
      'provisioningState',
      'vmId',
    ]);
    expect(before).toMatchObject({ agentConfiguration: {}, osProfile: {}, provisioningState: 'Succeeded' });
    expect(after).toMatchObject({ osType: 'windows', status: 'Connected' });
  });

  it('merges a second PUT into the living machine and keeps vmId, identity and what was reported', () => {
    const { call } = virtualCloud();
    const first = call('PUT', WEB_1, { ...PUT, properties: { osVersion: '10.0.26200.1' } });

    const second = call('PUT', WEB_1, { ...PUT, properties: { status: 'Disconnected' } });

    expect(at(second.body, 'properties', 'vmId')).toBe(at(first.body, 'properties', 'vmId'));
    expect(at(second.body, 'identity')).toEqual(at(first.body, 'identity'));
    expect(at(second.body, 'properties')).toMatchObject({ osVersion: '10.0.26200.1', status: 'Disconnected' });
  });

  it('takes a vmId that is given, as a cloned image would report it', () => {
    const { call } = virtualCloud();

    const reply = call('PUT', WEB_1, { ...PUT, properties: { vmId: 'cloned' } });

    expect(at(reply.body, 'properties', 'vmId')).toBe('cloned');
  });

  it('gives a new vmId to a machine that was deleted and comes back', () => {
    const { call } = virtualCloud();
    const first = call('PUT', WEB_1, PUT);
    call('DELETE', WEB_1);

    const again = call('PUT', WEB_1, PUT);

    expect(at(again.body, 'properties', 'vmId')).not.toBe(at(first.body, 'properties', 'vmId'));
  });

  it('knows ids without case and echoes the case first used', () => {
    const { call } = virtualCloud();
    call('PUT', machinePath('Web-1', 'RG-Web'), PUT);

    const other = call('PUT', machinePath('web-2', 'rg-WEB'), PUT);
    const found = call('GET', WEB_1.toUpperCase());

    expect(bodyOf(found)['id']).toBe(machinePath('Web-1', 'RG-Web'));
    expect(bodyOf(other)['id']).toBe(machinePath('web-2', 'RG-Web'));
  });

  it.each([
    ['no location', {}, 'LocationRequired', 'location'],
    ['no object', 'not json', 'InvalidRequestContent', 'body'],
    [
      'a status nobody has',
      { ...PUT, properties: { status: 'Sleeping' } },
      'InvalidRequestContent',
      'properties.status',
    ],
    ['tags that are no texts', { ...PUT, tags: { a: 1 } }, 'InvalidRequestContent', 'tags.a'],
  ])('refuses %s and names the field', (_what, body, code, target) => {
    const { call } = virtualCloud();

    const reply = call('PUT', WEB_1, body);

    expect(reply.status).toBe(400);
    expect(reply.body).toMatchObject({ error: { code, target, message: expect.stringContaining(target) } });
  });

  it('takes whatever the agent reports, as it is', () => {
    const { call } = virtualCloud();
    const odd = {
      domainName: 7,
      osSku: ['x'],
      agentConfiguration: { extensionsEnabled: true, configMode: ' monitor' },
    };

    const reply = call('PUT', WEB_1, { ...PUT, kind: 'HCI', properties: odd });

    expect(reply).toMatchObject({ status: 200, body: { kind: 'HCI', properties: odd } });
  });

  it('refuses a name that no machine may have', () => {
    const { call } = virtualCloud();

    expect(call('PUT', machinePath('web%201'), PUT)).toMatchObject({
      status: 400,
      body: { error: { code: 'InvalidResourceName' } },
    });
  });
});

describe('PATCH of a machine', () => {
  it('gives an identity to a machine without one: Updating in the answer, Succeeded soon after', () => {
    const { call, seconds } = virtualCloud();
    call('PUT', WEB_1, { ...PUT, identity: { type: 'None' } });

    const patched = call('PATCH', WEB_1, { identity: { type: 'SystemAssigned' } });
    seconds(2);
    const later = call('GET', WEB_1);

    expect(patched.status).toBe(200);
    expect(patched.body).toMatchObject({
      identity: { type: 'SystemAssigned', tenantId: TENANT },
      properties: { provisioningState: 'Updating' },
    });
    expect(at(later.body, 'properties', 'provisioningState')).toBe('Succeeded');
    expect(at(later.body, 'identity')).toEqual(at(patched.body, 'identity'));
  });

  it('keeps the principal of a machine that has an identity', () => {
    const { call } = virtualCloud();
    const put = call('PUT', WEB_1, PUT);

    const patched = call('PATCH', WEB_1, { identity: { type: 'SystemAssigned' } });

    expect(at(patched.body, 'identity')).toEqual(at(put.body, 'identity'));
  });

  it('replaces tags', () => {
    const { call } = virtualCloud();
    call('PUT', WEB_1, { ...PUT, tags: { a: '1' } });

    const patched = call('PATCH', WEB_1, { tags: { b: '2' } });

    expect(bodyOf(patched)['tags']).toEqual({ b: '2' });
  });

  it('refuses every identity but SystemAssigned, and a machine that is not there', () => {
    const { call } = virtualCloud();
    call('PUT', WEB_1, PUT);

    const none = call('PATCH', WEB_1, { identity: { type: 'None' } });
    const missing = call('PATCH', machinePath('web-9'), {});

    expect(none).toMatchObject({ status: 400, body: { error: { target: 'identity.type' } } });
    expect(missing.status).toBe(404);
  });
});

describe('finding machines', () => {
  it("answers ARM's 404 for a machine that is not there", () => {
    const { call } = virtualCloud();

    const reply = call('GET', WEB_1);

    expect(reply).toMatchObject({
      status: 404,
      body: {
        error: {
          code: 'ResourceNotFound',
          message:
            "The Resource 'Microsoft.HybridCompute/machines/web-1' under resource group 'rg-web' was not found. For more details please go to https://aka.ms/ARMResourceNotFoundFix",
        },
      },
    });
  });

  it('deletes with 200 once, then with 204', () => {
    const { call } = virtualCloud();
    call('PUT', WEB_1, PUT);

    expect([call('DELETE', WEB_1).status, call('DELETE', WEB_1).status, call('GET', WEB_1).status]).toEqual([
      200, 204, 404,
    ]);
  });

  it('lists page by page through a nextLink at the host of the request, and misses nothing when one is deleted', () => {
    const { call } = virtualCloud({ pageSize: 2 });
    for (const name of ['a', 'b', 'c', 'd', 'e']) call('PUT', machinePath(name), PUT);
    const list = `/subscriptions/${SUBSCRIPTION}/providers/Microsoft.HybridCompute/machines`;

    const first = call('GET', list);
    call('DELETE', machinePath('b'));
    const names = [...namesIn(first.body)];
    for (let link = bodyOf(first)['nextLink']; typeof link === 'string'; ) {
      expect(link).toMatch(/^https:\/\/localhost:8443\/subscriptions\/.*api-version=2024-07-10/);
      const page = call('GET', link.replace('https://localhost:8443', ''));
      names.push(...namesIn(page.body));
      link = bodyOf(page)['nextLink'];
    }

    expect(names).toEqual(['a', 'b', 'c', 'd', 'e']);
    expect(at(first.body, 'value', '0')).not.toHaveProperty('resources');
  });

  it('refuses a token that is none of its own', () => {
    const { call } = virtualCloud();
    const list = `/subscriptions/${SUBSCRIPTION}/providers/Microsoft.HybridCompute/machines`;

    const reply = call('GET', `${list}?api-version=2024-07-10&$skiptoken=!`);

    expect(reply).toMatchObject({ status: 400, body: { error: { code: 'InvalidSkipToken' } } });
  });

  it('lists a resource group only, and 404 for one that never was', () => {
    const { call } = virtualCloud();
    call('PUT', machinePath('a', 'one'), PUT);
    call('PUT', machinePath('b', 'one-more'), PUT);
    const list = (group: string) => machinePath('x', group).replace('/x', '');

    expect(namesIn(call('GET', list('ONE')).body)).toEqual(['a']);
    expect(call('GET', list('other'))).toMatchObject({
      status: 404,
      body: { error: { code: 'ResourceGroupNotFound' } },
    });
  });

  it('shows an old api-version only what it had', () => {
    const { call } = virtualCloud();
    call('PUT', WEB_1, PUT);

    const old = bodyOf(call('GET', `${WEB_1}?api-version=2021-05-20`));
    const middle = bodyOf(call('GET', `${WEB_1}?api-version=2022-03-10`));

    expect(old).not.toHaveProperty('resources');
    expect(old['properties']).not.toHaveProperty('osType');
    expect(old['properties']).toHaveProperty('osName');
    expect(middle['properties']).toHaveProperty('osType');
    expect(at(middle, 'properties', 'agentConfiguration')).not.toHaveProperty('configMode');
  });
});

function namesIn(body: unknown): unknown[] {
  const value = at(body, 'value');
  return Array.isArray(value) ? value.map((item) => at(item, 'name')) : [];
}
