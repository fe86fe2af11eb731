import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import * as z from 'zod';
import { LOGIN_ROLES } from '../../src/lib/access/role.ts';
import { type Cloud, startCloud } from '../cloud/cloud.ts';
import { type CloudClient, createCloudClient } from './caClient.ts';
import { DEMO_PLACES, demoName } from './demo.ts';
import { DEMO_ASSIGNMENTS } from './demoAssignments.ts';
import { demoFleet } from './demoFleet.ts';
import { DEMO_GROUPS } from './demoGroups.ts';
import { demoId } from './demoIds.ts';
import { DEMO_LIFE } from './demoLife.ts';
import { DEMO_PEOPLE, DEMO_THINGS } from './demoPeople.ts';
import { scopeOf } from './demoPlaces.ts';
import { DEMO_TENANT } from './laptop.ts';
import { liveOn } from './liveOn.ts';
import { registerDirectory } from './registerDirectory.ts';

let dataDir = '';
let cloud: Cloud;
let client: CloudClient;

beforeAll(async () => {
  dataDir = mkdtempSync(join(tmpdir(), 'demo-'));
  const { subscriptionId, managementGroup } = DEMO_PLACES;
  cloud = await startCloud({
    dataDir,
    cloud: 'china',
    subscriptions: [subscriptionId],
    managementGroup,
    tenantId: DEMO_TENANT,
  });
  client = createCloudClient(readFileSync(cloud.caFile, 'utf8'));
  await registerDirectory({ cloud: client, endpoints: cloud, places: DEMO_PLACES });
});
afterAll(async () => {
  await cloud.stop();
  rmSync(dataDir, { recursive: true });
});

const page = z.looseObject({ value: z.array(z.looseObject({ id: z.string() })) });

async function graph(path: string): Promise<z.output<typeof page>['value']> {
  const { body } = await client('GET', `${cloud.graph}/v1.0${path}`);
  return page.parse(body).value;
}

/** All that are in a group, through every level, as the app asks for them. */
async function everybodyIn(key: string) {
  const members = await graph(`/groups/${demoId(key)}/transitiveMembers?$top=999&$select=id,accountEnabled,userType`);
  return members.map(({ id, accountEnabled, userType, ...rest }) => ({
    called: demoName(id),
    kind: rest['@odata.type'],
    accountEnabled,
    userType,
  }));
}

async function statusOf(path: string): Promise<number> {
  return (await client('GET', `${cloud.graph}/v1.0${path}`)).status;
}

describe('the directory of the demo', () => {
  it('has about forty people, all of them different, in every script', async () => {
    const people = await graph('/users?$top=999&$select=id,displayName,userPrincipalName');
    const names = people.map(({ displayName }) => String(displayName));

    expect(people.length).toBeGreaterThanOrEqual(40);
    expect(new Set(people.map(({ userPrincipalName }) => userPrincipalName)).size).toBe(people.length);
    for (const sign of ["'", '&', 'ü', 'ß', '芳']) expect(names.join()).toContain(sign);
  });

  it('gives every object an id of its own', () => {
    const keys = [...Object.keys(DEMO_PEOPLE), ...Object.keys(DEMO_THINGS), ...Object.keys(DEMO_GROUPS)];

    expect(new Set(keys.map(demoId)).size).toBe(keys.length);
    expect(demoId('anna.berg')).toBe(demoId('anna.berg'));
    expect(demoName('nobody')).toBeUndefined();
  });

  it('has a group with members of every kind, through a loop of groups', async () => {
    const members = await everybodyIn('web-users');
    const called = (match: object) => members.filter((one) => matches(one, match)).map((one) => one.called);

    expect(called({ kind: '#microsoft.graph.group' })).toEqual(
      expect.arrayContaining(['sg-web-contractors', 'sg-web-night-shift']),
    );
    expect(called({ userType: 'Guest' })).toEqual(['Kai Lindqvist (Fabrikam)']);
    expect(called({ accountEnabled: false, userType: 'Member' })).toEqual(['Paul Weber']);
    expect(called({ kind: '#microsoft.graph.servicePrincipal' })).toEqual(['Deployment agent']);
    expect(called({ kind: '#microsoft.graph.device' })).toEqual(['KIOSK-03']);
    expect(called({ kind: '#microsoft.graph.orgContact' })).toEqual(["Supplier's service desk"]);
    expect(called({ kind: '#microsoft.graph.user' })).toEqual(expect.arrayContaining(['Uma Patel', 'Åsa Öberg']));
    expect(await graph(`/groups/${demoId('web-night-shift')}/members`)).toEqual(
      expect.arrayContaining([expect.objectContaining({ id: demoId('web-users') })]),
    );
  });

  it('has administrators in a role-assignable group with owners', async () => {
    const owners = await graph(`/groups/${demoId('server-admins')}/owners`);
    const { body } = await client('GET', `${cloud.graph}/v1.0/groups/${demoId('server-admins')}`);

    expect(body).toMatchObject({ isAssignableToRole: true });
    expect(owners.map(({ id }) => demoName(id))).toEqual(['Anna Berg', 'Marta Kowalska']);
  });

  it('has two groups of one name, one that has another name now, and one that is gone', async () => {
    const twins = await graph(`/groups?$filter=${encodeURIComponent("displayName eq 'sg-helpdesk'")}`);
    const { body } = await client('GET', `${cloud.graph}/v1.0/groups/${demoId('data-admins')}`);

    expect(twins.map(({ id }) => id).toSorted()).toEqual([demoId('helpdesk'), demoId('helpdesk-lookalike')].toSorted());
    expect(body).toMatchObject({ displayName: 'sg-data-platform-admins' });
    expect(await statusOf(`/groups/${demoId('retired')}`)).toBe(404);
  });

  it('hides the members of one group from the app', async () => {
    expect(await everybodyIn('works-council')).toEqual([]);
    const { body } = await client('GET', `${cloud.graph}/v1.0/groups/${demoId('works-council')}`);

    expect(body).toMatchObject({ visibility: 'HiddenMembership' });
  });

  it('has let a leaver go who had access', async () => {
    expect(await statusOf(`/users/${demoId('lena.fischer')}`)).toBe(404);
    expect(await statusOf(`/directory/deletedItems/${demoId('lena.fischer')}`)).toBe(200);
  });
});

