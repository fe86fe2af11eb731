import { Failure } from '../errors.ts';
import type { Extension, ObservedMachine } from './machine.ts';
import { entraSignIn } from './machine.ts';
import type {
  CallOptions,
  MachineReader,
  MachineReading,
  MachineWriter,
  OperationReading,
  WriteResult,
} from './ports.ts';

/** What each call answers; all of them are calls that cost a call to ARM. */
interface Answers {
  readonly get: MachineReading;
  readonly poll: OperationReading;
  readonly patch: WriteResult;
  readonly put: WriteResult;
  readonly tag: WriteResult;
  readonly delete: WriteResult;
}

type Call = keyof Answers;

/** One machine in memory, read and changed through the ports of onboarding. */
export interface MachinesFixture extends MachineReader, MachineWriter {
  /** The machine as ARM has it; undefined when there is none. */
  machine: ObservedMachine | undefined;
  /** The calls in their order. */
  readonly calls: Call[];
  /** The options of each call, in the same order. */
  readonly options: CallOptions[];
  /** The changes that took effect, in their order. */
  readonly changes: Call[];
  /** The locations that do not have the extension. */
  readonly withoutExtension: Set<string>;
  /** The next call of this kind answers this instead, or throws it. */
  next<C extends Call>(call: C, answer: Answers[C] | Error): void;
  /** The next call of this kind does its work, and its answer is lost on the way back. */
  loseAnswer(call: Call): void;
  /** The next call of this kind does this first. */
  during(call: Call, action: () => Promise<void>): void;
  /** Our installation ends with the extension in this state. */
  installed(extension?: Partial<Extension>): void;
  /** Our installation ends with no extension to show for it. */
  installFailed(failure: { readonly code: string; readonly message: string }): void;
  /** Our removal ends; with a failure, the extension stays and says so. */
  removed(failure?: { readonly code: string; readonly message: string }): void;
}

export const OPERATION_URL = 'https://arm.example/operations/1';

/** ARM with this one machine: the identity is there at once, the extension when a test says so. */
export function createMachinesFixture(machine: ObservedMachine | undefined): MachinesFixture {
  const scripted: { readonly [C in Call]: (Answers[C] | Error)[] } = {
    get: [],
    poll: [],
    patch: [],
    put: [],
    tag: [],
    delete: [],
  };
  const actions = new Map<Call, () => Promise<void>>();
  const losing = new Set<Call>();
  let operation: OperationReading = { kind: 'ended' };

  const fixture: MachinesFixture = {
    machine,
    calls: [],
    options: [],
    changes: [],
    withoutExtension: new Set(),
    next: (call, answer) => {
      scripted[call].push(answer);
    },
    loseAnswer: (call) => {
      losing.add(call);
    },
    during: (call, action) => {
      actions.set(call, action);
    },
    installed: (extension) => {
      operation = { kind: 'ended' };
      change({ extensions: [anExtension({ provisioningState: 'Succeeded', ...extension })] });
    },
    installFailed: (failure) => {
      operation = { kind: 'ended', failure };
      change({ extensions: [] });
    },
    removed: (failure) => {
      operation = failure === undefined ? { kind: 'ended' } : { kind: 'ended', failure };
      change({ extensions: failure === undefined ? [] : [anExtension({ provisioningState: 'Failed' })] });
    },
    get: (_id, options) =>
      answer('get', options, () =>
        fixture.machine === undefined ? { kind: 'absent' } : { kind: 'machine', machine: fixture.machine },
      ),
    operation: (_url, options) => answer('poll', options, () => operation),
    check: async () => ({ kind: 'readable' }),
    tenantOf: async () => undefined,
    offersExtension: async (location) => !fixture.withoutExtension.has(location),
    enableIdentity: (_id, options) =>
      answer('patch', options, () => {
        fixture.changes.push('patch');
        change({ identity: { kind: 'systemAssigned' } });
        return { kind: 'accepted' };
      }),
    installExtension: (_id, _location, options) =>
      answer('put', options, () => {
        fixture.changes.push('put');
        operation = { kind: 'running', url: OPERATION_URL };
        change({ extensions: [anExtension({ provisioningState: 'Creating' })] });
        return { kind: 'accepted', operationUrl: OPERATION_URL };
      }),
    excludeByTag: (_id, { name, value }, options) =>
      answer('tag', options, () => {
        fixture.changes.push('tag');
        change({ tags: { ...fixture.machine?.tags, [name]: value } });
        return { kind: 'accepted' };
      }),
    removeExtension: (_id, extensionName, options) =>
      answer('delete', options, () => {
        const known = fixture.machine && entraSignIn(fixture.machine);
        if (known?.name !== extensionName) return { kind: 'absent' };
        fixture.changes.push('delete');
        operation = { kind: 'running', url: OPERATION_URL };
        change({ extensions: [anExtension({ provisioningState: 'Deleting' })] });
        return { kind: 'accepted', operationUrl: OPERATION_URL };
      }),
  };

  function change(to: Partial<ObservedMachine>): void {
    fixture.machine = fixture.machine && { ...fixture.machine, ...to };
  }

  async function answer<C extends Call>(call: C, options: CallOptions, usual: () => Answers[C]): Promise<Answers[C]> {
    fixture.calls.push(call);
    fixture.options.push(options);
    const action = actions.get(call);
    actions.delete(call);
    await action?.();
    const given = scripted[call].shift();
    if (given instanceof Error) throw given;
    const done = given ?? usual();
    if (losing.delete(call)) throw new Failure('transient', 'NetworkError', 'The answer was lost.');
    return done;
  }

  function anExtension(parts: Pick<Extension, 'provisioningState'> & Partial<Extension>): Extension {
    const known = fixture.machine && entraSignIn(fixture.machine);
    const usual = {
      name: 'AADLogin',
      publisher: 'Microsoft.Azure.ActiveDirectory',
      type: 'AADLoginForWindows',
      hasMdmId: true,
    };
    return { ...usual, ...known, ...parts };
  }

  return fixture;
}
