import { answer, type CloudReply, refuse } from './exchange.ts';
import { extensionView } from './extensionView.ts';
import type { Operation } from './machineState.ts';
import { signedPath } from './operationUrls.ts';
import { azureTimestamp } from './timestamp.ts';
import type { World } from './world.ts';

/** How long a finished operation can still be asked for. */
const KEPT_MS = 24 * 3_600_000;

const LONGEST_RETRY_AFTER_SECONDS = 15;

/** What is known of an operation before it starts. */
export type NewOperation = Pick<Operation, 'kind' | 'extension' | 'asker' | 'apiVersion'> & {
  /** Seconds that it will probably take. */
  readonly expectedSeconds: number;
};

/** Registers an operation and forgets those that ended a day ago. */
export function openOperation(world: World, { expectedSeconds, ...known }: NewOperation): Operation {
  const now = world.time.now();
  for (let oldest = world.ended[0]; oldest && now - oldest.at > KEPT_MS; oldest = world.ended[0]) {
    world.operations.delete(oldest.id);
    world.ended.shift();
  }
  const retryAfterSeconds = Math.max(1, Math.min(LONGEST_RETRY_AFTER_SECONDS, Math.ceil(expectedSeconds)));
  const id = world.chance.guid();
  const operation: Operation = { ...known, id, startedAt: now, retryAfterSeconds, status: 'InProgress' };
  world.operations.set(id, operation);
  known.extension.operation = operation;
  return operation;
}

/** Ends an operation; its extension is free for the next one. */
export function closeOperation(
  world: World,
  operation: Operation,
  end: { readonly status: 'Succeeded' | 'Failed' | 'Canceled'; readonly error?: Operation['error'] },
): void {
  operation.stopWork?.();
  delete operation.stopWork;
  operation.status = end.status;
  world.ended.push({ id: operation.id, at: world.time.now() });
  if (end.error) operation.error = end.error;
  if (end.status === 'Succeeded' && operation.kind !== 'delete') operation.result = extensionView(operation.extension);
  delete operation.extension.operation;
}

/** The headers under which an operation is polled: URLs signed anew, and how long to wait. */
export function pollingHeaders(world: World, operation: Operation, base: string): Record<string, string> {
  const { machine } = operation.extension;
  const locations = `/subscriptions/${machine.subscriptionId}/providers/Microsoft.HybridCompute/locations/${machine.location.replaceAll(' ', '')}`;
  const url = (kind: string) =>
    base +
    signedPath(world.signing, {
      path: `${locations}/${kind}/${operation.id}`,
      apiVersion: operation.apiVersion,
      now: world.time.now(),
      nonce: world.chance.text(43),
    });
  return {
    'azure-asyncoperation': url('operationstatus'),
    location: url('operationresults'),
    'retry-after': String(operation.retryAfterSeconds),
  };
}

/** The answer of `operationstatus`, always 200. */
export function operationStatus(world: World, operation: Operation, base: string): CloudReply {
  const { id, status, result, error } = operation;
  const body = { name: id, status, startTime: azureTimestamp(operation.startedAt) };
  if (status === 'InProgress') return answer(200, body, pollingHeaders(world, operation, base));
  return answer(200, { ...body, ...(error && { error }), ...(result && { properties: result }) });
}

/** The answer of `operationresults`: 202 while it runs, then the extension, 204 after a delete, or the error. */
export function operationResult(world: World, operation: Operation, base: string): CloudReply {
  const { status, result, error } = operation;
  if (status === 'InProgress') return accepted(world, operation, base);
  // UNCONFIRMED which status a failed operation has here; ARM documents only that it is an error.
  if (error) return refuse(400, error.code, error.message);
  return result ? answer(200, result) : answer(204);
}

/** The 202 of a call that started an operation: no body, though it claims JSON (recorded). */
export function accepted(world: World, operation: Operation, base: string): CloudReply {
  const headers = pollingHeaders(world, operation, base);
  // Recorded: the request id of the 202 is the id of the operation.
  return { status: 202, headers: { 'content-type': 'application/json', 'x-ms-request-id': operation.id, ...headers } };
}
