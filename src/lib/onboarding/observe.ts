/** What a look reads: how our operation goes while that is enough, else the machine. */
import { defined } from '../defined.ts';
import { Throttled } from '../errors.ts';
import type { Instant } from '../time.ts';
import type { InventoryLookup } from './inventoryLookup.ts';
import type { Cause } from './looks.ts';
import type { ObservedMachine } from './machine.ts';
import type { CallOptions, MachineReader, MachineReading } from './ports.ts';
import type { MachineRecord } from './record.ts';

export type Observation =
  | Exclude<MachineReading, { kind: 'machine' }>
  /** Our operation has ended, and reading the machine must wait for this slot. */
  | {
      readonly kind: 'delayed';
      readonly slot: Instant;
      /** The inventory shows the machine: its turn is of the share of known ones. */
      readonly confirmed?: true;
      readonly failure?: { readonly code: string; readonly message: string };
    }
  /** Nothing but a name so far: the reads for such are used up until `slot`, and the inventory does not show it. */
  | { readonly kind: 'unconfirmed'; readonly slot: Instant }
  | { readonly kind: 'running'; readonly url: string; readonly retryAfterMs?: number }
  | {
      readonly kind: 'machine';
      readonly machine: ObservedMachine;
      readonly tenantId?: string;
      readonly offered?: boolean;
      /** Our operation ended badly. */
      readonly failure?: { readonly code: string; readonly message: string };
    };

export interface ObserveDeps {
  readonly reader: MachineReader;
  readonly trace: CallOptions;
  readonly inventoryShows: InventoryLookup;
}

/**
 * Observes the machine of `record`. A look that only the schedule asked for, while our own operation runs, asks how the
 * operation goes; an event or a person wants to know what the machine itself says, and so does who waits for the exclusion
 * tag, or for the second 404. Throws `Throttled` and transient failures.
 */
export async function observe(record: MachineRecord, cause: Cause, deps: ObserveDeps): Promise<Observation> {
  const { reader, trace } = deps;
  const slot = record.slot?.call === 'read' ? { ...trace, slot: record.slot.at } : trace;
  if (record.operationUrl === undefined || !isPolled(record, cause)) return readFor(record, cause, slot, deps);
  const operation = await reader.operation(record.operationUrl, slot);
  if (operation.kind === 'running') return operation;
  const { failure } = operation;
  try {
    const seen = await readMachine(record, reader, trace);
    return seen.kind === 'machine' ? defined({ ...seen, failure }) : seen;
  } catch (error) {
    if (!(error instanceof Throttled)) throw error;
    // What was learnt is kept: a look that asked for both again would, while the rate is used up, never get further.
    return defined({ kind: 'delayed' as const, slot: error.slot, failure });
  }
}

function isPolled(record: MachineRecord, cause: Cause): boolean {
  return cause === 'schedule' && !awaitsTag(record) && record.absence === undefined;
}

/** Our exclusion tag does not show yet, of which no operation tells. */
function awaitsTag({ conditions }: MachineRecord): boolean {
  return conditions?.Selected.reason === 'ExclusionRequested';
}

/** A person's call is no invention, and asks Azure anew for everything that is otherwise remembered. */
async function readFor(
  record: MachineRecord,
  cause: Cause,
  options: CallOptions,
  deps: ObserveDeps,
): Promise<Observation> {
  const anew = cause === 'person';
  const isKnown = anew || record.seen !== undefined || record.slot?.confirmed === true;
  if (isKnown) return readMachine(record, deps.reader, options, anew);
  try {
    return await readMachine(record, deps.reader, { ...options, unknown: true });
  } catch (error) {
    if (!(error instanceof Throttled)) throw error;
    return readUnknown(record, error, deps);
  }
}

/** The reads for unknown ids are used up: is it one that somebody made up? */
async function readUnknown(record: MachineRecord, used: Throttled, deps: ObserveDeps): Promise<Observation> {
  let shown: boolean;
  try {
    shown = await deps.inventoryShows(record.id);
  } catch {
    // The turn among the unknown ones is still good.
    throw used;
  }
  if (!shown) return { kind: 'unconfirmed', slot: used.slot };
  try {
    return await readMachine(record, deps.reader, deps.trace);
  } catch (error) {
    if (!(error instanceof Throttled)) throw error;
    return { kind: 'delayed', slot: error.slot, confirmed: true };
  }
}

async function readMachine(
  record: MachineRecord,
  reader: MachineReader,
  options: CallOptions,
  anew = false,
): Promise<Exclude<Observation, { kind: 'running' | 'delayed' | 'unconfirmed' }>> {
  const reading = await reader.get(record.id, { unknown: false, ...options });
  if (reading.kind !== 'machine') return reading;
  const { subscriptionId } = record.id;
  const [tenantId, offered] = await Promise.all([
    reader.tenantOf(subscriptionId),
    reader.offersExtension(reading.machine.location, subscriptionId, anew),
  ]);
  return defined({ ...reading, tenantId, offered });
}
