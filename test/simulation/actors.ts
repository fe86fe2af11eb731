/** What everybody else does: agents and people at machines, other systems in ARM, people at our own API, and bad luck. */
import { wakeAgent } from '../../local/cloud/rules/extensionWork.ts';
import type { FaultSpec } from '../../local/cloud/rules/faults.ts';
import type { Machine } from '../../local/cloud/rules/machineState.ts';
import { putMachine } from '../../local/cloud/rules/machines.ts';
import { keyOf } from '../../local/cloud/rules/resourceId.ts';
import type { Rules } from '../../local/cloud/rules/rules.ts';
import { armId, type MachineId } from '../../src/lib/onboarding/machineId.ts';
import { minutes } from '../../src/lib/time.ts';
import { REPORTS, TAGS } from './reports.ts';
import { ghostNo, machineNo, movedNo, OTHERS, TENANT, tokenOf } from './start.ts';
import { signInOf } from './truth.ts';
import type { Witness } from './witness.ts';
import type { ArmAct, Fault, MachinePlan, PLAIN_ARM_ACTS, Tagged } from './world.ts';

const VERSION = 'api-version=2024-07-10';
const LOCATION = 'westeurope';
/** The device registration endpoint cannot be reached; the operating system is not supported. */
const EXIT_CODES = { network: -2145648607, machine: 51 } as const;

/** What others install: name, publisher, type. */
const EXTENSIONS = {
  otherInstalls: ['by-policy', 'Microsoft.Azure.ActiveDirectory', 'AADLoginForWindows'],
  otherInstallsOurs: ['AADLogin', 'Microsoft.Azure.ActiveDirectory', 'AADLoginForWindows'],
  otherExtension: ['AzureMonitorWindowsAgent', 'Microsoft.Azure.Monitor', 'AzureMonitorWindowsAgent'],
} as const;

export interface Actors {
  /** An agent registers its machine for the first time. */
  register(index: number, plan: MachinePlan): void;
  /** Somebody acts in ARM. */
  act(act: ArmAct, plan: MachinePlan): void;
  /** The id under which the machine of that number was registered last. */
  idOf(index: number): MachineId;
}

export interface ActorsDeps {
  /** Somebody removes the extension of a machine. */
  readonly removed: (id: MachineId) => void;
  /** A machine is deleted, and its extension with it. */
  readonly deleted: (id: MachineId) => void;
  /** The next answers about a machine are distorted. */
  readonly distort: Witness['distort'];
}

