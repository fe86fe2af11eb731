/** Claims to vmIds in memory: for simulations. Held to the same contract as the real ones. */
import { sameMachine } from '../../src/lib/onboarding/machineId.ts';
import type { Claim, VmIds } from '../../src/lib/onboarding/vmIds.ts';

/** No claims, which all instances of a simulated app may share. */
export function createMemoryVmIds(): VmIds {
  const claims = new Map<string, readonly Claim[]>();
  const othersOf = (vmId: string, { id }: Pick<Claim, 'id'>) =>
    (claims.get(vmId) ?? []).filter((other) => !sameMachine(other.id, id));
  return {
    async of(vmId) {
      return claims.get(vmId) ?? [];
    },
    async put(vmId, claim) {
      claims.set(vmId, [...othersOf(vmId, claim), structuredClone(claim)]);
    },
    async remove(vmId, id) {
      claims.set(vmId, othersOf(vmId, { id }));
    },
  };
}
