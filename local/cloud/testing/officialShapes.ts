import { readFileSync } from 'node:fs';
import { Ajv2019 } from 'ajv/dist/2019.js';
import { type Fields, isFields } from '../rules/exchange.ts';

/** Definitions of the official OpenAPI that answers are checked against. */
export type OfficialShape =
  | 'Machine'
  | 'MachineListResult'
  | 'MachineExtension'
  | 'MachineExtensionsListResult'
  | 'ErrorResponse';

/**
 * What the live service sends though its specification says otherwise (recordings in Azure/azure-powershell).
 * Anything else that is not in the specification fails.
 */
const QUIRKS = {
  /** Values beside the enum, by definition and path of properties. */
  values: {
    'MachineExtensionInstanceView.status.level': 'Information',
    'MachineProperties.status': 'Expired',
    EsuServerType: 'Unknown',
    EsuKeyState: 'Unknown',
  },
  /** Properties that no definition has. */
  properties: { MachineProperties: ['osInstallDate'] },
} as const;

/** Definitions that others extend: what they do not know may belong to the extending one. */
const EXTENDED = [
  'Resource',
  'TrackedResource',
  'LicenseProfileArmEsuPropertiesWithoutAssignedLicense',
  'LicenseProfileStorageModelEsuProperties',
];

const FILE = new URL('../../../test/fixtures/openapi/hybridcompute-2024-07-10.json', import.meta.url);

/** A validator that answers what is wrong with a value; an empty list when it has the shape. */
export function officialShapes(): (shape: OfficialShape, value: unknown) => string[] {
  const definitions = strictDefinitions();
  const ajv = new Ajv2019({
    strict: false,
    allErrors: true,
    formats: { 'date-time': /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?(Z|[+-]\d\d:\d\d)$/, int32: true, int64: true },
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

function strictDefinitions(): Fields {
  const fixture: unknown = JSON.parse(readFileSync(FILE, 'utf8'));
  const definitions = isFields(fixture) && isFields(fixture['definitions']) ? fixture['definitions'] : {};
  for (const [path, value] of Object.entries(QUIRKS.values)) allowValue(definitions, path.split('.'), value);
  for (const [name, properties] of Object.entries(QUIRKS.properties)) {
    for (const property of properties) fieldsAt(definitions, [name, 'properties'])[property] = {};
  }
  return Object.fromEntries(
    Object.entries(definitions).map(([name, definition]) => [
      name,
      EXTENDED.includes(name) ? definition : closed(definition),
    ]),
  );
}

function allowValue(definitions: Fields, [name = '', ...properties]: string[], value: string): void {
  const definition = fieldsAt(definitions, [name, ...properties.flatMap((property) => ['properties', property])]);
  if (!Array.isArray(definition['enum'])) throw new Error(`${name} has no enum: the quirk is no quirk any more`);
  definition['enum'].push(value);
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