export function createActors(rules: Rules, { removed, deleted, distort }: ActorsDeps): Actors {
  const ids = new Map<number, MachineId>();
  const vmIds = new Map<string, string>();
  const idOf = (index: number) => ids.get(index) ?? machineNo(index);
  const headers = { host: 'localhost', authorization: `Bearer ${tokenOf(OTHERS)}` };
  const call = (method: string, path: string, body?: unknown) =>
    rules.arm.handle({ method, url: `${path}?${VERSION}`, headers, body });
  const guid = rules.world.chance.guid();
  const agent = {
    caller: { appId: OTHERS, objectId: OTHERS, principal: OTHERS },
    correlationId: guid,
    method: 'PUT',
    url: 'https://localhost/',
    clientRequestId: guid,
  };
  const machineOf = (id: MachineId) => rules.world.machines.get(keyOf(armId(id)));

  function connect(
    id: MachineId,
    plan: MachinePlan,
    anew: boolean,
    given: Readonly<Record<string, string>> = {},
  ): void {
    const server =
      plan.os === 'supported' ? {} : { osVersion: '10.0.20348.2700', osSku: 'Windows Server 2022 Datacenter' };
    const vmId = anew ? { vmId: rules.world.chance.guid() } : given;
    const status = plan.offline && !anew ? 'Disconnected' : 'Connected';
    const report = REPORTS[plan.report];
    const body = {
      location: LOCATION,
      kind: report.kind,
      identity: { type: plan.identity === 'system' ? 'SystemAssigned' : 'None' },
      tags: TAGS[plan.tagged],
      properties: { ...server, ...report.properties, ...vmId, status, simulatedReport: plan.report },
    };
    // Past the door: neither faults nor limits are there for agents.
    putMachine(rules.world, { ...id, machine: id.name }, body, agent);
    const machine = machineOf(id);
    if (machine === undefined) return;
    vmIds.set(id.name, machine.vmId);
    // The specification knows no other kind, and yet ARM may show one.
    if (plan.identity !== 'user') return;
    machine.identity = { type: 'UserAssigned', tenantId: TENANT };
    rules.world.index.changed(machine);
  }

  /** With the identity that every registration makes. */
  function connectAgain(id: MachineId, plan: MachinePlan, tagged: Tagged, upperCase: boolean): void {
    const vmId = vmIds.get(id.name);
    if (vmId === undefined) return;
    const spelled = upperCase ? vmId.toUpperCase() : vmId;
    connect(id, { ...plan, identity: 'system', tagged }, false, { vmId: spelled });
  }

  function erase(id: MachineId): void {
    if (machineOf(id) !== undefined) deleted(id);
    call('DELETE', armId(id));
  }

  function move(index: number, plan: MachinePlan, { first, keeps }: Extract<ArmAct, { kind: 'move' }>): void {
    const from = idOf(index);
    const machine = machineOf(from);
    // Azure moves nothing that is being worked on.
    if (machine === undefined || signInOf(machine)?.operation !== undefined) return;
    const home = machineNo(index);
    const to = from.resourceGroup === home.resourceGroup ? movedNo(index) : home;
    ids.set(index, to);
    if (first === 'old') erase(from);
    connect(to, { ...plan, identity: 'system' }, false, { vmId: machine.vmId });
    const moved = machineOf(to);
    if (moved !== undefined) {
      carryOver(machine, moved, keeps);
      rules.world.index.changed(moved);
    }
    if (first === 'new') erase(from);
  }

  function install(id: MachineId, kind: keyof typeof EXTENSIONS): void {
    const [name, publisher, type] = EXTENSIONS[kind];
    const properties = { publisher, type, typeHandlerVersion: '2.1.0.0', settings: { mdmId: '' } };
    call('PUT', `${armId(id)}/extensions/${name}`, { location: LOCATION, properties });
  }

  /** Another extension stays `Deleting` for so long, and lets no other be installed. */
  function hang(id: MachineId, forMinutes: number): void {
    const put = (provisioningState: string) =>
      call('PUT', `${armId(id)}/extensions/MDE.Windows`, {
        location: LOCATION,
        properties: { publisher: 'Microsoft.Azure.AzureDefenderForServers', type: 'MDE.Windows', provisioningState },
      });
    put('Deleting');
    rules.world.time.after(minutes(forMinutes), () => put('Succeeded'));
  }

  function remove(id: MachineId): void {
    const machine = machineOf(id);
    const extension = machine && signInOf(machine);
    if (extension === undefined) return;
    const { status } = call('DELETE', `${armId(id)}/extensions/${extension.name}`);
    if (status === 202) removed(id);
  }

  /** An agent that goes away or comes back tells nobody: ARM makes no event of it. */
  function turn(id: MachineId, status: string): void {
    const machine = machineOf(id);
    if (machine === undefined) return;
    machine.given = { ...machine.given, status };
    wakeAgent(rules.world, machine);
    rules.world.index.changed(machine);
  }

  function forgeEvent(id: MachineId): void {
    const { chance, time } = rules.world;
    const { subscriptionId } = id;
    const type = 'Microsoft.Resources.ResourceWriteSuccess';
    rules.world.publish({ id: chance.guid(), subscriptionId, subject: armId(id), type, at: time.now(), data: {} });
  }

  const plain: Readonly<Record<(typeof PLAIN_ARM_ACTS)[number], (id: MachineId, plan: MachinePlan) => void>> = {
    register: (id, plan) => connect(id, plan, true),
    delete: erase,
    otherInstalls: (id) => install(id, 'otherInstalls'),
    otherInstallsOurs: (id) => install(id, 'otherInstallsOurs'),
    otherExtension: (id) => install(id, 'otherExtension'),
    otherRemoves: remove,
    forgedEvent: forgeEvent,
    absentOnce: (id) =>
      void rules.faults.add({ ...ABSENT, path: `/resourceGroups/${id.resourceGroup}/.*/machines/${id.name}\\?` }),
  };

  return {
    idOf,
    register(index, plan) {
      const { reportAfterSeconds, installSeconds, failures, failsIn } = plan;
      const failing = failures === 0 ? {} : { outcome: { exitCode: EXIT_CODES[failsIn] }, times: failures };
      rules.agents.say(armId(machineNo(index)), { reportAfterSeconds, installSeconds, ...failing });
      connect(machineNo(index), plan, false);
    },
    act(act, plan) {
      const id = idOf(act.machine);
      switch (act.kind) {
        case 'registerAgain':
          return connectAgain(id, plan, act.tagged, act.upperCase);
        case 'move':
          return move(act.machine, plan, act);
        case 'tag':
          return void call('PATCH', armId(id), { tags: TAGS[act.tagged] });
        case 'otherHangs':
          return hang(id, act.minutes);
        case 'distort':
          distort(id, act.how, act.times);
          // So that somebody reads it.
          return forgeEvent(id);
        case 'status':
          return turn(id, act.status);
        case 'forgedIds':
          for (let n = 1; n <= act.ids; n++) forgeEvent(ghostNo(n));
          return;
        case 'fault':
          return void rules.faults.add(faultOf(act.fault));
        default:
          return plain[act.kind](id, plan);
      }
    },
  };
}

function carryOver(from: Machine, to: Machine, keeps: boolean): void {
  if (from.tags !== undefined) to.tags = from.tags;
  const extension = signInOf(from);
  if (extension === undefined || !keeps) return;
  const id = `${to.id}/extensions/${extension.name}`;
  to.extensions.set(extension.name.toLowerCase(), { ...extension, id, machine: to });
}

const CALLS: Readonly<Record<Fault['call'], Pick<FaultSpec, 'method' | 'path'>>> = {
  read: { method: 'GET', path: '/machines/[^/?]+\\?' },
  poll: { method: 'GET', path: '/operationstatus/' },
  patch: { method: 'PATCH', path: '/machines/[^/?]+\\?' },
  put: { method: 'PUT', path: '/extensions/AADLogin\\?' },
};

const ABSENT = { service: 'arm', method: 'GET', status: 404, times: 1 } as const;

const WAYS: Readonly<Record<Fault['how'], Omit<FaultSpec, 'service'>>> = {
  throttled: { status: 429, retryAfter: 30 },
  throttledForADay: { status: 429, retryAfter: 86_400 },
  ill: { status: 503 },
  denied: { status: 403 },
  busy: { status: 409 },
  lostAnswer: { dropConnection: true, processed: true },
  lostRequest: { dropConnection: true },
};

function faultOf({ call, how, times }: Fault): FaultSpec {
  return { service: 'arm', ...CALLS[call], ...WAYS[how], times };
}
