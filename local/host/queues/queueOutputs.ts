import type { HostedFunction } from '../bindings.ts';
import type { InvocationResponse, TypedData } from '../core/rpc.ts';
import { outputMessages } from './outputMessages.ts';
import type { Queues } from './queues.ts';

const RETURN_VALUE = '$return';

/**
 * Writes what an invocation left in its queue outputs, the return value and the extra outputs, one message after the
 * other in their order.
 */
export async function writeQueueOutputs(
  queues: Queues,
  fn: HostedFunction,
  response: InvocationResponse,
): Promise<void> {
  for (const [binding, address] of fn.queueOutputs) {
    for (const message of outputMessages(outputValue(binding, response))) await queues.send(address, message);
  }
}

function outputValue(binding: string, { returnValue, outputData }: InvocationResponse): TypedData | null | undefined {
  return binding === RETURN_VALUE ? returnValue : outputData?.find(({ name }) => name === binding)?.data;
}
