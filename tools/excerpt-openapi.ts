/**
 * Cuts what the tests need out of Microsoft's specifications: `node tools/excerpt-openapi.ts FOLDER`, where FOLDER holds
 * Azure/azure-rest-api-specs at the commit below (`specification/…`). Definitions stay as they are, but for texts and
 * `x-` extensions, which no validator reads; `$ref`s lead to the one list of definitions.
 */

import { readFileSync, writeFileSync } from 'node:fs';
import { dirname, join, posix } from 'node:path';
import { fileURLToPath } from 'node:url';

type Json = Record<string, unknown>;

const SOURCE = {
  repository: 'https://github.com/Azure/azure-rest-api-specs',
  commit: '180b3d38b484507810c2ed2f747dd7cd11443cca',
};

const HYBRID_COMPUTE =
  'specification/hybridcompute/resource-manager/Microsoft.HybridCompute/stable/2024-07-10/HybridCompute.json';
const COMMON = 'specification/common-types/resource-management/v3/types.json';
const COMMON_5 = 'specification/common-types/resource-management/v5/types.json';

/** Definitions to start from: what calls of machines and extensions carry. */
const ROOTS: readonly (readonly [string, string])[] = [
  [HYBRID_COMPUTE, 'MachineListResult'],
  [HYBRID_COMPUTE, 'MachineUpdate'],
  [HYBRID_COMPUTE, 'MachineExtensionsListResult'],
  [HYBRID_COMPUTE, 'MachineExtensionUpdate'],
  [COMMON, 'ErrorResponse'],
];

const RESOURCE_GRAPH =
  'specification/resourcegraph/resource-manager/Microsoft.ResourceGraph/stable/2024-04-01/resourcegraph.json';

const AUTHORIZATION = 'specification/authorization/resource-manager/Microsoft.Authorization/stable/2022-04-01';
const ROLE_ASSIGNMENTS = `${AUTHORIZATION}/authorization-RoleAssignmentsCalls.json`;
const ROLE_DEFINITIONS = `${AUTHORIZATION}/authorization-RoleDefinitionsCalls.json`;
const DENY_ASSIGNMENTS = `${AUTHORIZATION}/authorization-DenyAssignmentCalls.json`;
const COMMON_2 = 'specification/common-types/resource-management/v2/types.json';

const EXCERPTS = [
  { to: 'openapi/hybridcompute-2024-07-10.json', paths: [HYBRID_COMPUTE, COMMON], roots: ROOTS },
  // On its own: it is built on another version of the common types.
  {
    to: 'openapi/extensionversions-2024-07-10.json',
    paths: [HYBRID_COMPUTE, COMMON_5],
    roots: [[HYBRID_COMPUTE, 'ExtensionValueListResult'] as const],
  },
  {
    to: 'openapi/resourcegraph-2024-04-01.json',
    paths: [RESOURCE_GRAPH],
    roots: ['QueryRequest', 'QueryResponse', 'ErrorResponse'].map((name) => [RESOURCE_GRAPH, name] as const),
  },
  {
    to: 'openapi/authorization-2022-04-01.json',
    paths: [ROLE_ASSIGNMENTS, ROLE_DEFINITIONS, DENY_ASSIGNMENTS, `${AUTHORIZATION}/common-types.json`, COMMON_2],
    roots: [
      [ROLE_ASSIGNMENTS, 'RoleAssignmentListResult'],
      [ROLE_ASSIGNMENTS, 'RoleAssignmentCreateParameters'],
      [ROLE_DEFINITIONS, 'RoleDefinitionListResult'],
      [DENY_ASSIGNMENTS, 'DenyAssignmentListResult'],
      [COMMON_2, 'ErrorResponse'],
    ] as const,
  },
];

const EVENTS = 'specification/eventgrid/data-plane/Microsoft.Resources/stable/2018-01-01/examples';
const SAMPLES = [
  ['event-grid-write.json', `${EVENTS}/event-grid-schema/resource_write_success.json`],
  ['cloud-event-delete.json', `${EVENTS}/cloud-events-schema/resource_delete_success.json`],
] as const;

const specs = process.argv[2];
if (specs === undefined) throw new Error('usage: node tools/excerpt-openapi.ts FOLDER');
const fixtures = join(dirname(fileURLToPath(import.meta.url)), '../test/fixtures');

// The MIT licence asks for its text to go with every copy.
const source = { ...SOURCE, licence: readFileSync(join(specs, 'LICENSE'), 'utf8') };
const definitions = new Map<string, unknown>();
const sources = new Map<string, string>();
for (const { to, paths, roots } of EXCERPTS) {
  definitions.clear();
  sources.clear();
  for (const [file, name] of roots) take(file, name);
  const sorted = [...definitions].toSorted(([one], [other]) => (one < other ? -1 : 1));
  write(to, { source: { ...source, paths }, definitions: Object.fromEntries(sorted) });
}
for (const [name, path] of SAMPLES) write(`events/${name}`, { source: { ...source, path }, sample: read(path) });

function take(file: string, name: string): void {
  const known = sources.get(name);
  if (known === file) return;
  if (known !== undefined) throw new Error(`${name} is defined in ${known} and in ${file}`);
  sources.set(name, file);
  const all = read(file)['definitions'];
  const definition = isJson(all) ? all[name] : undefined;
  if (definition === undefined) throw new Error(`${file} has no definition ${name}`);
  definitions.set(name, bare(definition, file));
}

/** A part of a definition without texts; whatever it refers to is taken too. */
function bare(part: unknown, file: string): unknown {
  if (Array.isArray(part)) return part.map((item) => bare(item, file));
  if (!isJson(part)) return part;
  const reference = part['$ref'];
  if (typeof reference === 'string') return { $ref: follow(reference, file) };
  const kept = Object.entries(part).filter(([name, value]) => !isText(name, value));
  return Object.fromEntries(kept.map(([name, value]) => [name, bare(value, file)]));
}

function follow(reference: string, file: string): string {
  const [path = '', pointer = ''] = reference.split('#');
  const name = pointer.replace('/definitions/', '');
  take(path === '' ? file : posix.join(posix.dirname(file), path), name);
  return `#/definitions/${name}`;
}

/** A property may be called `title` or `description`; then its value is an object. */
function isText(name: string, value: unknown): boolean {
  return name.startsWith('x-') || (['description', 'title'].includes(name) && typeof value === 'string');
}

function isJson(value: unknown): value is Json {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function read(path: string): Json {
  const json: unknown = JSON.parse(readFileSync(join(specs ?? '', path), 'utf8'));
  if (!isJson(json)) throw new Error(`${path} holds no object`);
  return json;
}

function write(path: string, content: Json): void {
  writeFileSync(join(fixtures, path), `${JSON.stringify(content, undefined, 2)}\n`);
}
