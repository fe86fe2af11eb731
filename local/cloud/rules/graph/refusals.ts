/** Graph's errors (learn.microsoft.com/graph/errors): clients branch on status and code, the texts are examples. */
import { type CloudReply, refuse } from '../exchange.ts';

/** What goes instead of an answer. */
export interface Refused {
  readonly refused: CloudReply;
}

/** Whether something was refused. */
export function isRefused(value: object): value is Refused {
  return 'refused' in value;
}

/** 400 for what the directory can't make sense of. */
export function badRequest(message: string): CloudReply {
  return refuse(400, 'Request_BadRequest', message);
}

/** 400 for a query that the directory doesn't support, or only as an advanced one. */
export function unsupported(message: string): CloudReply {
  return refuse(400, 'Request_UnsupportedQuery', message);
}

/** 404. */
export function notFound(id: string): CloudReply {
  const message = `Resource '${id}' does not exist or one of its queried reference-property objects are not present.`;
  return refuse(404, 'Request_ResourceNotFound', message);
}

/** 403 for a permission that was not granted. */
export function denied(): CloudReply {
  return refuse(403, 'Authorization_RequestDenied', 'Insufficient privileges to complete the operation.');
}
