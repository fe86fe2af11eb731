import { describe, expect, it } from 'vitest';
import { createMemoryInventory } from '../../memory/inventory.ts';
import { officialShapes } from '../testing/officialShapes.ts';
import { AAD_LOGIN, at, machinePath, SUBSCRIPTION, type VirtualCloud, virtualCloud } from '../testing/virtualCloud.ts';
import type { CloudReply } from './exchange.ts';

const wrongWith = officialShapes('resourcegraph-2024-04-01');
const PATH = '/providers/Microsoft.ResourceGraph/resources?api-version=2024-04-01';
const NAMES = 'resources | project name | order by name asc';

function ask(cloud: VirtualCloud, query: string, more: object = {}): CloudReply {
  return cloud.call('POST', PATH, { query, ...more });
}

/** A cloud with these machines. */
function cloudWith(...names: string[]): VirtualCloud {
  const cloud = virtualCloud();
  for (const name of names) cloud.call('PUT', machinePath(name), { location: 'West Europe' });
  return cloud;
}

describe('queries of Resource Graph', () => {
  it.each([
    ['a table in any case', 'Resources | project name', [{ name: 'Web-1' }]],
    ['a type in lower case', 'resources | project type', [{ type: 'microsoft.hybridcompute/machines' }]],
    ['a region in lower case', 'resources | project location', [{ location: 'westeurope' }]],
    ['== with case', 'resources | where name == "web-1" | project name', []],
    ["=~ without, and '", "resources | where name =~ 'web-1' | project name", [{ name: 'Web-1' }]],
    ['in', 'resources | where name in ("Web-1", "x") | project name', [{ name: 'Web-1' }]],
    ['in, with case', 'resources | where name in ("web-1") | project name', []],
    ['and', 'resources | where name =~ "web-1" and location == "x" | project name', []],
    ['escapes in a literal', String.raw`resources | where name == "\u0057eb\-1" | project name`, [{ name: 'Web-1' }]],
    ['what lies in a property', 'resources | project os = properties.osType', [{ os: 'windows' }]],
    ['what is not there as null', 'resources | project x = properties.a.b', [{ x: null }]],
    ['… and as text as nothing', 'resources | project x = tostring(properties.a)', [{ x: '' }]],
    ['an object as text', 'resources | project x = tostring(properties.cloudMetadata)', [{ x: '{"provider":"N/A"}' }]],
    ['extract', 'resources | project x = extract("/(web)", 1, tolower(id))', [{ x: 'web' }]],
    ['extract that finds nothing', 'resources | project x = extract("(z)", 1, name)', [{ x: '' }]],
    [
      'a join that finds nothing, with empty texts and nulls',
      'resources | join kind=leftouter (resources | where name == "x" | project id, n = name, p = properties) on id | project n, p',
      [{ n: '', p: null }],
    ],
    [
      'a join that finds something',
      'resources | extend k = 1 | join kind=leftouter (resourcecontainers | extend k = 1 | project k, n = id) on k | project n',
      [{ n: `/subscriptions/${SUBSCRIPTION}` }, { n: `/subscriptions/${SUBSCRIPTION}/resourceGroups/rg-web` }],
    ],
  ])('understand %s', (_what, query, data) => {
    expect(at(ask(cloudWith('Web-1'), query).body, 'data')).toEqual(data);
  });

  it.each([
    ['machines', 'ParserFailure', "The table 'machines' is not known."],
    ['resources | limit 5', 'ParserFailure', "The operator 'limit' is not known."],
    ['resources | constructor', 'ParserFailure', "The operator 'constructor' is not known."],
    ['resources | where name has "x"', 'ParserFailure', "The operator 'has' is not known."],
    ['resources | where name', 'ParserFailure', 'The query ends too early.'],
    ['resources | where size == "x"', 'ParserFailure', "'size' doesn't refer to any known column."],
    ['resources | project toupper(name)', 'ParserFailure', "'(' is not expected here."],
    ['resources | project x = toupper(name)', 'ParserFailure', "The function 'toupper' is not known."],
    ['resources | project x = tolower(size)', 'ParserFailure', "'size' doesn't refer to any known column."],
    ['resources | project "x"', 'ParserFailure', `Expected a name and found '"x"'.`],
    ['resources | order by name desc', 'ParserFailure', "Expected 'asc' and found 'desc'."],
    ['resources | order by size asc', 'ParserFailure', "'size' doesn't refer to any known column."],
    ['resources | join kind=inner (resources) on id', 'ParserFailure', "Expected 'leftouter' and found 'inner'."],
    ['resources | join kind=leftouter (resources) on x', 'ParserFailure', "'x' doesn't refer to any known column."],
    ['resources ; resources', 'ParserFailure', "Cannot read ' ; resources'."],
  ])('refuse %s', (query, code, message) => {
    const { status, body } = ask(cloudWith(), query);

    expect(status).toBe(400);
    expect(body).toMatchObject({
      error: { code: 'BadRequest', details: [{ code: 'InvalidQuery' }, { code, message }] },
    });
  });

  it('show extensions as resources of their own, and groups beside subscriptions', () => {
    const cloud = cloudWith('web-1');
    cloud.call('PUT', `${machinePath('web-1')}/extensions/AADLogin`, AAD_LOGIN);

    const types = ['resources', 'resourcecontainers'].map((table) =>
      at(ask(cloud, `${table} | project type`).body, 'data'),
    );

    expect(types).toEqual([
      [{ type: 'microsoft.hybridcompute/machines' }, { type: 'microsoft.hybridcompute/machines/extensions' }],
      [{ type: 'microsoft.resources/subscriptions' }, { type: 'microsoft.resources/subscriptions/resourcegroups' }],
    ]);
  });
});

