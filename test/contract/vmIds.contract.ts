/** What every store of claims to vmIds does. */
import { describe, expect, it } from 'vitest';
import type { MachineId } from '../../src/lib/onboarding/machineId.ts';
import type { Claim, VmIds } from '../../src/lib/onboarding/vmIds.ts';
import { aMachineId } from '../builders/machine.ts';

const VM_ID = 'b7a098cc-b0b8-46e8-a205-62f301a62a8f';
const OTHER_SUBSCRIPTION = '22222222-2222-4222-8222-222222222222';

/** A claim of a machine. */
function aClaim(id: MachineId, parts: Partial<Claim> = {}): Claim {
  return { id, since: 1_800_000_000_125, gone: false, shows: '{"twins":["«é»|\'srv\'"]}\n', ...parts };
}

const byName = (claims: readonly Claim[]) => claims.toSorted((a, b) => (a.id.name < b.id.name ? -1 : 1));

/** Holds the stores that `fresh` makes, each empty, to the contract of `VmIds`. */
export function vmIdsContract(name: string, fresh: () => VmIds): void {
  describe(`${name} as a store of claims`, () => {
    it('has no claim at first, and removes none', async () => {
      const vmIds = fresh();

      await vmIds.remove(VM_ID, aMachineId());

      expect(await vmIds.of(VM_ID)).toEqual([]);
    });

    it('reads a claim as it was put', async () => {
      const vmIds = fresh();
      const claim = aClaim(aMachineId('Srv-1', 'Rg-(Größe)_1.x'));

      await vmIds.put(VM_ID, claim);

      expect(await vmIds.of(VM_ID)).toStrictEqual([claim]);
    });

    it('has one claim a machine, the last one, whatever the case of its id', async () => {
      const vmIds = fresh();
      await vmIds.put(VM_ID, aClaim(aMachineId('srv-1', 'rg-web')));

      const last = aClaim(aMachineId('SRV-1', 'RG-Web'), { gone: true, shows: '' });
      await vmIds.put(VM_ID, last);

      expect(await vmIds.of(VM_ID)).toEqual([last]);
    });

    it('keeps machines apart by subscription, resource group and name', async () => {
      const vmIds = fresh();
      const claims = [
        aClaim(aMachineId('a', 'rg')),
        aClaim(aMachineId('b', 'rg')),
        aClaim({ ...aMachineId('c', 'rg'), subscriptionId: OTHER_SUBSCRIPTION }),
        aClaim(aMachineId('c', 'rg')),
        aClaim(aMachineId('d', 'rg-2')),
        aClaim(aMachineId('d', 'rg')),
      ];
      for (const claim of claims) await vmIds.put(VM_ID, claim);

      expect(await vmIds.of(VM_ID)).toHaveLength(claims.length);
    });

    it('keeps vmIds apart', async () => {
      const vmIds = fresh();
      await vmIds.put(VM_ID, aClaim(aMachineId('a')));
      await vmIds.put('vm-1', aClaim(aMachineId('b')));

      await vmIds.remove(VM_ID, aMachineId('b'));

      expect((await vmIds.of(VM_ID)).map(({ id }) => id.name)).toEqual(['a']);
      expect((await vmIds.of('vm-1')).map(({ id }) => id.name)).toEqual(['b']);
    });

    it('removes the claim of one machine alone', async () => {
      const vmIds = fresh();
      for (const machine of ['a', 'b', 'c']) await vmIds.put(VM_ID, aClaim(aMachineId(machine)));

      await vmIds.remove(VM_ID, aMachineId('B'));

      expect(byName(await vmIds.of(VM_ID)).map(({ id }) => id.name)).toEqual(['a', 'c']);
    });

    it('loses none of many that are put at once', async () => {
      const vmIds = fresh();
      const machines = Array.from({ length: 20 }, (_, i) => aMachineId(`srv-${i}`));

      await Promise.all(machines.map((id) => vmIds.put(VM_ID, aClaim(id))));

      expect(await vmIds.of(VM_ID)).toHaveLength(20);
    });
  });
}
