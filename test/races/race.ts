/**
 * A race as it would go in Azure: the functions of the app over the simulated cloud, on virtual time. Everybody else acts
 * past the door of ARM, so that what ARM counts at its door are the writes of the app alone.
 */
import { deleteExtension, putExtension } from '../../local/cloud/rules/extensions.ts';
import type { Machine } from '../../local/cloud/rules/machineState.ts';
import { deleteMachine, putMachine } from '../../local/cloud/rules/machines.ts';
import { announce } from '../../local/cloud/rules/resourceEvents.ts';
import { keyOf } from '../../local/cloud/rules/resourceId.ts';
import { armId, type MachineId } from '../../src/lib/onboarding/machineId.ts';
import { type MachineView, viewOf } from '../../src/lib/status/machineView.ts';
import { hours, seconds } from '../../src/lib/time.ts';
import { ONE_MACHINE } from '../simulation/oneMachine.ts';
import { createStack, runUntil } from '../simulation/stack.ts';
import { OTHERS, SUBSCRIPTION } from '../simulation/start.ts';

export interface Race {
  /** The agent of a machine connects it to Arc: for the first time, or once more. */
  connect(id: MachineId, as?: { readonly vmId?: string; readonly identity?: 'SystemAssigned' | 'None' }): void;
  /** Somebody deletes the machine in Azure. */
  remove(id: MachineId): void;
  /** Somebody moves the machine with its extensions; events tell of both ids in this order, half a minute apart. */
  move(from: MachineId, to: MachineId, told: readonly ('old' | 'new')[]): void;
  /** Somebody else installs the sign-in extension under this name, or updates it; it takes so many seconds. */
  install(id: MachineId, name: string, takes?: number): void;
  uninstall(id: MachineId, name: string): void;
  /** A person asks for a look. */
  ask(id: MachineId): void;
  /** Does this right after the next time that the app has read the machine, before the app has the answer. */
  onceRead(id: MachineId, action: () => void): void;
  /** Lets some seconds pass. */
  pass(s: number): Promise<void>;
  /** Lets everything come to an end that is under way; throws when something never does. */
  rest(): Promise<void>;
  /** What people see of the machine. */
  shown(id: MachineId): Promise<MachineView | undefined>;
  /** How many writes the app has made, by machine; those that ARM refused count. */
  writes(): Readonly<Record<string, number>>;
  /** How many looks there were at machines of that name. */
  looks(name: string): number;
}

/** How long an installation takes. */
const INSTALL_SECONDS = 30;

const LONGEST = hours(26);
/** No race takes as many lines of trace, unless machines look at each other for ever. */
const MOST_LINES = 5000;
const LOCATION = 'westeurope';

const agent = {
  caller: { appId: OTHERS, objectId: OTHERS, principal: OTHERS },
  correlationId: OTHERS,
  method: 'PUT',
  url: 'https://localhost/',
  clientRequestId: OTHERS,
};

/** A machine of the subscription that is watched. */
export function machineIn(resourceGroup: string, name: string): MachineId {
  return { subscriptionId: SUBSCRIPTION, resourceGroup, name };
}

export function aRace(): Race {
  const lines: string[] = [];
  const stack = createStack(ONE_MACHINE, { lines, instances: 2, limited: false, mishap: () => undefined });
  const { rules, time, people, ledger } = stack;
  const { world } = rules;
  rules.agents.say('*', { installSeconds: INSTALL_SECONDS });
  let waiting: { readonly line: string; readonly from: number; readonly action: () => void } | undefined;

  const machineOf = (id: MachineId): Machine => {
    const machine = world.machines.get(keyOf(armId(id)));
    if (machine === undefined) throw new Error(`There is no ${armId(id)}.`);
    return machine;
  };
  const below = (id: MachineId, name: string) => ({
    machine: machineOf(id),
    name,
    apiVersion: '2024-07-10',
    base: 'https://localhost',
    asker: agent,
  });
  const tell = (id: MachineId, verb: 'write' | 'delete') =>
    announce(world, agent, {
      subscriptionId: id.subscriptionId,
      resourceId: armId(id),
      resourceType: 'Microsoft.HybridCompute/machines',
      verb,
      succeeded: true,
      existed: true,
    });
  const goOn = (until: number) =>
    runUntil(stack, until, () => {
      if (lines.length > MOST_LINES) throw new Error('It goes on and on.');
      const now = waiting;
      if (now !== undefined && lines.slice(now.from).some((line) => line.includes(now.line))) {
        waiting = undefined;
        now.action();
      }
      return false;
    });

  return {
    connect(id, { vmId, identity = 'SystemAssigned' } = {}) {
      const properties = vmId === undefined ? {} : { vmId };
      putMachine(
        world,
        { ...id, machine: id.name },
        { location: LOCATION, identity: { type: identity }, properties },
        agent,
      );
    },
    remove: (id) => void deleteMachine(world, { ...id, machine: id.name }, agent),
    move(from, to, told) {
      const old = machineOf(from);
      const moved: Machine = {
        ...old,
        id: armId(to),
        key: keyOf(armId(to)),
        resourceGroup: to.resourceGroup,
        extensions: new Map(),
      };
      for (const [key, extension] of old.extensions) {
        moved.extensions.set(key, { ...extension, id: `${moved.id}/extensions/${extension.name}`, machine: moved });
      }
      world.machines.delete(old.key);
      world.machines.set(moved.key, moved);
      for (const [place, which] of told.entries()) {
        time.after(seconds(30) * place, () => (which === 'old' ? tell(from, 'delete') : tell(to, 'write')));
      }
    },
    install(id, name, takes = INSTALL_SECONDS) {
      rules.agents.say(armId(id), { installSeconds: takes });
      const properties = {
        publisher: 'Microsoft.Azure.ActiveDirectory',
        type: 'AADLoginForWindows',
        settings: { mdmId: '' },
      };
      putExtension(world, below(id, name), { location: LOCATION, properties });
    },
    uninstall: (id, name) => void deleteExtension(world, below(id, name)),
    ask: (id) => void time.after(1, () => people.act({ kind: 'person', at: 0, machine: 0 }, id)),
    onceRead(id, action) {
      waiting = { line: `GET machines/${id.name} →`, from: lines.length, action };
    },
    async pass(s) {
      const until = time.now() + seconds(s);
      await goOn(until);
      time.advance(until - time.now());
    },
    async rest() {
      if ((await goOn(time.now() + LONGEST)) !== 'idle') throw new Error('It never came to rest.');
    },
    async shown(id) {
      const held = await ledger.read(id);
      return held && viewOf(held.record);
    },
    writes: () => rules.counts.writesPerMachine(),
    looks: (name) => lines.filter((line) => line.includes(`onboardMachine ${name} try 1: begins`)).length,
  };
}
