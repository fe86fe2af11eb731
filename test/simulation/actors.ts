/** What everybody else does: agents and people at machines, other systems in ARM, people at our own API, and bad luck. */
import { wakeAgent } from '../../local/cloud/rules/extensionWork.ts';
import type { FaultSpec } from '../../local/cloud/rules/faults.ts';
import { putMachine } from '../../local/cloud/rules/machines.ts';
import { keyOf } from '../../local/cloud/rules/resourceId.ts';
import type { Rules } from '../../local/cloud/rules/rules.ts';
import { armId, type MachineId } from '../../src/lib/onboarding/machineId.ts';
import { minutes } from '../../src/lib/time.ts';
import { REPORTS, TAGS } from './reports.ts';
import { ghostNo, machineNo, OTHERS, TENANT, tokenOf } from './start.ts';
import { signInOf } from './truth.ts';
import type { Witness } from './witness.ts';
import type { ArmAct, Fault, MachinePlan, PLAIN_ARM_ACTS } from './world.ts';

const VERSION = 'api-version=2024-07-10';
const LOCATION = 'westeurope';
const FAILED_EXIT_CODE = -2145648607;

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
}

export function createActors(rules: Rules, excuse: (id: MachineId) => void, distort: Witness['distort']): Actors {
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

  function connect(id: MachineId, plan: MachinePlan, anew: boolean): void {
    const server =
      plan.os === 'supported' ? {} : { osVersion: '10.0.20348.2700', osSku: 'Windows Server 2022 Datacenter' };
    const vmId = anew ? { vmId: rules.world.chance.guid() } : {};
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
    // The specification knows no other kind, and yet ARM may show one.
    const machine = machineOf(id);
    if (machine === undefined || plan.identity !== 'user') return;
    machine.identity = { type: 'UserAssigned', tenantId: TENANT };
    rules.world.index.changed(machine);
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
    if (status === 202) excuse(id);
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
    delete: (id) => void call('DELETE', armId(id)),
    otherInstalls: (id) => install(id, 'otherInstalls'),
    otherInstallsOurs: (id) => install(id, 'otherInstallsOurs'),
    otherExtension: (id) => install(id, 'otherExtension'),
    otherRemoves: remove,
    forgedEvent: forgeEvent,
  };

  return {
    register(index, plan) {
      const { reportAfterSeconds, installSeconds, failures } = plan;
      const failing = failures === 0 ? {} : { outcome: { exitCode: FAILED_EXIT_CODE }, times: failures };
      rules.agents.say(armId(machineNo(index)), { reportAfterSeconds, installSeconds, ...failing });
      connect(machineNo(index), plan, false);
    },
    act(act, plan) {
      const id = machineNo(act.machine);
      switch (act.kind) {
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

const CALLS: Readonly<Record<Fault['call'], Pick<FaultSpec, 'method' | 'path'>>> = {
  read: { method: 'GET', path: '/machines/[^/?]+\\?' },
  poll: { method: 'GET', path: '/operationstatus/' },
  patch: { method: 'PATCH', path: '/machines/[^/?]+\\?' },
  put: { method: 'PUT', path: '/extensions/AADLogin\\?' },
};

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
