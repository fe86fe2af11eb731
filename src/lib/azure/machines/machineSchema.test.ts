import { readFileSync } from 'node:fs';
import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { ZodError } from 'zod';
import type { ManagedIdentity } from '../../onboarding/machine.ts';
import { armId } from '../../onboarding/machineId.ts';
import { readMachine } from './machineSchema.ts';

const ID = { subscriptionId: '11111111-1111-4111-8111-111111111111', resourceGroup: 'rg-web', name: 'srv-1' };
const ARM_ID = armId(ID);

// Microsoft's own samples.
const MACHINE = { ...sample('machine-get.json'), id: ARM_ID };
const EXTENSION = sample('extension-get.json');

describe('readMachine', () => {
  it('reads Microsoft’s sample of a machine that has reported little', () => {
    expect(readMachine(ID, MACHINE)).toStrictEqual({
      id: ID,
      location: 'eastus2euap',
      tags: {},
      vmId: 'b7a098cc-b0b8-46e8-a205-62f301a62a8f',
      os: { edition: 'Standard' },
      agent: { extensionsEnabled: true, monitorMode: false },
      // It has a cluster.
      clusterNode: true,
      identity: { kind: 'systemAssigned', principalId: 'string', tenantId: 'string' },
      extensions: [],
    });
  });

  it('reads Microsoft’s sample of an extension among the resources of a machine', () => {
    const { extensions } = readMachine(ID, { ...MACHINE, resources: [EXTENSION] });

    expect(extensions).toStrictEqual([
      {
        name: 'CustomScriptExtension',
        publisher: 'Microsoft.Compute',
        type: 'string',
        provisioningState: 'Succeeded',
        hasMdmId: false,
        version: '1.10.3',
        message: 'Finished executing command, StdOut: , StdErr:',
      },
    ]);
  });

  it('reads everything that an agent reports', () => {
    const properties = {
      vmId: 'vm-1',
      status: 'Connected',
      agentVersion: '1.48.02881.1941',
      osType: 'windows',
      osName: 'windows',
      osSku: 'Windows Server 2025 Datacenter',
      osVersion: '10.0.26100.4061',
      osEdition: 'serverdatacenter',
    };

    expect(
      readMachine(ID, { id: ARM_ID, location: 'chinanorth3', tags: { Env: 'Prod', empty: '' }, properties }),
    ).toStrictEqual({
      id: ID,
      location: 'chinanorth3',
      tags: { Env: 'Prod', empty: '' },
      vmId: 'vm-1',
      status: 'Connected',
      agentVersion: '1.48.02881.1941',
      os: {
        type: 'windows',
        sku: 'Windows Server 2025 Datacenter',
        version: '10.0.26100.4061',
        edition: 'serverdatacenter',
      },
      identity: { kind: 'none' },
      extensions: [],
    });
  });

  it.each<{ what: string; body: object }>([
    { what: 'nothing else', body: {} },
    {
      what: 'null for everything',
      body: { tags: null, identity: null, properties: null, resources: null, kind: null },
    },
    { what: 'empty texts for everything', body: { tags: '', identity: '', properties: '', resources: '', kind: '' } },
    {
      what: 'odd values on which nothing depends',
      body: {
        identity: { type: null, principalId: 7 },
        properties: {
          vmId: 7,
          status: null,
          agentVersion: {},
          dnsFqdn: 7,
          osProfile: [],
          errorDetails: 'x',
          osType: '',
        },
        resources: [{ name: 'default', type: 'Microsoft.HybridCompute/machines/licenseProfiles' }],
      },
    },
  ])('counts as not said what is not there or decides nothing: a location and $what', ({ body }) => {
    expect(readMachine(ID, { id: ARM_ID, location: 'x', ...body })).toStrictEqual({
      id: ID,
      location: 'x',
      tags: {},
      os: {},
      identity: { kind: 'none' },
      extensions: [],
    });
  });

  it.each<[string, object, readonly string[]]>([
    ['tags that are a list', { tags: ['exclude'] }, ['tags']],
    ['tags that are a text', { tags: 'ArcEntraSignIn=exclude' }, ['tags']],
    ['a tag whose value is a list', { tags: { ArcEntraSignIn: ['exclude'] } }, ['tags']],
    ['a tag whose value is null', { tags: { ArcEntraSignIn: null } }, ['tags']],
    ['an identity that is a list', { identity: [] }, ['identity']],
    ['a kind of identity that is a number', { identity: { type: 7 } }, ['identity.type']],
    ['a tenant that is a number', { identity: { type: 'SystemAssigned', tenantId: 7 } }, ['identity.tenantId']],
    ['a kind that is a number', { kind: 7 }, ['kind']],
    ['properties that are a text', { properties: 'x' }, ['properties']],
    [
      'parts of the system',
      { properties: { osName: [], osSku: false, osVersion: 10 } },
      ['properties.osName', 'properties.osSku', 'properties.osVersion'],
    ],
    ['extensions that are no list', { resources: {} }, ['resources']],
    ['extensions that are a text', { resources: 'x' }, ['resources']],
  ])('names what is there and cannot be read: %s', (_what, body, unreadable) => {
    expect(readMachine(ID, { id: ARM_ID, location: 'x', ...body }).unreadable).toEqual(unreadable);
  });

  it.each<[string, unknown, boolean]>([
    ['null', null, false],
    ['a number', 7, false],
    ['nothing inside', {}, false],
    ['a name alone', { name: 'x' }, false],
    ['no properties', { name: 'AADLogin', properties: null }, false],
    ['our type without a publisher', { name: 'AADLogin', properties: { type: ' aadloginforwindows ' } }, false],
    [
      'our publisher without a type',
      { name: 'x', properties: { publisher: 'Microsoft.Azure.ActiveDirectory' } },
      false,
    ],
    ['no name', { properties: { publisher: 'Microsoft.Azure.ActiveDirectory', type: 'AADLoginForWindows' } }, false],
    ['another type without a publisher', { name: 'x', properties: { type: 'MDE.Windows' } }, true],
    ['another publisher without a type', { name: 'x', properties: { publisher: 'Contoso' } }, true],
    ['another kind of resource', { name: 'x', type: 'Microsoft.HybridCompute/machines/runCommands' }, true],
    ['an extension that says so', { name: 'x', type: 'Microsoft.HybridCompute/machines/extensions' }, false],
  ])('knows the extensions in spite of a resource with %s: %o, %s', (_what, resource, isKnown) => {
    const { extensions, unreadable } = readMachine(ID, { id: ARM_ID, location: 'x', resources: [resource, EXTENSION] });

    expect(extensions).toHaveLength(1);
    expect(unreadable).toEqual(isKnown ? undefined : ['resources']);
  });

  it.each([
    ['another machine', armId({ ...ID, name: 'srv-2' })],
    ['another resource group', armId({ ...ID, resourceGroup: 'rg-db' })],
    ['something below the machine', `${ARM_ID}/extensions/AADLogin`],
    ['no id', 'x'],
  ])('refuses the answer of %s', (_what, id) => {
    expect(() => readMachine(ID, { id, location: 'x' })).toThrow(
      expect.objectContaining({ kind: 'transient', code: 'OtherMachineAnswered' }),
    );
  });

  it('knows its own id in whatever case', () => {
    expect(readMachine(ID, { id: ARM_ID.toUpperCase(), location: 'x' }).id).toBe(ID);
  });

  it('reads what the agent says is wrong', () => {
    const errorDetails = [
      { code: 'AZCM0026', message: 'Network error.', target: 'x' },
      { message: 'Only text.' },
      7,
      {},
    ];

    expect(readMachine(ID, { id: ARM_ID, location: 'x', properties: { errorDetails } }).errors).toEqual([
      'AZCM0026: Network error.',
      'Only text.',
    ]);
  });

  it('keeps the other tags when one has no text for its value', () => {
    const tags = { ArcEntraSignIn: 'exclude', Owner: null, Cost: 7, Env: 'Prod' };

    expect(readMachine(ID, { id: ARM_ID, location: 'x', tags }).tags).toStrictEqual({
      ArcEntraSignIn: 'exclude',
      Env: 'Prod',
    });
  });

  it.each<{ type: unknown; identity: ManagedIdentity }>([
    { type: 'SystemAssigned', identity: { kind: 'systemAssigned', principalId: 'p' } },
    { type: 'systemassigned', identity: { kind: 'systemAssigned', principalId: 'p' } },
    { type: 'SystemAssigned,UserAssigned', identity: { kind: 'systemAssigned', principalId: 'p' } },
    { type: 'SystemAssigned, UserAssigned', identity: { kind: 'systemAssigned', principalId: 'p' } },
    { type: 'UserAssigned', identity: { kind: 'otherKind', type: 'UserAssigned' } },
    { type: 'Something new', identity: { kind: 'otherKind', type: 'Something new' } },
    { type: 'None', identity: { kind: 'none' } },
    { type: ' SystemAssigned ', identity: { kind: 'systemAssigned', principalId: 'p' } },
    { type: null, identity: { kind: 'none' } },
  ])('reads the identity of type $type', ({ type, identity }) => {
    const body = { id: ARM_ID, location: 'x', identity: { type, principalId: 'p', tenantId: null } };

    expect(readMachine(ID, body).identity).toStrictEqual(identity);
  });

  it.each([
    { osType: 'windows', osName: 'linux', type: 'windows' },
    { osType: null, osName: 'windows', type: 'windows' },
    { osType: 'linux', osName: null, type: 'linux' },
    { osType: null, osName: null, type: undefined },
  ])('takes osName where osType says nothing: $osType, $osName', ({ osType, osName, type }) => {
    expect(readMachine(ID, { id: ARM_ID, location: 'x', properties: { osType, osName } }).os.type).toBe(type);
  });

  it.each<{ what: string; settings: unknown; hasMdmId: boolean }>([
    { what: 'an empty mdmId', settings: { mdmId: '' }, hasMdmId: true },
    { what: 'an mdmId', settings: { mdmId: 'x', other: [1] }, hasMdmId: true },
    { what: 'mdmid in another case', settings: { mdmid: '' }, hasMdmId: false },
    { what: 'null for mdmId', settings: { mdmId: null }, hasMdmId: false },
    { what: 'no mdmId', settings: {}, hasMdmId: false },
    { what: 'null for settings', settings: null, hasMdmId: false },
    { what: 'text for settings', settings: '{"mdmId":""}', hasMdmId: false },
    { what: 'no settings', settings: undefined, hasMdmId: false },
  ])('sees mdmId in the settings of an extension: $what', ({ settings, hasMdmId }) => {
    expect(extensionOf({ settings })?.hasMdmId).toBe(hasMdmId);
  });

  it.each<{ what: string; properties: object; version: string | undefined }>([
    {
      what: 'what the agent runs',
      properties: { instanceView: { typeHandlerVersion: '2.2.0.0' } },
      version: '2.2.0.0',
    },
    { what: 'what was asked for', properties: { instanceView: {} }, version: '2.1.0.0' },
    { what: 'what was asked for, with an odd view', properties: { instanceView: 'x' }, version: '2.1.0.0' },
    { what: 'nothing', properties: { typeHandlerVersion: null }, version: undefined },
  ])('takes for the version of an extension $what', ({ properties, version }) => {
    expect(extensionOf({ typeHandlerVersion: '2.1.0.0', ...properties })?.version).toBe(version);
  });

  it.each<{ what: string; instanceView: unknown }>([
    { what: 'no view', instanceView: undefined },
    { what: 'null for a view', instanceView: null },
    { what: 'no status', instanceView: {} },
    { what: 'text for a status', instanceView: { status: 'x' } },
    { what: 'an empty message', instanceView: { status: { message: '' } } },
    { what: 'a number for a message', instanceView: { status: { message: 7 } } },
  ])('has no message of an extension with $what', ({ instanceView }) => {
    expect(extensionOf({ instanceView })).not.toHaveProperty('message');
  });

  it.each([{ provisioningState: null }, { provisioningState: 7 }, { provisioningState: ' ' }, {}])(
    'takes a state that is none for an unknown one, which is work in progress: %o',
    (properties) => {
      expect(extensionOf(properties)?.provisioningState).toBe('Unknown');
    },
  );

  it('takes nothing but extensions out of the resources of a machine', () => {
    const resources = [
      { name: 'default', type: 'Microsoft.HybridCompute/machines/licenseProfiles', properties: { productType: 'x' } },
      EXTENSION,
    ];

    const { extensions } = readMachine(ID, { ...MACHINE, resources });

    expect(extensions.map(({ name }) => name)).toEqual(['CustomScriptExtension']);
  });

  it.each([
    undefined,
    null,
    '',
    7,
    [],
    {},
    { location: 'x' },
    { id: ARM_ID, location: null },
    { error: { code: 'ResourceNotFound' } },
  ])('throws when it is no machine at all: %o', (body) => {
    expect(() => readMachine(ID, body)).toThrow(ZodError);
  });

  it('reads every JSON that has its id and a location', () => {
    const parts = fc.record({ tags: fc.jsonValue(), identity: fc.jsonValue(), properties: fc.jsonValue() });
    fc.assert(
      fc.property(parts, fc.array(fc.jsonValue()), (body, resources) => {
        expect(readMachine(ID, { id: ARM_ID, location: 'x', ...body, resources })).toMatchObject({
          id: ID,
          location: 'x',
        });
      }),
    );
  });
});

function extensionOf(properties: object) {
  const all = { publisher: 'Microsoft.Azure.ActiveDirectory', type: 'AADLoginForWindows', ...properties };
  return readMachine(ID, { id: ARM_ID, location: 'x', resources: [{ name: 'AADLogin', properties: all }] })
    .extensions[0];
}

function sample(name: string): Record<string, unknown> {
  const file: { sample: Record<string, unknown> } = JSON.parse(
    readFileSync(new URL(`../../../../test/fixtures/machines/${name}`, import.meta.url), 'utf8'),
  );
  return file.sample;
}
