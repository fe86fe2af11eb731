/** Machines that may have each other's vmId, as far as looks meet their kin: claims, ledger and queue in memory. */
import { createMemoryLedger } from '../../local/memory/ledger.ts';
import { createMemoryLookQueue } from '../../local/memory/lookQueue.ts';
import { createMemoryVmIds } from '../../local/memory/vmIds.ts';
import type { MachineId } from '../../src/lib/onboarding/machineId.ts';
import { type KinDeps, meetKin } from '../../src/lib/onboarding/meetKin.ts';
import type { MachineRecord } from '../../src/lib/onboarding/record.ts';
import type { VmIds } from '../../src/lib/onboarding/vmIds.ts';
import { watchedSubscriptions } from '../../src/lib/onboarding/watched.ts';
import { aClock } from './clock.ts';
import { aMachineId, SUBSCRIPTION } from './machine.ts';
import { aRecord } from './record.ts';

export interface Meeting {
  readonly deps: KinDeps;
  /** The vmIds' calls, in their order. */
  readonly calls: string[];
  /** A look at the machine comes as far as its kin; its record is saved. */
  readonly look: (id: MachineId, parts?: { readonly vmId?: string; readonly gone?: boolean }) => Promise<MachineRecord>;
  /** Looks at the machines that looks were asked for, until there are none; answers their names. */
  readonly settle: () => Promise<string[]>;
  readonly record: (name: string) => Promise<MachineRecord | undefined>;
}

export function aMeeting(): Meeting {
  const clock = aClock();
  const vmIds = createMemoryVmIds();
  const calls: string[] = [];
  const ledger = createMemoryLedger();
  const queue = createMemoryLookQueue(clock);
  let tokens = 0;
  const counted: VmIds = {
    of: (vmId) => {
      calls.push('of');
      return vmIds.of(vmId);
    },
    put: (vmId, claim) => {
      calls.push('put');
      return vmIds.put(vmId, claim);
    },
    remove: (vmId, id) => {
      calls.push('remove');
      return vmIds.remove(vmId, id);
    },
  };
  const watched = watchedSubscriptions([SUBSCRIPTION]);
  const deps: KinDeps = { clock, vmIds: counted, ledger, queue, watched, newToken: () => `token-${++tokens}` };
  const gone = new Set<string>();

  const meeting: Meeting = {
    deps,
    calls,
    async look(id, { vmId = 'vm-1', ...parts } = {}) {
      clock.advance(1000);
      if (parts.gone === true) gone.add(id.name);
      else if (parts.gone === false) gone.delete(id.name);
      const held = await ledger.read(id);
      const before = held?.record ?? aRecord({ id, firstSeenAt: clock.now() });
      const seen = { location: 'x', os: {}, vmId };
      const record = await meetKin({ ...before, seen, looks: {} }, gone.has(id.name), deps);
      const now = await ledger.read(id);
      await ledger.write({ ...record, looks: {} }, now?.etag);
      return record;
    },
    async settle() {
      const looked: string[] = [];
      for (let message = queue.take(); message !== undefined; message = queue.take()) {
        const name = message.machineId.split('/').at(-1) ?? '';
        looked.push(name);
        if (looked.length > 1000) throw new Error('It goes on and on.');
        await meeting.look(aMachineId(name));
      }
      return looked;
    },
    record: async (name) => (await ledger.read(aMachineId(name)))?.record,
  };
  return meeting;
}
