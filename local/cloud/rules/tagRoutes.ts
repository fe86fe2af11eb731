import * as z from 'zod';
import { answer, type CloudReply, refuse } from './exchange.ts';
import type { Machine } from './machineState.ts';
import { findMachine, machineMissing } from './machines.ts';
import { parseBody } from './requestBodies.ts';
import { announce } from './resourceEvents.ts';
import { machineNamed } from './resourceId.ts';
import type { Call, Route } from './routes.ts';
import type { World } from './world.ts';

/**
 * The tags of a machine as a resource of their own (learn.microsoft.com/rest/api/resources/tags, 2021-04-01): a PATCH
 * changes the tags that it names, whatever else somebody writes to the machine at the same moment.
 */
const TEMPLATE =
  '/subscriptions/{subscription}/resourceGroups/{group}/providers/Microsoft.HybridCompute/machines/{machine}/providers/Microsoft.Resources/tags/default';

type Tags = Readonly<Record<string, string>>;

const tagsPatch = z.looseObject({
  operation: z.enum(['Replace', 'Merge', 'Delete']),
  properties: z.looseObject({ tags: z.record(z.string(), z.string()) }),
});

/** Documented: a resource has at most this many tags at the end of the operation. */
const MOST_TAGS = 50;

/** GET and PATCH of a machine's tags. */
export function tagRoutes(world: World): Route[] {
  const on = (call: Call, act: (machine: Machine) => CloudReply): CloudReply => {
    const machine = findMachine(world, machineNamed(call.params));
    return machine ? act(machine) : machineMissing(machineNamed(call.params));
  };
  return [
    {
      template: TEMPLATE,
      resource: 'machines/tags',
      hybridCompute: false,
      methods: {
        GET: (call) => on(call, (machine) => answer(200, tagsView(machine))),
        PATCH: (call) => on(call, (machine) => patchTags(world, machine, call)),
      },
    },
  ];
}

function patchTags(world: World, machine: Machine, { request, asker }: Call): CloudReply {
  const parsed = parseBody(tagsPatch, request.body);
  if ('refused' in parsed) return parsed.refused;
  const { operation, properties } = parsed.value;
  const tags = CHANGES[operation](machine.tags ?? {}, properties.tags);
  if (Object.keys(tags).length > MOST_TAGS) {
    // UNCONFIRMED: the code; the limit is documented.
    const message = `The resource '${machine.name}' may have at most ${MOST_TAGS} tags.`;
    return refuse(400, 'InvalidTagsRequest', message);
  }
  machine.tags = tags;
  world.index.changed(machine);
  announce(world, asker, {
    subscriptionId: machine.subscriptionId,
    resourceId: tagsId(machine),
    resourceType: 'Microsoft.Resources/tags',
    verb: 'write',
    succeeded: true,
    existed: true,
  });
  return answer(200, tagsView(machine));
}

/** What the three operations make of the tags. Names compare without case, and keep the one in which they came first. */
const CHANGES = {
  Replace: (_before: Tags, given: Tags) => given,
  Merge: (before: Tags, given: Tags) =>
    Object.entries(given).reduce<Tags>((tags, [name, value]) => ({ ...tags, [spelled(tags, name)]: value }), before),
  // By name alone, or by name and value.
  Delete: (before: Tags, given: Tags) =>
    Object.fromEntries(
      Object.entries(before).filter(([name, value]) => {
        const said = given[spelled(given, name)];
        return said === undefined || (said !== '' && said !== value);
      }),
    ),
} as const satisfies Record<z.output<typeof tagsPatch>['operation'], (before: Tags, given: Tags) => Tags>;

/** The name as it stands among the tags already, or as it is. */
function spelled(tags: Tags, name: string): string {
  return Object.keys(tags).find((key) => key.toLowerCase() === name.toLowerCase()) ?? name;
}

function tagsView(machine: Machine) {
  return {
    id: tagsId(machine),
    name: 'default',
    type: 'Microsoft.Resources/tags',
    properties: { tags: machine.tags ?? {} },
  };
}

function tagsId({ id }: Machine): string {
  return `${id}/providers/Microsoft.Resources/tags/default`;
}
