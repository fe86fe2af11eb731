/**
 * What a step tells the policies about its call. The SDK offers only headers for it, so these two are headers that
 * the policies read and take away: they never leave the process.
 */
import type { PipelineRequest } from '@azure/core-rest-pipeline';
import type { Instant } from '../../time.ts';

const SLOT_HEADER = 'x-slot';
const CORRELATION_HEADER = 'x-step-correlation';

export interface StepContext {
  /** A slot reserved earlier (`Throttled.slot`) that has come due. */
  readonly slot?: Instant | undefined;
  /** Names the step in ARM's own logs. */
  readonly correlationId?: string | undefined;
}

/** The context as headers: `customHeaders` of an SDK operation, or headers of a request. */
export function stepHeaders({ slot, correlationId }: StepContext): Record<string, string> {
  return {
    ...(slot === undefined ? {} : { [SLOT_HEADER]: `${slot}` }),
    ...(correlationId === undefined ? {} : { [CORRELATION_HEADER]: correlationId }),
  };
}

/** The reserved slot of the request, taken away; undefined when there is none or it is no instant. */
export function takeSlot(request: PipelineRequest): Instant | undefined {
  const text = takeHeader(request, SLOT_HEADER);
  return text !== undefined && /^\d{1,15}$/.test(text) ? Number(text) : undefined;
}

/** The correlation id of the request, taken away. */
export function takeCorrelationId(request: PipelineRequest): string | undefined {
  return takeHeader(request, CORRELATION_HEADER);
}

function takeHeader({ headers }: PipelineRequest, name: string): string | undefined {
  const value = headers.get(name);
  headers.delete(name);
  return value;
}
