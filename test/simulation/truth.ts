/** A machine as ARM truly has it at this moment: what readings and records are measured against. */

import type { Extension, Machine, Operation } from '../../local/cloud/rules/machineState.ts';
import { isReachable, reportedProperties } from '../../local/cloud/rules/machineView.ts';
import { keyOf } from '../../local/cloud/rules/resourceId.ts';
import type { World as CloudWorld } from '../../local/cloud/rules/world.ts';
import { armId, type MachineId } from '../../src/lib/onboarding/machineId.ts';
import { REPORTS, tagged, type Verdict } from './reports.ts';
import { REPORT_NAMES } from './world.ts';

export interface Truth {
  readonly vmId: string;
  readonly excluded: boolean;
  readonly optedIn: boolean;
  /** The exclusion tag with a value that nobody knows. */
  readonly mistyped: boolean;
  /** What the report of its agent allows. */
  readonly verdict: Verdict;
  /** Neither its system nor its report forbids the extension. */
  readonly mayCarry: boolean;
  /** Of a reading: what matters could not be read. */
  readonly hidden?: boolean;
  /** Its tags are. */
  readonly tagsHidden?: boolean;
  readonly reported: boolean;
  readonly supported: boolean;
  readonly reachable: boolean;
  /** The system-assigned one. */
  readonly identity: boolean;
  /** Another one, which somebody uses. */
  readonly otherIdentity: boolean;
  /** Provisioning state of the sign-in extension, under whatever name; undefined when there is none. */
  readonly extension: string | undefined;
  /** Work on it is under way. */
  readonly inProgress: boolean;
  readonly ready: boolean;
}

/** The truth about a machine; undefined when ARM has none of that name. */
export function truthOf(world: CloudWorld, id: MachineId): Truth | undefined {
  const machine = world.machines.get(keyOf(armId(id)));
  if (machine === undefined) return undefined;
  const extension = signInOf(machine);
  const identity = machine.identity?.principalId !== undefined;
  const build = Number(String(reportedProperties(machine)['osVersion']).split('.')[2]);
  const supported = build >= 26_100;
  const verdict = verdictOf(machine);
  return {
    vmId: machine.vmId,
    ...tagged(machine.tags ?? {}),
    verdict,
    mayCarry: supported && verdict !== 'unfit',
    reported: machine.reported,
    supported,
    reachable: isReachable(machine),
    identity,
    otherIdentity: machine.identity?.type === 'UserAssigned',
    extension: extension?.provisioningState,
    inProgress: extension?.operation !== undefined,
    ready: identity && extension?.provisioningState === 'Succeeded',
  };
}

/** By the name of the report, which the machine carries as a property that nobody else reads. */
function verdictOf({ given }: Machine): Verdict {
  const name = REPORT_NAMES.find((report) => report === given['simulatedReport']) ?? 'usual';
  return REPORTS[name].verdict;
}

/** What is being done to our extension on the machine. */
export function operationOn(world: CloudWorld, id: MachineId): Operation | undefined {
  return world.machines.get(keyOf(armId(id)))?.extensions.get('aadlogin')?.operation;
}

/** The sign-in extension of a machine, under whatever name somebody gave it. */
export function signInOf(machine: Machine): Extension | undefined {
  return [...machine.extensions.values()].find(({ spec }) => spec.type.toLowerCase() === 'aadloginforwindows');
}
