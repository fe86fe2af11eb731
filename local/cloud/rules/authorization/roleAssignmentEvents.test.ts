import { describe, expect, it } from 'vitest';
import { at, bodyOf, machinePath, virtualCloud } from '../../testing/virtualCloud.ts';
import { guid, IN_DEMO, IN_GROUP, rolesIn } from '../../testing/virtualRoles.ts';

const WEB_1 = machinePath('web-1');
const ALICE = 1;

function cloudWithMachine() {
  const cloud = virtualCloud();
  cloud.call('PUT', WEB_1, { location: 'westeurope' });
  return { ...cloud, ...rolesIn(cloud) };
}

describe('what is told of it', () => {
  it('are events of the subscription, under the id of the assignment', () => {
    const { rules, give, take, seconds, subscriber } = cloudWithMachine();
    rules.events.subscribe('http://app/events', () => undefined);
    seconds(1);
    give(WEB_1, 1, ALICE);
    give(WEB_1, 1, ALICE);
    take(WEB_1, 1);
    take(WEB_1, 1);
    give(IN_DEMO, 2, ALICE);
    seconds(1);

    const events = subscriber.got.flatMap(({ body }) => (Array.isArray(body) ? body : []));
    const told = events.map((event) => [at(event, 'eventType'), at(event, 'data', 'operationName')]);

    expect(told).toEqual([
      ['Microsoft.Resources.ResourceWriteSuccess', 'Microsoft.Authorization/roleAssignments/write'],
      ['Microsoft.Resources.ResourceWriteSuccess', 'Microsoft.Authorization/roleAssignments/write'],
      ['Microsoft.Resources.ResourceDeleteSuccess', 'Microsoft.Authorization/roleAssignments/delete'],
    ]);
    expect(events.map((event) => at(event, 'data', 'httpRequest', 'method'))).toEqual([undefined, 'PUT', 'DELETE']);
    expect(at(events[2], 'subject')).toBe(`${WEB_1}/providers/Microsoft.Authorization/roleAssignments/${guid(1)}`);
  });

  it('are counts by verb, with writes at a machine as writes of the machine', () => {
    const { control, give, take, listed } = cloudWithMachine();
    give(WEB_1, 1, ALICE);
    give(IN_GROUP, 2, ALICE);
    take(WEB_1, 1);
    listed(WEB_1);

    expect(bodyOf(control('GET', '/stats'))).toMatchObject({
      requests: {
        arm: {
          'roleAssignments/write': { 201: 2 },
          'roleAssignments/delete': { 200: 1 },
          'roleAssignments/read': { 200: 1 },
        },
      },
      writesPerMachine: { [WEB_1]: 3 },
    });
  });

  it('is how much is left of the limit of requests, by verb', () => {
    const { give, take, listed } = rolesIn(virtualCloud());

    expect(give(IN_GROUP, 1, ALICE).headers['x-ms-ratelimit-remaining-subscription-writes']).toBe('199');
    expect(take(IN_GROUP, 1).headers['x-ms-ratelimit-remaining-subscription-deletes']).toBe('199');
    expect(listed(IN_GROUP).headers['x-ms-ratelimit-remaining-subscription-reads']).toBe('249');
    expect(listed(IN_DEMO).headers['x-ms-ratelimit-remaining-tenant-reads']).toBe('249');
  });
});