describe('the role assignments of the demo', () => {
  const listing = z.looseObject({
    value: z.array(
      z.object({
        properties: z.object({ scope: z.string(), principalId: z.string(), roleDefinitionId: z.string() }),
      }),
    ),
  });

  async function assignments() {
    const url = `${cloud.arm}/subscriptions/${DEMO_PLACES.subscriptionId}/providers/Microsoft.Authorization/roleAssignments?api-version=2022-04-01`;
    return listing.parse((await client('GET', url)).body).value.map(({ properties }) => properties);
  }

  it('are those that others have made, and one that somebody has activated for a while', async () => {
    const found = (await assignments()).map(({ principalId }) => demoName(principalId));

    expect(found).toHaveLength(DEMO_ASSIGNMENTS.length + 1);
    expect(found).toEqual(expect.arrayContaining(['Lena Fischer', 'sg-legacy-vendors', '李伟', 'Nora Haas']));
  });

  it('give one person access from above, and an administrator through PIM', async () => {
    const found = await assignments();

    expect(found.find(({ principalId }) => principalId === demoId('nora.haas'))?.scope).toBe(
      scopeOf('managementGroup', DEMO_PLACES),
    );
    expect(found.find(({ principalId }) => principalId === demoId('li.wei'))?.roleDefinitionId).toContain(
      LOGIN_ROLES.administrator,
    );
  });

  it('stand where the demo fleet is', () => {
    const groups = new Set(demoFleet('', 'public').map(({ id }) => id.resourceGroup));

    const places = DEMO_ASSIGNMENTS.map(({ at }) => at).filter((at) => at !== 'managementGroup');

    expect(places.filter((place) => !groups.has(place))).toEqual([]);
  });
});

describe('the life of the demo', () => {
  it('is taken by the directory, and leaves a group of the old name that is not the one of the policy', async () => {
    await liveOn(DEMO_LIFE, { cloud: client, endpoints: cloud });

    const named = await graph(`/groups?$filter=${encodeURIComponent("displayName eq 'sg-büro-münchen'")}`);
    const members = await everybodyIn('server-admins');
    expect(named).toHaveLength(1);
    expect(named.map(({ id }) => id)).not.toContain(demoId('munich'));
    expect(members.map(({ called }) => called)).toEqual(expect.arrayContaining(['Anna Berg', 'Mallory Grey']));
    expect(new Set((await everybodyIn('field-service')).map(({ called }) => called))).toEqual(
      new Set(['Beth Cole', 'John Smith', 'Lukas Groß']),
    );
  });

  it('is told about people who are there, in sentences that are all different', () => {
    const about = DEMO_LIFE.flatMap(({ whom, outsiders }) => [...whom, ...outsiders]);

    expect(about.filter((id) => demoName(id) === undefined)).toEqual([]);
    expect(new Set(DEMO_LIFE.map(({ what }) => what)).size).toBe(DEMO_LIFE.length);
  });

  it('stops at the first refusal and says what was refused', async () => {
    await expect(liveOn(DEMO_LIFE, { cloud: client, endpoints: cloud })).rejects.toThrow(
      /The simulated cloud refused POST .*members.*Ida Holm starts/,
    );
  });
});

describe('registerDirectory', () => {
  it('stops at the first refusal and says what was refused', async () => {
    const again = registerDirectory({ cloud: client, endpoints: cloud, places: DEMO_PLACES });

    await expect(again).rejects.toThrow(/The simulated cloud refused POST .*\/users: 400/);
  });
});

function matches(one: object, match: object): boolean {
  return Object.entries(match).every(([key, value]) => Reflect.get(one, key) === value);
}
