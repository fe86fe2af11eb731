import * as z from 'zod';
import { type AppSettings, isDisabled, resolveConnection, resolveSettings } from './appSettings.ts';
import type { RegisteredFunction } from './core/functionsCore.ts';
import type { Binding } from './core/rpc.ts';
import { parseSchedule, type Schedule } from './timers/schedule.ts';

export interface QueueAddress {
  connectionString: string;
  queueName: string;
}

export interface HttpTrigger {
  kind: 'http';
  route: string;
  /** Upper case. */
  methods: string[];
  authLevel: 'anonymous' | 'function' | 'admin';
}

export interface TimerTrigger {
  kind: 'timer';
  schedule: Schedule;
  runOnStartup: boolean;
  /** Whether the last and the next run are kept over a restart. */
  monitored: boolean;
}

export type QueueTrigger = { kind: 'queue' } & QueueAddress;

export type Trigger = HttpTrigger | TimerTrigger | QueueTrigger | { kind: 'eventGrid' };

/** A function that this host can run. */
export interface HostedFunction<T extends Trigger = Trigger> {
  name: string;
  registered: RegisteredFunction;
  trigger: T;
  /** Queue outputs by binding name; `$return` is the return value. */
  queueOutputs: ReadonlyMap<string, QueueAddress>;
  /** Not triggered by anything; only an administrator can run it. */
  disabled: boolean;
}

/** Where the names in a binding are looked up. */
export interface Names {
  settings: AppSettings;
  hostStorage: string;
}

const Http = z.object({
  route: z.string().optional(),
  methods: z.array(z.string().toUpperCase()).min(1),
  authLevel: z.enum(['anonymous', 'function', 'admin']),
});
const Queue = z.object({ queueName: z.string(), connection: z.string().optional() });
const Timer = z.object({
  schedule: z.string(),
  runOnStartup: z.boolean().default(false),
  useMonitor: z.boolean().default(true),
});

/** 3–63 of a–z, 0–9 and single hyphens inside; the storage service refuses every other name. */
const QUEUE_NAME = /^(?=.{3,63}$)[a-z0-9]+(-[a-z0-9]+)*$/;

/**
 * What a registration asks of the host. On the real host a bad schedule, queue name, setting or connection disables
 * only the function that has it; so the caller logs the error and goes on with the others.
 *
 * @throws a sentence saying what is wrong with the function and what to do
 */
export function hostedFunction(registered: RegisteredFunction, names: Names): HostedFunction {
  const { name, bindings } = registered.metadata;
  let trigger: Trigger | undefined;
  const queueOutputs = new Map<string, QueueAddress>();
  for (const [bindingName, binding] of Object.entries(bindings)) {
    if (/trigger$/i.test(binding.type)) trigger = readTrigger(name, binding, names);
    else if (isQueueOutput(binding)) queueOutputs.set(bindingName, queueAddress(binding, names));
    else if (binding.type !== 'http') throw unsupported(binding);
  }
  if (!trigger) throw new Error('it has no trigger: the library always registers one.');
  return { name, registered, trigger, queueOutputs, disabled: isDisabled(name, names.settings) };
}

/** The functions whose trigger is of one kind and that may be triggered. */
export function triggeredBy<K extends Trigger['kind']>(
  kind: K,
  functions: readonly HostedFunction[],
): HostedFunction<Extract<Trigger, { kind: K }>>[] {
  const isOfKind = (fn: HostedFunction): fn is HostedFunction<Extract<Trigger, { kind: K }>> =>
    fn.trigger.kind === kind;
  return functions.filter((fn) => !fn.disabled).filter(isOfKind);
}

function readTrigger(functionName: string, binding: Binding, names: Names): Trigger {
  switch (binding.type.toLowerCase()) {
    case 'httptrigger': {
      const { route = functionName, methods, authLevel } = Http.parse(binding);
      return { kind: 'http', route, methods, authLevel };
    }
    case 'queuetrigger':
      return { kind: 'queue', ...queueAddress(binding, names) };
    case 'timertrigger':
      return timerTrigger(binding, names);
    case 'eventgridtrigger':
      return { kind: 'eventGrid' };
    default:
      throw unsupported(binding);
  }
}

function timerTrigger(binding: Binding, { settings }: Names): TimerTrigger {
  const { schedule: text, runOnStartup, useMonitor } = Timer.parse(binding);
  const schedule = parseSchedule(resolveSettings(text, settings));
  return { kind: 'timer', schedule, runOnStartup, monitored: useMonitor && schedule.monitorable };
}

function isQueueOutput({ type, direction }: Binding): boolean {
  return type === 'queue' && direction === 'out';
}

function queueAddress(binding: Binding, { settings, hostStorage }: Names): QueueAddress {
  const { queueName: text, connection } = Queue.parse(binding);
  const queueName = resolveSettings(text, settings);
  if (!QUEUE_NAME.test(queueName)) {
    throw new Error(`"${queueName}" is no queue name: use 3 to 63 lower-case letters, digits and single hyphens.`);
  }
  return { queueName, connectionString: resolveConnection(connection, settings, hostStorage) };
}

function unsupported({ type, direction }: Binding): Error {
  return new Error(`the local host has no ${direction} binding "${type}": it knows HTTP, queue, timer and Event Grid.`);
}
