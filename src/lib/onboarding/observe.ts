/** What a look reads: how our operation goes while that is enough, else the machine. */
import { defined } from '../defined.ts';
import { Throttled } from '../errors.ts';
import type { Instant } from '../time.ts';
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
      readonly failure?: { readonly code: string; readonly message: string };
    }
  | { readonly kind: 'running'; readonly url: string; readonly retryAfterMs?: number }
  | {
      readonly kind: 'machine';
      readonly machine: ObservedMachine;
      readonly tenantId?: string;
      readonly offered?: boolean;
      /** Our operation ended badly. */
      readonly failure?: { readonly code: string; readonly message: string };
    };

/**
 * Observes the machine of `record`. A look that only the schedule asked for, while our own operation runs, asks how the
 * operation goes; an event or a person wants to know what the machine itself says, and so does who waits for the exclusion
 * tag. Throws `Throttled` and transient failures.
 */
export async function observe(
  record: MachineRecord,
  cause: Cause,
  { reader, trace }: { readonly reader: MachineReader; readonly trace: CallOptions },
): Promise<Observation> {
  const slot = record.slot?.call === 'read' ? { ...trace, slot: record.slot.at } : trace;
  const polled = cause === 'schedule' && !awaitsTag(record);
  const anew = cause === 'person';
  if (record.operationUrl === undefined || !polled) return readMachine(record, reader, slot, anew);
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

/** Our exclusion tag does not show yet, of which no operation tells. */
function awaitsTag({ conditions }: MachineRecord): boolean {
  return conditions?.Selected.reason === 'ExclusionRequested';
}

async function readMachine(
  record: MachineRecord,
  reader: MachineReader,
  options: CallOptions,
  anew = false,
): Promise<Exclude<Observation, { kind: 'running' | 'delayed' }>> {
  const reading = await reader.get(record.id, { ...options, unknown: record.seen === undefined });
  if (reading.kind !== 'machine') return reading;
  const { subscriptionId } = record.id;
  const [tenantId, offered] = await Promise.all([
    reader.tenantOf(subscriptionId),
    reader.offersExtension(reading.machine.location, subscriptionId, anew),
  ]);
  return defined({ ...reading, tenantId, offered });
}
