/** What the contracts of reader and writer of role assignments have in common. */
import type { AuthorizationOptions } from '../../local/cloud/rules/authorization/authorizationState.ts';
import { guid, roleId } from '../../local/cloud/testing/virtualRoles.ts';
import { DEMO_SUBSCRIPTION } from '../../local/start/laptop.ts';
import type { AssignmentReader } from '../../src/lib/access/assignment.ts';
import type { AssignmentWriter } from '../../src/lib/access/assignmentWriter.ts';

export const OTHER_SUBSCRIPTION = 'ac710000-0000-4000-8000-000000000002';
export const SUBSCRIPTION = `/subscriptions/${DEMO_SUBSCRIPTION}`;
export const GROUP = `${SUBSCRIPTION}/resourceGroups/rg-web`;
export const MACHINE = `${GROUP}/providers/Microsoft.HybridCompute/machines/web-01`;
export const ROOT = '';
export const managementGroup = (name: string) => `/providers/Microsoft.Management/managementGroups/${name}`;

/**
 * `demo` is above all; `arc-corp` and then `arc` are between it and the first subscription, `lab` is beside them. The name
 * of one begins another's, and still they are two.
 */
export const MANAGEMENT_GROUPS = [
  { name: 'arc-corp', parent: 'demo' },
  { name: 'arc', parent: 'arc-corp', subscriptions: [DEMO_SUBSCRIPTION] },
  { name: 'lab', parent: 'demo', subscriptions: [OTHER_SUBSCRIPTION] },
];

/** How the simulated cloud is to be. */
export interface CloudHabits {
  readonly authorization?: AuthorizationOptions;
  readonly pageSize?: number;
}

/** A fresh simulated cloud with the adapter under test on it. */
export interface AssignmentsHarness {
  readonly assignments: AssignmentReader & AssignmentWriter;
  /** Of ARM, as links in its answers name it. */
  readonly endpoint: string;
  /** Anything that is done to ARM from outside; fails the test when it is refused. */
  readonly arm: (method: string, pathAndVersion: string, body?: unknown) => unknown;
  readonly control: (method: string, path: string, body?: unknown) => Promise<unknown>;
  close(): Promise<void>;
}

export type FreshAssignments = (habits: CloudHabits) => Promise<AssignmentsHarness>;

/** Registers the machine and has somebody else give a role there or elsewhere. */
export function outsider({ arm }: AssignmentsHarness) {
  return {
    register: () => arm('PUT', `${MACHINE}?api-version=2024-07-10`, { location: 'westeurope' }),
    give: (scope: string, name: number, role: string, further: object = {}) =>
      arm('PUT', `${scope}/providers/Microsoft.Authorization/roleAssignments/${guid(name)}?api-version=2022-04-01`, {
        properties: {
          roleDefinitionId: roleId(role),
          principalId: guid(name + 100),
          principalType: 'User',
          ...further,
        },
      }),
  };
}
