/**
 * Refuses to talk to anybody but the configured endpoint. The SDK follows a `nextLink` to whatever host it names, with the
 * token (measured); a poll URL likewise.
 */
import type { PipelinePolicy } from '@azure/core-rest-pipeline';
import { Failure } from '../../errors.ts';

/**
 * Lets only https requests to the host and port of `endpoint` pass. Must come before the policy that attaches the token.
 *
 * @throws Failure rejected `ForeignHost`, with the host but nothing else of the URL.
 */
export function sameHostPolicy({ endpoint }: { readonly endpoint: string }): PipelinePolicy {
  const { host } = new URL(endpoint);
  return {
    name: 'sameHostPolicy',
    async sendRequest(request, next) {
      const url = URL.parse(request.url);
      if (url?.protocol === 'https:' && url.host === host) return next(request);
      const where = url === null ? 'an address that is no URL' : `${url.protocol}//${url.host}`;
      throw new Failure(
        'rejected',
        'ForeignHost',
        `A call to ${where} was refused: this client calls https://${host} only.`,
      );
    },
  };
}
