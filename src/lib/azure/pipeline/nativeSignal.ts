/** The signal of a request as the platform knows it. */
import type { PipelineRequest } from '@azure/core-rest-pipeline';

/** Undefined when there is none; inside the deadline there always is one. */
export function nativeSignal({ abortSignal }: PipelineRequest): AbortSignal | undefined {
  return abortSignal instanceof AbortSignal ? abortSignal : undefined;
}
