/** Counts what is sent, so that "how many calls does a machine cost" has an answer. */
import type { PipelinePolicy, PipelineResponse } from '@azure/core-rest-pipeline';

/** One kind of call and how it ended. */
export interface CountedCall {
  readonly service: string;
  /** Method and type, without names. */
  readonly operation: string;
  /** The HTTP status, or `none` when there was no answer. */
  readonly status: string;
}

export interface Counter {
  count(call: CountedCall): void;
}

export interface CountDeps {
  readonly service: string;
  readonly counter: Counter;
  /** Names the operation; must not contain anybody's names. */
  readonly operationName: (method: string, url: string) => string;
}

/** Counts every attempt. The innermost policy: what it counts is what was sent. */
export function countPolicy({ service, counter, operationName }: CountDeps): PipelinePolicy {
  return {
    name: 'countPolicy',
    async sendRequest(request, next) {
      const operation = operationName(request.method, request.url);
      let response: PipelineResponse;
      try {
        response = await next(request);
      } catch (error) {
        counter.count({ service, operation, status: 'none' });
        throw error;
      }
      counter.count({ service, operation, status: `${response.status}` });
      return response;
    },
  };
}