describe('the answers of Resource Graph', () => {
  it.each([
    ['a page', 'QueryResponse', NAMES],
    ['a refusal', 'ErrorResponse', 'machines'],
  ] as const)('have the official shape: %s', (_what, shape, query) => {
    const { body } = ask(cloudWith('a', 'b'), query, { options: { $top: 1 } });

    expect(wrongWith(shape, body)).toEqual([]);
  });

  it('come in pages of $top rows, each with a token for the next', () => {
    const cloud = cloudWith('c', 'a', 'b');

    const first = ask(cloud, NAMES, { options: { $top: 2 } }).body;
    const last = ask(cloud, NAMES, { options: { $skipToken: at(first, '$skipToken') } }).body;

    const said = { totalRecords: 3, resultTruncated: 'false' };
    expect(first).toMatchObject({ ...said, count: 2, data: [{ name: 'a' }, { name: 'b' }] });
    expect(last).toMatchObject({ ...said, count: 1, data: [{ name: 'c' }] });
    expect(last).not.toHaveProperty('$skipToken');
  });

  it('skip what $skip says', () => {
    expect(ask(cloudWith('a', 'b'), NAMES, { options: { $skip: 1 } }).body).toMatchObject({ data: [{ name: 'b' }] });
  });

  it('refuse the token of another query', () => {
    const cloud = cloudWith('a', 'b');
    const $skipToken = at(ask(cloud, NAMES, { options: { $top: 1 } }).body, '$skipToken');

    const { status, body } = ask(cloud, 'resources | project name', { options: { $skipToken } });

    expect(status).toBe(400);
    expect(at(body, 'error', 'details', '1', 'code')).toBe('InvalidSkipToken');
  });

  it('end early, and say so, where every column is dynamic', () => {
    const { body } = ask(cloudWith('a', 'b'), 'resources | project tags', { options: { $top: 1 } });

    expect(body).toMatchObject({ totalRecords: 2, count: 1, resultTruncated: 'true' });
    expect(body).not.toHaveProperty('$skipToken');
  });

  it.each([
    [{}, 1],
    [{ subscriptions: [] }, 1],
    [{ subscriptions: [SUBSCRIPTION.toUpperCase(), 'other'] }, 1],
    [{ managementGroups: ['DEMO'] }, 1],
  ])('are about the scope %j', (scope, count) => {
    expect(ask(cloudWith('a'), NAMES, scope).body).toMatchObject({ count });
  });

  it.each([
    [{ subscriptions: ['other'] }, 'NoValidSubscriptionsInQueryRequest'],
    [{ managementGroups: ['other'] }, 'InvalidManagementGroup'],
  ])('refuse the scope %j', (scope, code) => {
    const { status, body } = ask(cloudWith('a'), NAMES, scope);

    expect(status).toBe(400);
    expect(at(body, 'error', 'details', '1', 'code')).toBe(code);
  });

  it.each([
    [{ options: { $top: 1001 } }, 'options.$top'],
    [{ subscriptions: Array.from({ length: 1001 }, () => SUBSCRIPTION) }, 'subscriptions'],
    [{ options: { resultFormat: 'table' } }, 'options.resultFormat'],
  ])('refuse %j', (more, target) => {
    expect(ask(cloudWith('a'), NAMES, more)).toMatchObject({ status: 400, body: { error: { target } } });
  });

  it('know a management group under the name that it was given', () => {
    const cloud = virtualCloud({ managementGroup: 'contoso' });

    expect([ask(cloud, NAMES, { managementGroups: ['contoso'] }).status, ask(cloud, NAMES).status]).toEqual([200, 200]);
    expect(ask(cloud, NAMES, { managementGroups: ['demo'] }).status).toBe(400);
  });

  it('refuse an api-version that the provider does not have', () => {
    const reply = virtualCloud().call('POST', PATH.replace('2024-04-01', '2024-07-10'), { query: NAMES });

    expect(reply).toMatchObject({ status: 400, body: { error: { code: 'NoRegisteredProviderFound' } } });
  });

  it('count as reads of the tenant', () => {
    const cloud = virtualCloud();

    const { headers } = ask(cloud, NAMES);

    expect(headers).toMatchObject({ 'x-ms-ratelimit-remaining-tenant-reads': '249' });
    expect(cloud.rules.counts.byService()).toEqual({ arm: { 'resourceGraph/read': { 200: 1 } } });
  });
});

