import { describe, expect, it } from 'vitest';
import { codeOf, idsOf, join, leave, pagesOf, person, reference, team, valueOf } from '../../testing/people.ts';
import { at, bodyOf, type VirtualCloud, virtualCloud } from '../../testing/virtualCloud.ts';
import type { Fields } from '../exchange.ts';
import { isFields } from '../exchange.ts';

const DAY_SECONDS = 24 * 3600;
const GROUPS = '/groups/delta?$select=displayName,members';

/** A round: what it told, and the link to the next one. */
function roundOf(cloud: VirtualCloud, path: string, headers: Record<string, string> = {}) {
  const pages = pagesOf(cloud, path, headers);
  return { items: pages.flatMap(valueOf), pages, link: String(pages.at(-1)?.['@odata.deltaLink']) };
}

function membersIn(item: Fields): Fields[] {
  const members = item['members@delta'];
  return Array.isArray(members) ? members.filter(isFields) : [];
}

/** Applies what rounds told of one group, as a client does. */
function applied(items: readonly Fields[], group: string): Set<unknown> {
  const members = new Set<unknown>();
  for (const member of items.filter(({ id }) => id === group).flatMap(membersIn)) {
    if (member['@removed']) members.delete(member['id']);
    else members.add(member['id']);
  }
  return members;
}

describe('a delta query of groups', () => {
  it('tells everything first, then what changed, and members by id and type only', () => {
    const cloud = virtualCloud();
    const ada = person(cloud, 'ada');
    const bob = person(cloud, 'bob');
    const web = team(cloud, 'web', [ada]);
    const empty = team(cloud, 'empty');

    const first = roundOf(cloud, GROUPS);
    join(cloud, web, bob);
    leave(cloud, web, ada);
    const second = roundOf(cloud, first.link);

    expect(first.items.toSorted(byName)).toEqual([
      { id: empty, displayName: 'empty' },
      { id: web, displayName: 'web', 'members@delta': [{ '@odata.type': '#microsoft.graph.user', id: ada }] },
    ]);
    expect(second.items).toEqual([
      {
        id: web,
        displayName: 'web',
        'members@delta': [
          { '@odata.type': '#microsoft.graph.user', id: bob },
          { '@odata.type': '#microsoft.graph.user', id: ada, '@removed': { reason: 'deleted' } },
        ],
      },
    ]);
    expect(roundOf(cloud, second.link).items).toEqual([]);
  });

  it('repeats a large group over pages, each with a part of its members', () => {
    const cloud = virtualCloud({ graphPaging: { size: 3, emptyChance: 0, replayChance: 0 } });
    const people = Array.from({ length: 7 }, (_, number) => person(cloud, `u${number}`));
    const web = team(cloud, 'web', people);
    const { pages, items } = roundOf(cloud, GROUPS);

    expect(pages.map((page) => valueOf(page).map((item) => membersIn(item).length))).toEqual([[2], [2], [2], [1]]);
    expect(applied(items, web)).toEqual(new Set(people));
  });

  it('comes to the end in pages of one', () => {
    const cloud = virtualCloud({ graphPaging: { size: 1, emptyChance: 1, replayChance: 1 } });
    const people = ['a', 'b'].map((name) => person(cloud, name));
    const web = team(cloud, 'web', people);

    const first = roundOf(cloud, GROUPS);
    for (const id of people) leave(cloud, web, id);
    const second = roundOf(cloud, first.link);

    expect(applied(first.items, web)).toEqual(new Set(people));
    expect(applied([...first.items, ...second.items], web)).toEqual(new Set());
    expect(second.pages.filter((page) => valueOf(page).length === 0).length).toBeGreaterThan(0);
  });

  it('tells things again, and still comes to the truth', () => {
    const cloud = virtualCloud({ graphPaging: { size: 1, emptyChance: 0, replayChance: 1 } });
    const ada = person(cloud, 'ada');
    const web = team(cloud, 'web');
    const { link } = roundOf(cloud, GROUPS);

    join(cloud, web, ada);
    leave(cloud, web, ada);
    join(cloud, web, ada);
    const { items, pages } = roundOf(cloud, link);

    expect(pages.length).toBe(3);
    expect(items.length).toBeGreaterThan(3);
    expect(applied(items, web)).toEqual(new Set([ada]));
  });

  it('keeps quiet about transitive members, owners, deleted members, and what was not selected', () => {
    const cloud = virtualCloud();
    const ada = person(cloud, 'ada');
    const bob = person(cloud, 'bob');
    const inner = team(cloud, 'inner', [bob]);
    const outer = team(cloud, 'outer', [inner]);
    const { link } = roundOf(cloud, `${GROUPS}&$filter=id eq '${outer}' or id eq '${inner.toUpperCase()}'`);

    join(cloud, inner, ada);
    cloud.graph('DELETE', `/users/${bob}`);
    cloud.graph('PATCH', `/groups/${outer}`, { description: 'x' });
    cloud.graph('POST', `/groups/${outer}/owners/$ref`, reference(ada));
    team(cloud, 'other', [ada]);
    const { items } = roundOf(cloud, link);

    expect(items).toEqual([
      { id: inner, displayName: 'inner', 'members@delta': [{ '@odata.type': '#microsoft.graph.user', id: ada }] },
    ]);
  });

  it('does not mention members unless they are selected', () => {
    const cloud = virtualCloud();
    const web = team(cloud, 'web');
    const { link } = roundOf(cloud, '/groups/delta');
    join(cloud, web, person(cloud, 'ada'));

    expect(roundOf(cloud, link).items).toEqual([]);
    expect(roundOf(cloud, '/groups/delta').items[0]).not.toHaveProperty(['members@delta']);
  });

  it('tells apart what can be restored from what is gone', () => {
    const cloud = virtualCloud();
    const m365 = team(cloud, 'm365', [], { groupTypes: ['Unified'] });
    const security = team(cloud, 'security');
    const { link } = roundOf(cloud, GROUPS);

    for (const id of [m365, security]) cloud.graph('DELETE', `/groups/${id}`);
    const { items } = roundOf(cloud, link);

    expect(items.toSorted(byReason)).toEqual([
      { id: m365, '@removed': { reason: 'changed' } },
      { id: security, '@removed': { reason: 'deleted' } },
    ]);
    expect(roundOf(cloud, GROUPS).items).toEqual([]);
  });

  it.each([
    ["id eq 'a' and displayName eq 'b'", 'Request_UnsupportedQuery'],
    ["displayName eq 'b'", 'Request_UnsupportedQuery'],
    ['id eq null', 'Request_UnsupportedQuery'],
    ['nonsense', 'Request_UnsupportedQuery'],
    [Array.from({ length: 51 }, (_, number) => `id eq '${number}'`).join(' or '), 'Request_BadRequest'],
  ])('refuses the filter %s', (filter, code) => {
    expect(codeOf(virtualCloud().graph('GET', `/groups/delta?$filter=${filter}`))).toBe(code);
  });

  it('refuses $top, and tokens that are none or of another query', () => {
    const cloud = virtualCloud();
    const { link } = roundOf(cloud, '/users/delta');

    const replies = [
      cloud.graph('GET', '/groups/delta?$top=5'),
      cloud.graph('GET', '/groups/delta?$deltatoken=abc'),
      cloud.graph('GET', link.replace('/users/', '/groups/')),
    ];

    expect(replies.map(({ status }) => status)).toEqual([400, 400, 400]);
  });
});

