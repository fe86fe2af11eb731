/** Where roles are given in these worlds. */

import { reaches, scopeKey } from '../../src/lib/access/assignment.ts';
import { armId } from '../../src/lib/onboarding/machineId.ts';
import { aMachineId } from '../builders/machine.ts';
import { SUB } from '../builders/runWorld.ts';
import { MACHINES } from './world.ts';

export const machineIdOf = (n: number) => aMachineId(`srv-${n}`, 'rg-web');
export const machineScope = (n: number): string => armId(machineIdOf(n));

/** A subscription, a resource group, a management group above them, and the machines in the resource group. */
export const SCOPES: readonly string[] = [
  SUB,
  `${SUB}/resourceGroups/rg-web`,
  '/providers/Microsoft.Management/managementGroups/corp',
  ...Array.from({ length: MACHINES }, (_, n) => machineScope(n)),
];

export function sameScope(a: string, b: string): boolean {
  return scopeKey(a) === scopeKey(b);
}

export function machineNumber(scope: string): number | undefined {
  const n = SCOPES.slice(3).findIndex((one) => sameScope(one, scope));
  return n < 0 ? undefined : n;
}

/** The place where both scopes are felt: the lower of them; undefined when neither reaches the other. */
export function lowerOf(a: string, b: string): string | undefined {
  if (reaches(a, b)) return b;
  return reaches(b, a) ? a : undefined;
}