describe('the quota of Resource Graph', () => {
  const LEFT = 'x-ms-user-quota-remaining';
  const RESETS = 'x-ms-user-quota-resets-after';

  it('is 15 queries in five seconds, then 429 until the window ends', () => {
    const cloud = virtualCloud();

    const first = ask(cloud, NAMES);
    cloud.seconds(2);
    const others = Array.from({ length: 15 }, () => ask(cloud, NAMES));
    cloud.seconds(3);
    const after = ask(cloud, NAMES);

    expect(first.headers).toMatchObject({ [LEFT]: '14', [RESETS]: '00:00:05' });
    expect(others.at(-2)).toMatchObject({ status: 200, headers: { [LEFT]: '0', [RESETS]: '00:00:03' } });
    expect(others.at(-1)).toMatchObject({ status: 429, body: { error: { code: 'RateLimiting' } } });
    expect(wrongWith('ErrorResponse', others.at(-1)?.body)).toEqual([]);
    expect(after).toMatchObject({ status: 200, headers: { [LEFT]: '14' } });
  });

  it('is one for each principal', () => {
    const cloud = virtualCloud();
    for (let index = 0; index < 16; index += 1) ask(cloud, NAMES);

    expect(cloud.call('POST', PATH, { query: NAMES }, { authorization: 'Bearer other' }).status).toBe(200);
  });

  it('is never exceeded by the inventory, which waits for it', async () => {
    const { rules, time } = virtualCloud();
    const waits: number[] = [];
    const sleep = async (ms: number): Promise<void> => {
      waits.push(ms);
      time.advance(ms);
    };
    const inventory = createMemoryInventory({ handle: rules.arm.handle, clock: time, sleep, token: 'opaque' });

    for (let index = 0; index < 31; index += 1) await inventory.subscriptionsBelow('demo');

    expect(waits).toEqual([5000, 5000]);
    expect(rules.counts.byService()).toEqual({ arm: { 'resourceGraph/read': { 200: 31 } } });
  });
});
