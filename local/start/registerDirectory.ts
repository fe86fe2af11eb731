/** Fills the directory and gives roles as people do: plain Microsoft Graph, plain ARM, and PIM by the control route. */
import { LOGIN_ROLES, type LoginRole } from '../../src/lib/access/role.ts';
import type { CloudClient } from './caClient.ts';
import { DEMO_ACTIVATIONS, DEMO_ASSIGNMENTS, DEMO_LEAVERS } from './demoAssignments.ts';
import { DEMO_GROUPS, type DemoGroup } from './demoGroups.ts';
import { demoId } from './demoIds.ts';
import { DEMO_PEOPLE, DEMO_THINGS, type DemoPerson } from './demoPeople.ts';
import { type DemoPlaces, scopeOf } from './demoPlaces.ts';

export interface DirectoryAt {
  readonly cloud: CloudClient;
  readonly endpoints: { readonly graph: string; readonly arm: string; readonly control: string };
  readonly places: DemoPlaces;
}

const DOMAIN = 'contoso.com';

/** One request; throws when it is refused. */
type Send = (method: string, url: string, body?: unknown) => Promise<void>;

/** Creates the demo's people and groups, then what others have assigned to them. */
export async function registerDirectory({ cloud, endpoints, places }: DirectoryAt): Promise<void> {
  const send: Send = async (method, url, body) => {
    const { status, body: said } = await cloud(method, url, body);
    if (status >= 300)
      throw new Error(`The simulated cloud refused ${method} ${url}: ${status} ${JSON.stringify(said)}`);
  };
  const graph: Send = (method, path, body) => send(method, `${endpoints.graph}/v1.0${path}`, body);

  await createPeople(graph);
  await createGroups(graph);
  await giveRoles(send, endpoints, places);
  for (const alias of DEMO_LEAVERS) await graph('DELETE', `/users/${demoId(alias)}`);
}

async function createPeople(graph: Send): Promise<void> {
  for (const [alias, one] of Object.entries<DemoPerson>(DEMO_PEOPLE))
    await graph('POST', '/users', userBody(alias, one));
  for (const [key, { collection, body }] of Object.entries(DEMO_THINGS)) {
    await graph('POST', `/${collection}`, { id: demoId(key), ...body });
  }
}

async function createGroups(graph: Send): Promise<void> {
  const groups = Object.entries<DemoGroup>(DEMO_GROUPS);
  // All of them before the first member: groups are in each other.
  for (const [key, group] of groups) await graph('POST', '/groups', groupBody(key, group));
  for (const [key, { people, things = [], nested = [] }] of groups) {
    for (const member of [...people, ...things, ...nested]) {
      await graph('POST', `/groups/${demoId(key)}/members/$ref`, { '@odata.id': reference(member) });
    }
  }
  for (const [key, { later }] of groups) {
    if (later === 'is deleted') await graph('DELETE', `/groups/${demoId(key)}`);
    else if (later !== undefined) await graph('PATCH', `/groups/${demoId(key)}`, later);
  }
}

async function giveRoles(send: Send, { arm, control }: DirectoryAt['endpoints'], places: DemoPlaces): Promise<void> {
  for (const { to, role, at } of DEMO_ASSIGNMENTS) {
    const [called, principalType] = 'person' in to ? [to.person, 'User'] : [to.group, 'Group'];
    const name = demoId(`${role} ${called} ${at}`);
    const url = `${arm}${scopeOf(at, places)}/providers/Microsoft.Authorization/roleAssignments/${name}?api-version=2022-04-01`;
    const properties = { roleDefinitionId: roleId(role, places), principalId: demoId(called), principalType };
    await send('PUT', url, { properties });
  }
  for (const { person, role, at, minutes } of DEMO_ACTIVATIONS) {
    const taken = { scope: scopeOf(at, places), roleDefinitionId: roleId(role, places), principalId: demoId(person) };
    await send('POST', `${control}/activations`, { ...taken, minutes });
  }
}

function userBody(alias: string, { displayName, unlike }: DemoPerson): object {
  const guest = unlike === 'guest';
  return {
    id: demoId(alias),
    displayName,
    // A guest keeps the address of the tenant it comes from, in another form.
    userPrincipalName: guest ? `${alias}_fabrikam.com#EXT#@${DOMAIN}` : `${alias}@${DOMAIN}`,
    userType: guest ? 'Guest' : 'Member',
    accountEnabled: unlike !== 'disabled',
  };
}

function groupBody(key: string, { displayName, shows, owners = [], body }: DemoGroup): object {
  return {
    id: demoId(key),
    displayName,
    description: shows,
    ...(owners.length > 0 && { 'owners@odata.bind': owners.map(reference) }),
    ...body,
  };
}

function reference(called: string): string {
  return `https://graph.microsoft.com/v1.0/directoryObjects/${demoId(called)}`;
}

function roleId(role: LoginRole, { subscriptionId }: DemoPlaces): string {
  return `/subscriptions/${subscriptionId}/providers/Microsoft.Authorization/roleDefinitions/${LOGIN_ROLES[role]}`;
}
