/**
 * Links that Graph gives are followed as they are, with the token; so they must lead back to Graph. What its client does
 * with a link to a host that it does not know is worse than an error: it calls, without the token, and says nothing
 * (@microsoft/microsoft-graph-client 3.0.7, measured).
 */
import { Failure } from '../../errors.ts';

/**
 * A `nextLink` or `deltaLink`, fit to be followed.
 *
 * @throws Failure rejected `ForeignLink`, with the host but nothing else of the link.
 */
export function ownLink(endpoint: string, link: string): string {
  const url = URL.parse(link);
  if (url !== null && isOwn(endpoint, url)) return url.href;
  const where = url === null ? 'an address that is no URL' : `${url.protocol}//${url.host}`;
  throw new Failure(
    'rejected',
    'ForeignLink',
    `A link to ${where} was not followed: this client calls ${endpoint} only.`,
  );
}

/** Whether `ownLink` lets a link pass. */
export function isOwnLink(endpoint: string, link: string): boolean {
  const url = URL.parse(link);
  return url !== null && isOwn(endpoint, url);
}

function isOwn(endpoint: string, { protocol, host, username, password }: URL): boolean {
  return protocol === 'https:' && host === new URL(endpoint).host && `${username}${password}` === '';
}
