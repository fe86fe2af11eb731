import { readFileSync } from 'node:fs';
import { Ajv2019 } from 'ajv/dist/2019.js';
import { type Fields, isFields } from '../rules/exchange.ts';

/** Definitions of the official OpenAPI that answers are checked against. */
export type OfficialShape =
  | 'Machine'
  | 'MachineListResult'
  | 'MachineExtension'
  | 'MachineExtensionsListResult'
  | 'ExtensionValueListResult'
  | 'RoleAssignment'
  | 'RoleAssignmentListResult'
  | 'RoleAssignmentCreateParameters'
  | 'RoleDefinition'
  | 'RoleDefinitionListResult'
  | 'DenyAssignment'
  | 'DenyAssignmentListResult'
  | 'QueryRequest'
  | 'QueryResponse'
  | 'ErrorResponse'
  | 'user'
  | 'group'
  | 'device'
  | 'servicePrincipal'
  | 'orgContact'
  | 'organization'
  | 'ODataErrors.ODataError';

/** The specifications that there is an excerpt of. */
export type Specification =
  | 'hybridcompute-2024-07-10'
  | 'extensionversions-2024-07-10'
  | 'resourcegraph-2024-04-01'
  | 'authorization-2022-04-01'
  | 'graph-v1.0-directory';

/** What is to be changed in a specification before it is the truth. */
interface Quirks {
  /** Values beside the enum, by definition and path of properties. */
  readonly values: Readonly<Record<string, string>>;
  /** Properties that no definition has. */
  readonly properties: Readonly<Record<string, readonly string[]>>;
  /** Properties of any type, whatever the specification says. */
  readonly untyped: readonly string[];
  /** Properties that may be null, whatever the specification says. */
  readonly nullable?: readonly string[];
}

/**
 * What the live service sends though its specification says otherwise (recordings in Azure/azure-powershell).
 * Anything else that is not in the specification fails.
 */
const QUIRKS: Readonly<Record<Specification, Quirks>> = {
  'hybridcompute-2024-07-10': {
    values: {
      'MachineExtensionInstanceView.status.level': 'Information',
      'MachineProperties.status': 'Expired',
      EsuServerType: 'Unknown',
      EsuKeyState: 'Unknown',
    },
    properties: { MachineProperties: ['osInstallDate'] },
    untyped: [],
  },
  'extensionversions-2024-07-10': { values: {}, properties: {}, untyped: [] },
  'graph-v1.0-directory': { values: {}, properties: {}, untyped: [] },
  // "type": "object", while the examples beside it have the array that the description promises.
  'resourcegraph-2024-04-01': { values: {}, properties: {}, untyped: ['QueryResponse.data'] },
  // The answer in learn.microsoft.com, role-based-access-control/role-assignments-list-rest, has them so.
  'authorization-2022-04-01': {
    values: {},
    properties: {},
    untyped: [],
    nullable: ['condition', 'conditionVersion', 'description', 'delegatedManagedIdentityResourceId'].map(
      (name) => `RoleAssignmentProperties.${name}`,
    ),
  },
};

/** Definitions that others extend: what they do not know may belong to the extending one. */
const EXTENDED = [
  'Resource',
  'TrackedResource',
  'ProxyResource',
  'LicenseProfileArmEsuPropertiesWithoutAssignedLicense',
  'LicenseProfileStorageModelEsuProperties',
  'entity',
  'directoryObject',
];

/** A validator that answers what is wrong with a value; an empty list when it has the shape. */
export function officialShapes(
  specification: Specification = 'hybridcompute-2024-07-10',
): (shape: OfficialShape, value: unknown) => string[] {
  const definitions = strictDefinitions(specification);
  const ajv = new Ajv2019({
    strict: false,
    allErrors: true,
    formats: {
      'date-time': /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?(Z|[+-]\d\d:\d\d)$/,
      'arm-id': /^\/subscriptions\//,
      int32: true,
      int64: true,
      base64url: true,
      uuid: /^[0-9a-f-]{36}$/i,
    },
  });
  ajv.addSchema({ $id: 'official', definitions });
  return (shape, value) => {
    const validate = ajv.compile({ $ref: `official#/definitions/${shape}` });
    if (validate(value)) return [];
    return (validate.errors ?? []).map(
      ({ instancePath, message, params }) => `${instancePath} ${message} ${JSON.stringify(params)}`,
    );
  };
}

function strictDefinitions(specification: Specification): Fields {
  const { values, properties: further, untyped, nullable = [] } = QUIRKS[specification];
  const file = new URL(`../../../test/fixtures/openapi/${specification}.json`, import.meta.url);
  const fixture: unknown = JSON.parse(readFileSync(file, 'utf8'));
  const definitions = isFields(fixture) && isFields(fixture['definitions']) ? fixture['definitions'] : {};
  for (const [path, value] of Object.entries(values)) allowValue(definitions, path.split('.'), value);
  for (const [name, properties] of Object.entries(further)) {
    for (const property of properties) fieldsAt(definitions, [name, 'properties'])[property] = {};
  }
  for (const path of nullable) {
    const property = fieldsAt(definitions, propertyPath(path.split('.')));
    property['type'] = [property['type'], 'null'];
  }
  for (const path of untyped) delete fieldsAt(definitions, propertyPath(path.split('.')))['type'];
  return Object.fromEntries(
    Object.entries(definitions).map(([name, definition]) => [
      name,
      EXTENDED.includes(name) ? definition : closed(definition),
    ]),
  );
}

function allowValue(definitions: Fields, path: string[], value: string): void {
  const definition = fieldsAt(definitions, propertyPath(path));
  if (!Array.isArray(definition['enum'])) throw new Error(`${path[0]} has no enum: the quirk is no quirk any more`);
  definition['enum'].push(value);
}

/** Where a property of a property of a definition stands. */
function propertyPath([name = '', ...properties]: readonly string[]): string[] {
  return [name, ...properties.flatMap((property) => ['properties', property])];
}

function fieldsAt(value: Fields, path: readonly string[]): Fields {
  return path.reduce((inner, name) => {
    const next = inner[name];
    if (!isFields(next)) throw new Error(`the specification has no ${path.join('.')}`);
    return next;
  }, value);
}

/** The definition, refusing properties that it does not name. */
function closed(definition: unknown): unknown {
  if (Array.isArray(definition)) return definition.map(closed);
  if (!isFields(definition)) return definition;
  const inner = Object.fromEntries(Object.entries(definition).map(([name, value]) => [name, closed(value)]));
  const isObject = isFields(definition['properties']) && definition['additionalProperties'] === undefined;
  return isObject ? { ...inner, unevaluatedProperties: false } : inner;
}
