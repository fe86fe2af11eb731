import type { Fields } from './exchange.ts';
import { extensionView } from './extensionView.ts';
import type { Machine } from './machineState.ts';
import { listedMachine } from './machineView.ts';
import type { ColumnType, Table } from './resourceGraphQuery.ts';
import type { World } from './world.ts';

const STRINGS = ['id', 'name', 'type', 'tenantId', 'kind', 'location', 'resourceGroup', 'subscriptionId'] as const;
const DYNAMICS = ['tags', 'identity', 'properties'] as const;

const COLUMNS: ReadonlyMap<string, ColumnType> = new Map([
  ...STRINGS.map((name) => [name, 'string'] as const),
  ...DYNAMICS.map((name) => [name, 'dynamic'] as const),
]);

/** The tables of Resource Graph with what lies in some subscriptions (lower case). */
export function resourceGraphTables(
  world: World,
  subscriptions: ReadonlySet<string>,
): (name: string) => Table | undefined {
  const tables: Readonly<Record<string, () => Fields[]>> = {
    resources: () => resources(world, subscriptions),
    resourcecontainers: () => containers(world, subscriptions),
  };
  return (name) => {
    const rows = Object.hasOwn(tables, name) ? tables[name]?.() : undefined;
    return rows && { columns: COLUMNS, rows };
  };
}

function resources(world: World, subscriptions: ReadonlySet<string>): Fields[] {
  const { at, machines } = world.index.seen();
  const then = { ...world, time: { ...world.time, now: () => at } };
  return machines
    .filter((machine) => subscriptions.has(machine.subscriptionId.toLowerCase()))
    .flatMap((machine) => [
      row(world, machine, listedMachine(then, machine)),
      ...[...machine.extensions.values()].map((extension) => row(world, machine, extensionView(extension))),
    ]);
}

/** Types, groups and regions are in lower case there, whatever ARM says; ids and names are as ARM has them. */
function row(world: World, machine: Machine, resource: Fields): Fields {
  const { type, location } = resource;
  return {
    ...EMPTY,
    ...resource,
    type: String(type).toLowerCase(),
    tenantId: world.tenantId,
    location: String(location).toLowerCase().replaceAll(' ', ''),
    resourceGroup: machine.resourceGroup.toLowerCase(),
    subscriptionId: machine.subscriptionId,
  };
}

const EMPTY: Fields = {
  ...Object.fromEntries(STRINGS.map((name) => [name, ''])),
  ...Object.fromEntries(DYNAMICS.map((name) => [name, null])),
};

function containers(world: World, subscriptions: ReadonlySet<string>): Fields[] {
  const common = { ...EMPTY, tenantId: world.tenantId };
  return [...subscriptions].flatMap((subscriptionId) => {
    const id = `/subscriptions/${world.subscriptions.get(subscriptionId) ?? subscriptionId}`;
    const groups = [...world.groups].filter(([key]) => key.startsWith(`/subscriptions/${subscriptionId}/`));
    return [
      {
        ...common,
        id,
        name: `Simulated ${subscriptionId.slice(0, 8)}`,
        type: 'microsoft.resources/subscriptions',
        subscriptionId,
        properties: { state: 'Enabled' },
      },
      ...groups.map(([, name]) => ({
        ...common,
        id: `${id}/resourceGroups/${name}`,
        name,
        type: 'microsoft.resources/subscriptions/resourcegroups',
        resourceGroup: name.toLowerCase(),
        subscriptionId,
      })),
    ];
  });
}
