/** Paths of Graph, with what others have written made safe in them. */
import { odataString } from '../../escape/odata.ts';

/** Any text as one segment of a path, or one value of a query. */
export function encoded(text: string): string {
  return encodeURIComponent(text.toWellFormed());
}

/** `/groups?$filter=displayName eq '…'`, as it goes into a URL. */
export function equals(property: string, text: string): string {
  return `$filter=${encoded(`${property} eq ${odataString(text)}`)}`;
}

/**
 * One at sign, and nothing that could be taken for more path on the way even when it is escaped. Entra has none of it in
 * names (learn.microsoft.com, entra: userPrincipalName policies).
 */
const NAME = /^[^@\s\p{Cc}/\\?%]+@[^@\s\p{Cc}/\\?%]+$/u;

/** A user by user principal name; undefined for what can be none. */
export function userPath(userPrincipalName: string): string | undefined {
  if (!NAME.test(userPrincipalName)) return undefined;
  // After a slash Graph takes a dollar sign for one of its own segments (learn.microsoft.com/graph/api/user-get).
  if (userPrincipalName.startsWith('$')) return `/users(${encoded(odataString(userPrincipalName))})`;
  return `/users/${encoded(userPrincipalName)}`;
}
