import { type CloudReply, type Fields, isFields } from '../rules/exchange.ts';
import { at, bodyOf, type VirtualCloud } from './virtualCloud.ts';

/** What advanced queries need. */
export const EVENTUAL = { consistencylevel: 'eventual' };

/** A user, by Graph. */
export function person(cloud: VirtualCloud, name: string, more: Fields = {}): string {
  const body = { displayName: name, userPrincipalName: `${name}@contoso.com`, accountEnabled: true, ...more };
  return created(cloud.graph('POST', '/users', body));
}

/** A group with these members, by Graph. */
export function team(cloud: VirtualCloud, name: string, members: readonly string[] = [], more: Fields = {}): string {
  const id = created(cloud.graph('POST', '/groups', { displayName: name, ...more }));
  for (const member of members) join(cloud, id, member);
  return id;
}

/** Makes something a member of a group, by Graph. */
export function join(cloud: VirtualCloud, group: string, member: string): CloudReply {
  return cloud.graph('POST', `/groups/${group}/members/$ref`, reference(member));
}

/** The opposite of `join`. */
export function leave(cloud: VirtualCloud, group: string, member: string): CloudReply {
  return cloud.graph('DELETE', `/groups/${group}/members/${member}/$ref`);
}

/** The body of a reference. */
export function reference(id: string): Fields {
  return { '@odata.id': `https://graph.microsoft.com/v1.0/directoryObjects/${id}` };
}

/** The id of what was created; fails the test when nothing was. */
export function created(reply: CloudReply): string {
  if (reply.status !== 201) throw new Error(`status ${reply.status}: ${JSON.stringify(reply.body)}`);
  return String(bodyOf(reply)['id']);
}

/** The pages of a list, or of one round of a delta query, first page first. */
export function pagesOf(cloud: VirtualCloud, path: string, headers: Record<string, string> = {}): Fields[] {
  const pages: Fields[] = [];
  for (let next: unknown = path; typeof next === 'string'; next = pages.at(-1)?.['@odata.nextLink']) {
    const reply = cloud.graph('GET', next, undefined, headers);
    if (reply.status !== 200) throw new Error(`status ${reply.status}: ${JSON.stringify(reply.body)}`);
    pages.push(bodyOf(reply));
  }
  return pages;
}

/** All items of a list over its pages. */
export function itemsOf(cloud: VirtualCloud, path: string, headers: Record<string, string> = {}): Fields[] {
  return pagesOf(cloud, path, headers).flatMap(valueOf);
}

/** The items of one page. */
export function valueOf(page: Fields): Fields[] {
  const { value } = page;
  return Array.isArray(value) ? value.filter(isFields) : [];
}

/** The ids of all items of a list. */
export function idsOf(cloud: VirtualCloud, path: string, headers: Record<string, string> = {}): unknown[] {
  return itemsOf(cloud, path, headers).map((item) => item['id']);
}

/** Code of an error. */
export function codeOf(reply: CloudReply): unknown {
  return at(reply.body, 'error', 'code');
}
