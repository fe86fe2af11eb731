import { asOfVersion } from './apiVersions.ts';
import { type CloudReply, refuse } from './exchange.ts';
import {
  deleteExtension,
  type ExtensionRequest,
  getExtension,
  listExtensions,
  missing,
  patchExtension,
  putExtension,
} from './extensions.ts';
import { listByResourceGroup, listBySubscription } from './machineLists.ts';
import type { Operation } from './machineState.ts';
import { deleteMachine, findMachine, getMachine, machineMissing, patchMachine, putMachine } from './machines.ts';
import { operationResult, operationStatus } from './operations.ts';
import { isSignedPath } from './operationUrls.ts';
import { type MachineName, machineNamed } from './resourceId.ts';
import type { Call, Route } from './routes.ts';
import type { World } from './world.ts';

const PROVIDER = '/providers/Microsoft.HybridCompute';
const IN_GROUP = `/subscriptions/{subscription}/resourceGroups/{group}${PROVIDER}`;
const LOCATION = `/subscriptions/{subscription}${PROVIDER}/locations/{location}`;

/** The paths of Microsoft.HybridCompute that this cloud answers. */
export function hybridComputeRoutes(world: World): Route[] {
  return [...machineRoutes(world), ...extensionRoutes(world), ...operationRoutes(world)];
}

function machineRoutes(world: World): Route[] {
  const shared = { resource: 'machines', hybridCompute: true };
  return [
    {
      ...shared,
      template: `${IN_GROUP}/machines/{machine}`,
      methods: {
        GET: (call) => asOfVersion(getMachine(world, nameOf(call)), call.apiVersion),
        PUT: (call) => asOfVersion(putMachine(world, nameOf(call), call.request.body, call.asker), call.apiVersion),
        PATCH: (call) => asOfVersion(patchMachine(world, nameOf(call), call.request.body, call.asker), call.apiVersion),
        DELETE: (call) => deleteMachine(world, nameOf(call), call.asker),
      },
    },
    {
      ...shared,
      template: `${IN_GROUP}/machines`,
      methods: { GET: (call) => asOfVersion(listByResourceGroup(world, call), call.apiVersion) },
    },
    {
      ...shared,
      template: `/subscriptions/{subscription}${PROVIDER}/machines`,
      methods: { GET: (call) => asOfVersion(listBySubscription(world, call), call.apiVersion) },
    },
  ];
}

function extensionRoutes(world: World): Route[] {
  const shared = { resource: 'machines/extensions', hybridCompute: true };
  const on = (call: Call, act: (request: ExtensionRequest) => CloudReply): CloudReply => {
    const machine = findMachine(world, nameOf(call));
    const name = call.params['extension'] ?? '';
    if (machine) return asOfVersion(act({ ...call, machine, name }), call.apiVersion);
    const { machine: machineName, ...rest } = nameOf(call);
    return missing({ ...rest, name: machineName }, name);
  };
  return [
    {
      ...shared,
      template: `${IN_GROUP}/machines/{machine}/extensions/{extension}`,
      methods: {
        GET: (call) => on(call, getExtension),
        PUT: (call) => on(call, (request) => putExtension(world, request, call.request.body)),
        PATCH: (call) => on(call, (request) => patchExtension(world, request, call.request.body)),
        DELETE: (call) => on(call, (request) => deleteExtension(world, request)),
      },
    },
    {
      ...shared,
      template: `${IN_GROUP}/machines/{machine}/extensions`,
      methods: {
        GET: (call) => {
          const machine = findMachine(world, nameOf(call));
          return machine ? asOfVersion(listExtensions(machine), call.apiVersion) : machineMissing(nameOf(call));
        },
      },
    },
  ];
}

function operationRoutes(world: World): Route[] {
  const route = (kind: string, tell: (world: World, operation: Operation, base: string) => CloudReply): Route => ({
    template: `${LOCATION}/${kind}/{operation}`,
    resource: `locations/${kind}`,
    hybridCompute: true,
    methods: {
      GET: (call) => {
        if (!isSignedPath(world.signing, call.path, call.query, world.time.now())) {
          return refuse(403, 'AuthorizationFailed', 'The signature of the operation URL is missing, wrong or too old.');
        }
        const operation = world.operations.get(call.params['operation'] ?? '');
        return operation
          ? tell(world, operation, call.base)
          : refuse(404, 'HCRP404', 'The requested resource was not found.');
      },
    },
  });
  return [route('operationstatus', operationStatus), route('operationresults', operationResult)];
}

function nameOf({ params }: Call): MachineName {
  return machineNamed(params);
}
