/** Gives every call an id of its own and the id of the step it belongs to, so that ARM's logs can be joined with ours. */
import type { PipelinePolicy } from '@azure/core-rest-pipeline';
import { takeCorrelationId } from './internalHeaders.ts';

/** Sets the two ids; `ids` makes a new one at each call. Must come before the SDK sets its own client request id. */
export function correlationPolicy({ ids }: { readonly ids: () => string }): PipelinePolicy {
  return {
    name: 'correlationPolicy',
    sendRequest(request, next) {
      const correlationId = takeCorrelationId(request);
      if (correlationId !== undefined) request.headers.set('x-ms-correlation-request-id', correlationId);
      if (!request.headers.has('x-ms-client-request-id')) request.headers.set('x-ms-client-request-id', ids());
      return next(request);
    },
  };
}
