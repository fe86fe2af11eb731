/**
 * Sends the one request that starts a long-running operation, and nothing else.
 *
 * Measured with @azure/arm-hybridcompute 3.0.0 and core-lro 2.7.2: `beginCreateOrUpdate` sends nothing at all. The first
 * `poll()` of what it returns sends the PUT and at once a GET of the Azure-AsyncOperation URL (and, if that says
 * Succeeded, a GET of the resource). There is no way to stop between the two but to throw from `onResponse`, which runs
 * when the PUT is answered: the error comes out of `poll()` before the second request is made.
 */
import type { OperationOptions } from '@azure/core-client';
import { Failure } from '../../errors.ts';
import { type Answer, answerOf } from './answer.ts';
import { type StepContext, stepHeaders } from './internalHeaders.ts';

/** Thrown through the SDK to end its work after the first answer. Never leaves this file. */
class Answered extends Error {
  readonly answer: Answer;

  constructor(answer: Answer) {
    super('answered');
    this.answer = answer;
  }
}

/**
 * The answer to the first request of a `begin…` operation; with `operationUrl` when the work goes on. `begin` must pass
 * the options on:
 *
 *     await sendOnce((options) => client.machineExtensions.beginCreateOrUpdate(group, machine, name, body, options));
 *
 * @throws Failure for everything but an answer below 300
 */
export async function sendOnce(
  begin: (options: OperationOptions) => Promise<{ poll(): Promise<unknown> }>,
  context: StepContext = {},
): Promise<Answer> {
  try {
    const poller = await begin({
      requestOptions: { customHeaders: stepHeaders(context) },
      onResponse: (response) => {
        throw new Answered(answerOf(response));
      },
    });
    await poller.poll();
  } catch (error) {
    if (error instanceof Answered) return error.answer;
    throw error;
  }
  throw new Failure('bug', 'NotAnswered', 'The operation ended without an answer: the options were not passed on.');
}