describe('a delta query of users', () => {
  it('tells of accounts that are disabled, of new ones and of deleted ones', () => {
    const cloud = virtualCloud();
    const ada = person(cloud, 'ada');
    const bob = person(cloud, 'bob');
    const { link, items } = roundOf(cloud, '/users/delta?$select=accountEnabled');

    cloud.graph('PATCH', `/users/${ada}`, { accountEnabled: false });
    cloud.graph('DELETE', `/users/${bob}`);
    const cyd = person(cloud, 'cyd');

    expect(new Set(items.map(({ id }) => id))).toEqual(new Set([ada, bob]));
    expect(roundOf(cloud, link).items.toSorted(byId([ada, bob, cyd]))).toEqual([
      { id: ada, accountEnabled: false },
      { id: bob, '@removed': { reason: 'changed' } },
      { id: cyd, accountEnabled: true },
    ]);
  });

  it('may begin with nothing but a link', () => {
    const cloud = virtualCloud();
    person(cloud, 'ada');

    const latest = roundOf(cloud, '/users/delta?$deltaToken=latest&$select=displayName');
    const bob = person(cloud, 'bob');

    expect(latest.items).toEqual([]);
    expect(roundOf(cloud, latest.link).items).toEqual([{ id: bob, displayName: 'bob' }]);
  });

  it('tells only the properties that changed to who prefers it', () => {
    const cloud = virtualCloud();
    const ada = person(cloud, 'ada');
    const { link } = roundOf(cloud, '/users/delta?$select=displayName,jobTitle');
    cloud.graph('PATCH', `/users/${ada}`, { jobTitle: 'engineer' });

    const minimal = cloud.graph('GET', link, undefined, { prefer: 'return=minimal' });

    expect(minimal.headers['preference-applied']).toBe('return=minimal');
    expect(bodyOf(minimal)['value']).toEqual([{ id: ada, jobTitle: 'engineer' }]);
    expect(roundOf(cloud, link).items).toEqual([{ id: ada, displayName: 'ada', jobTitle: 'engineer' }]);
  });

  it('does not run ahead of replication', () => {
    const cloud = virtualCloud();
    const { link } = roundOf(cloud, '/users/delta?$select=id');
    cloud.control('POST', '/directory', { replicationLagMs: 1000 });
    const ada = person(cloud, 'ada');

    const early = roundOf(cloud, link);
    cloud.seconds(1);

    expect(early.items).toEqual([]);
    expect(roundOf(cloud, early.link).items).toEqual([{ id: ada }]);
  });

  it('forgets tokens after seven days, and says where to begin anew', () => {
    const cloud = virtualCloud();
    const ada = person(cloud, 'ada');
    const { link } = roundOf(cloud, '/users/delta?$select=id');

    cloud.seconds(7 * DAY_SECONDS);
    const inTime = cloud.graph('GET', link);
    cloud.seconds(1);
    const late = cloud.graph('GET', link);

    expect(inTime.status).toBe(200);
    expect(late).toMatchObject({
      status: 410,
      headers: { location: 'https://localhost:8444/v1.0/users/delta?$deltatoken=' },
    });
    expect(codeOf(late)).toBe('syncStateNotFound');
    expect(idsOf(cloud, late.headers['location'] ?? '')).toEqual([ada]);
    expect(at(cloud.graph('GET', String(bodyOf(inTime)['@odata.deltaLink'])).body, 'value')).toEqual([]);
  });
});

const byName = (a: Fields, b: Fields) => String(a['displayName']).localeCompare(String(b['displayName']));
const byReason = (a: Fields, b: Fields) => JSON.stringify(a['@removed']).localeCompare(JSON.stringify(b['@removed']));
const byId = (order: readonly unknown[]) => (a: Fields, b: Fields) => order.indexOf(a['id']) - order.indexOf(b['id']);
