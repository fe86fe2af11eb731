/** What a look reads: how our operation goes while that is enough, else the machine. */
import { defined } from '../defined.ts';
import type { Cause } from './looks.ts';
import type { ObservedMachine } from './machine.ts';
import type { CallOptions, MachineReader, MachineReading } from './ports.ts';
import type { MachineRecord } from './record.ts';

export type Observation =
  | Exclude<MachineReading, { kind: 'machine' }>
  | { readonly kind: 'running'; readonly url: string; readonly retryAfterMs?: number }
  | {
      readonly kind: 'machine';
      readonly machine: ObservedMachine;
      readonly tenantId?: string;
      /** Our operation ended badly. */
      readonly failure?: { readonly code: string; readonly message: string };
    };

/**
 * Observes the machine of `record`. A look that only the schedule asked for, while our own operation runs, asks how the
 * operation goes; an event or a person wants to know what the machine itself says. Throws `Throttled` and transient
 * failures.
 */
export async function observe(
  record: MachineRecord,
  cause: Cause,
  { reader, trace }: { readonly reader: MachineReader; readonly trace: CallOptions },
): Promise<Observation> {
  const slot = record.slot?.call === 'read' ? { ...trace, slot: record.slot.at } : trace;
  let failure: { readonly code: string; readonly message: string } | undefined;
  let options = slot;
  if (record.operationUrl !== undefined && cause === 'schedule') {
    const operation = await reader.operation(record.operationUrl, slot);
    if (operation.kind === 'running') return operation;
    failure = operation.failure;
    options = trace;
  }
  const reading = await reader.get(record.id, { ...options, unknown: record.seen === undefined });
  if (reading.kind !== 'machine') return reading;
  const tenantId = await reader.tenantOf(record.id.subscriptionId);
  return defined({ ...reading, tenantId, failure });
}
