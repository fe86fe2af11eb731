import type { FunctionCallback, FunctionMetadata, LogCategory, LogLevel, ProgrammingModel } from './rpc.ts';

const HOOK_NAMES = ['appStart', 'appTerminate', 'preInvocation', 'postInvocation', 'log'] as const;
export type HookName = (typeof HOOK_NAMES)[number];

/** Hooks get one mutable object; what they change in it counts. */
export type HookContext = Record<string, unknown>;
export type HookCallback = (context: HookContext) => unknown;

export interface RegisteredFunction {
  metadata: FunctionMetadata;
  callback: FunctionCallback;
}

/** A line for the log: `source` is the function's name, or `host`. */
export type Log = (level: LogLevel, source: string, message: string) => void;

/** Something that can be taken back; part of what `@azure/functions-core` exports. */
export class Disposable {
  readonly #callOnDispose: () => unknown;

  constructor(callOnDispose: () => unknown) {
    this.#callOnDispose = callOnDispose;
  }

  static from(...disposables: { dispose: () => unknown }[]): Disposable {
    return new Disposable(() => {
      for (const disposable of disposables) disposable.dispose();
    });
  }

  dispose(): unknown {
    return this.#callOnDispose();
  }
}

/** One app's registrations, and the module through which the library makes them. */
export interface FunctionsCore {
  /** What `require('@azure/functions-core')` answers. */
  readonly module: Record<string, unknown>;
  /** By name, in order of registration. */
  readonly functions: ReadonlyMap<string, RegisteredFunction>;
  /** Shared by the hooks of the app's start and end. */
  readonly appHookData: Record<string, unknown>;
  /** The model that the library set, or undefined when the app never used the library. */
  programmingModel(): ProgrammingModel | undefined;
  /** From here on a registration is an error, as under the worker after the app's start. */
  lock(): void;
  /** Runs the hooks in order of registration; the first that throws ends the row and rejects. */
  runHooks(name: Exclude<HookName, 'log'>, context: HookContext): Promise<void>;
  /** Passes a message through the app's log hooks into the log. */
  emit(level: LogLevel, category: LogCategory, source: string, message: string): void;
}

/** The stand-in for the Node worker's own module (`types-core/index.d.ts` of azure-functions-nodejs-worker). */
export function createFunctionsCore(log: Log): FunctionsCore {
  const functions = new Map<string, RegisteredFunction>();
  const hooks = new Map<string, Set<HookCallback>>(HOOK_NAMES.map((name) => [name, new Set()]));
  const appHookData: Record<string, unknown> = {};
  let model: ProgrammingModel | undefined;
  let locked = false;

  const registerFunction = (metadata: FunctionMetadata, callback: FunctionCallback): Disposable => {
    const { name } = metadata;
    if (locked) throw new Error(`Function "${name}" came too late: register functions while the app's files load.`);
    if (functions.has(name)) throw new Error(`Function "${name}" is registered twice: give one of them another name.`);
    functions.set(name, { metadata, callback });
    return new Disposable(() => functions.delete(name));
  };

  const registerHook = (hookName: string, callback: HookCallback): Disposable => {
    const registered = hooks.get(hookName);
    if (!registered) throw new RangeError(`Unknown hook "${hookName}": known are ${HOOK_NAMES.join(', ')}.`);
    registered.add(callback);
    return new Disposable(() => registered.delete(callback));
  };

  const emit: FunctionsCore['emit'] = (level, category, source, message) => {
    const context = { hookData: {}, appHookData, level, category, message };
    for (const hook of hooks.get('log') ?? []) hook(context);
    if (context.level !== 'none') log(context.level, source, context.message);
  };

  return {
    module: {
      version: process.versions.node,
      hostVersion: '4.0.0-local',
      log: (level: LogLevel, category: LogCategory, message: string) => emit(level, category, 'app', message),
      registerFunction,
      registerHook,
      setProgrammingModel: (set: ProgrammingModel) => {
        model = set;
      },
      getProgrammingModel: () => model,
      Disposable,
    },
    functions,
    appHookData,
    programmingModel: () => model,
    lock: () => {
      locked = true;
    },
    runHooks: async (name, context) => {
      for (const hook of hooks.get(name) ?? []) await hook(context);
    },
    emit,
  };
}
