/** What came back from a call that is used as it is, not through the types of an SDK. */
import type { PipelineResponse } from '@azure/core-rest-pipeline';

export interface Answer {
  readonly status: number;
  /** Names in lower case. */
  readonly headers: Readonly<Record<string, string>>;
  /** The JSON of the body, undefined when it is empty. */
  readonly body: unknown;
  /** `Azure-AsyncOperation`: where to ask how the operation goes. Signed: use it as given. */
  readonly operationUrl: string | undefined;
}

/** The answer in a response of an SDK pipeline, which has parsed the body. */
export function answerOf(response: PipelineResponse): Answer {
  return {
    status: response.status,
    headers: response.headers.toJSON(),
    body: 'parsedBody' in response ? response.parsedBody : undefined,
    operationUrl: response.headers.get('azure-asyncoperation'),
  };
}
