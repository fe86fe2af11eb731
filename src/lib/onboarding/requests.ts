/** Requests to this app that people are told to make: whole, with the key that they want, so that they can be copied. */
import type { MachineId } from './machineId.ts';
import type { PauseTarget } from './pause.ts';

const MACHINE = '/api/machines/{subscription}/{resource group}/{name}';

/** Has a machine looked at now. */
export const RECONCILE = `POST ${MACHINE}/reconcile (function key, or the role Operator)`;

/** Lets a machine leave Microsoft Entra. */
export const OFFBOARD = `POST ${MACHINE}/offboard (master key, or the role Approver)`;

/** Lets a machine in again that this app excludes by its own record. */
export const INCLUDE = `POST ${MACHINE}/include (master key, or the role Approver) with {"reason":"…"} as application/json`;

/** Lifts the pause of this name; of onboarding, or of all, it lets a halted rollout go on, too. */
export function resume(what: PauseTarget): string {
  return `POST /api/resume (master key, or the role Approver) with {"what":"${what}","reason":"…"} as application/json`;
}

/** The text with this machine in the paths of its requests. */
export function onMachine(text: string, { subscriptionId, resourceGroup, name }: MachineId): string {
  const parts = [subscriptionId, resourceGroup, name].map(encodeURIComponent);
  return text.replaceAll(MACHINE, () => `/api/machines/${parts.join('/')}`);
}
