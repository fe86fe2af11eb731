/** What proofs ask, by hand: a directory, machines, and who was missing since when. */
import { createMemoryControl } from '../../local/memory/control.ts';
import { createMissing } from '../../src/lib/access/apply/missing.ts';
import type { ProofDeps } from '../../src/lib/access/apply/proofs/proof.ts';
import { DEFAULT_GUARDS } from '../../src/lib/access/policy/guards.ts';
import type { AccessPolicy, Binding } from '../../src/lib/access/policy/policy.ts';
import type { AccessSettings } from '../../src/lib/access/runs/accessDeps.ts';
import { parseScope, type Scope } from '../../src/lib/access/scope.ts';
import type { ObservedMachine } from '../../src/lib/onboarding/machine.ts';
import { armId } from '../../src/lib/onboarding/machineId.ts';
import { aClock, type HandClock } from './clock.ts';
import { aHandDirectory, type HandDirectory } from './handDirectory.ts';
import { ADMINS, ANN, BOB, CYD, STAFF, SUB } from './runWorld.ts';

export interface ProofWorld {
  readonly clock: HandClock;
  readonly directory: HandDirectory;
  readonly machinesThere: ObservedMachine[];
  readonly deps: ProofDeps;
}

/** Ann and Bob are staff, Cyd is an administrator; there is no machine. */
export function aProofWorld(settings: Partial<AccessSettings> = {}): ProofWorld {
  const clock = aClock();
  const directory = aHandDirectory();
  for (const person of [ANN, BOB, CYD]) directory.putPerson(person);
  directory.put(STAFF, { members: [ANN, BOB] });
  directory.put(ADMINS, { members: [CYD], roleAssignable: true });
  const machinesThere: ObservedMachine[] = [];
  const control = { store: createMemoryControl(), clock, sleep: async () => undefined, random: () => 0.5 };
  const deps: ProofDeps = {
    directory,
    clock,
    missing: createMissing(control),
    accessSettings: {
      mode: 'enforce',
      limits: DEFAULT_GUARDS,
      trustedTags: ['role'],
      confirmMs: 300_000,
      ...settings,
    },
    machines: {
      async get(id) {
        const machine = machinesThere.find((one) => armId(one.id) === armId(id));
        return machine === undefined ? { kind: 'absent' } : { kind: 'machine', machine };
      },
    },
  };
  return { clock, directory, machinesThere, deps };
}

function scopeOf(text: string): Scope {
  const read = parseScope(text);
  if (!read.ok) throw new Error(read.message);
  return read.scope;
}

/** A binding: staff are users in the subscription, unless said otherwise. */
export function aBinding(parts: Partial<Binding> = {}): Binding {
  return {
    name: 'staff',
    group: { id: STAFF },
    role: 'user',
    target: { kind: 'scopes', scopes: [scopeOf(SUB)] },
    assign: 'members',
    adopt: false,
    guards: {},
    ...parts,
  };
}

/** A policy of these bindings. */
export function aPolicy(bindings: readonly Binding[] = [aBinding()], rest: Partial<AccessPolicy> = {}): AccessPolicy {
  return { version: 1, bindings, guards: {}, exemptions: [], deny: [], ...rest };
}
