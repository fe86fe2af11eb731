/**
 * Sets the api-version of HybridCompute calls: `@azure/arm-hybridcompute` 3.0.0 speaks 2021-05-20 only and ignores the
 * option (measured).
 */
import type { PipelinePolicy } from '@azure/core-rest-pipeline';
import { providedBy } from './resourceUrl.ts';

/** Rewrites the api-version of HybridCompute resources to `apiVersion`. URLs of operations are signed and stay as given. */
export function apiVersionPolicy({ apiVersion }: { readonly apiVersion: string }): PipelinePolicy {
  return {
    name: 'apiVersionPolicy',
    sendRequest(request, next) {
      if (isHybridComputeResource(request.url)) request.url = withApiVersion(request.url, apiVersion);
      return next(request);
    },
  };
}

function isHybridComputeResource(url: string): boolean {
  const provided = providedBy(url);
  return (
    provided?.namespace.toLowerCase() === 'microsoft.hybridcompute' &&
    !provided.segments.some((segment) => /^operation(status|results)$/i.test(segment))
  );
}

/** By text, not through URLSearchParams: the rest of a nextLink stays byte for byte what the service wrote. */
function withApiVersion(url: string, apiVersion: string): string {
  if (/[?&]api-version=/i.test(url)) return url.replace(/([?&]api-version=)[^&#]*/i, `$1${apiVersion}`);
  return `${url}${url.includes('?') ? '&' : '?'}api-version=${apiVersion}`;
}
