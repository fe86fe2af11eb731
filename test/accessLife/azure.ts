/** Role assignments and machines of such a world: written and asked for directly as they are, listed as they are or were. */
import {
  type Assignment,
  type AssignmentReader,
  type Place,
  placeKey,
  placeOf,
  reaches,
} from '../../src/lib/access/assignment.ts';
import type { AssignmentWriter } from '../../src/lib/access/assignmentWriter.ts';
import type { Grant } from '../../src/lib/access/ownership.ts';
import type { InventoryReader } from '../../src/lib/onboarding/inventory.ts';
import type { ObservedMachine } from '../../src/lib/onboarding/machine.ts';
import { armId } from '../../src/lib/onboarding/machineId.ts';
import type { MachineReader } from '../../src/lib/onboarding/ports.ts';
import type { Clock, Instant } from '../../src/lib/time.ts';
import { aMachine } from '../builders/machine.ts';
import type { Faults } from './faults.ts';
import { machineIdOf, machineNumber, sameScope } from './scopes.ts';
import { numberOf, type Timeline, type Truth } from './truth.ts';

/** A write that is about to take effect. */
export type Write =
  | { readonly action: 'add'; readonly assignment: Assignment }
  | { readonly action: 'remove'; readonly assignment: Assignment };

export interface AzureDeps {
  readonly truth: Timeline<Truth>;
  readonly there: Timeline<readonly Assignment[]>;
  readonly ends: ReadonlyMap<string, Instant>;
  readonly faults: Faults;
  readonly clock: Clock;
  /** Sees every write of the app right before it takes effect. */
  readonly witness: (write: Write) => void;
}

export function createReader({ there, ends, faults }: AzureDeps): AssignmentReader {
  const shown = (place: Place) => there.at(faults.assignmentsAt()).filter(({ scope }) => isShownAt(place, scope));
  return {
    async list(place) {
      faults.ask('list');
      const standing = shown(place);
      return { assignments: faults.shown(standing), used: faults.usedAt(place, standing.length) };
    },
    denials: async () => [],
    activations: async (place) =>
      shown(place).flatMap(({ name }) => {
        const endsAt = ends.get(name);
        return endsAt === undefined ? [] : [{ assignmentName: name, endsAt }];
      }),
  };
}

function isShownAt(place: Place, scope: string): boolean {
  if (placeKey(placeOf(scope)) === placeKey(place)) return true;
  return place.kind === 'subscription' && reaches(scope, `/subscriptions/${place.id}`);
}

export function createWriter({ truth, there, faults, clock, witness }: AzureDeps): AssignmentWriter {
  return {
    async create(grant, { name, principalType, description }) {
      faults.ask('create');
      if (!isKnown(grant.principalId, truth.now()))
        return { kind: 'principalNotFound', code: 'PrincipalNotFound', message: 'Nobody.' };
      if (isGone(grant.scope, truth.now())) return { kind: 'absent' };
      const same = there.now().find((one) => isSameGrant(one, grant));
      if (same !== undefined) return same.name === name ? { kind: 'wasThere' } : { kind: 'exists', name: same.name };
      const home = placeOf(grant.scope);
      if (faults.isFull(home, there.now().filter((one) => placeKey(placeOf(one.scope)) === placeKey(home)).length))
        return { kind: 'limitExceeded', code: 'RoleAssignmentLimitExceeded', message: 'No more fit.' };
      const { scope, role, principalId } = grant;
      const assignment = { name, scope, role, principalId, principalType, description, createdAt: clock.now() };
      witness({ action: 'add', assignment });
      there.put([...there.now(), assignment]);
      return { kind: 'created' };
    },
    async remove(scope, name) {
      faults.ask('remove');
      const assignment = there.now().find((one) => one.name === name && sameScope(one.scope, scope));
      if (assignment === undefined) return { kind: 'wasAbsent' };
      witness({ action: 'remove', assignment });
      there.put(there.now().filter((one) => one !== assignment));
      return { kind: 'removed' };
    },
  };
}

export function isSameGrant(a: Grant, b: Grant): boolean {
  return sameScope(a.scope, b.scope) && a.role === b.role && a.principalId === b.principalId;
}

function isKnown(id: string, { people, groups }: Truth): boolean {
  const group = groups[numberOf(id, 'group') ?? -1];
  const person = people[numberOf(id, 'person') ?? -1];
  return group?.gone === false || person?.gone === 'no';
}

function isGone(scope: string, { machines }: Truth): boolean {
  const n = machineNumber(scope);
  return n !== undefined && machines[n]?.gone !== false;
}

export function createInventory({ truth, faults }: AzureDeps): InventoryReader {
  return {
    async *machines() {
      const before = truth.at(faults.listedAt());
      const machines = before.machines.flatMap((_, n) => machineOf(n, before) ?? []);
      const [first, ...rest] = machines;
      yield { machines: first === undefined ? [] : [first], total: machines.length, unreadable: 0 };
      faults.ask('inventory');
      yield { machines: rest, total: machines.length, unreadable: 0 };
    },
    subscriptionsBelow: async () => [],
  };
}

export function createMachines({ truth, faults }: AzureDeps): Pick<MachineReader, 'get'> {
  return {
    async get(id) {
      faults.ask('machine');
      const machine = machineOf(machineNumber(armId(id)) ?? -1, truth.now());
      return machine === undefined ? { kind: 'absent' } : { kind: 'machine', machine };
    },
  };
}

function machineOf(n: number, { machines }: Truth): ObservedMachine | undefined {
  const state = machines[n];
  if (state === undefined || state.gone) return undefined;
  return aMachine({ id: machineIdOf(n), tags: { role: state.tag }, ...(!state.reported && { os: {} }) });
}
