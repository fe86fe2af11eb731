/** Names and kinds of ARM calls. */
import type { OperationKind } from '../rate/limits.ts';
import { pathSegments, providedBy } from './resourceUrl.ts';

/** How ARM counts the call. A Resource Graph query is a POST that reads. */
export function operationKind(method: string, url: string): OperationKind {
  if (method === 'GET' || method === 'HEAD' || isQuery(method, url)) return 'read';
  return method === 'DELETE' ? 'delete' : 'write';
}

function isQuery(method: string, url: string): boolean {
  return method === 'POST' && providedBy(url)?.namespace.toLowerCase() === 'microsoft.resourcegraph';
}

/**
 * The method and the type of what is called, with `*` for every name: `PUT Microsoft.HybridCompute/machines/*`. Few
 * enough for a metric, and nothing in it says whose machine it was.
 */
export function operationName(method: string, url: string): string {
  const provided = providedBy(url);
  const pattern =
    provided === undefined ? starred(pathSegments(url)) : [provided.namespace, ...starred(provided.segments)];
  return `${method} ${pattern.join('/')}`;
}

/** Types stand at the even places, names at the odd ones. */
function starred(segments: readonly string[]): string[] {
  return segments.map((segment, index) => (index % 2 === 0 ? segment : '*'));
}
