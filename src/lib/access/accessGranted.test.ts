import { describe, expect, it } from 'vitest';
import { minutes } from '../time.ts';
import { accessGranted } from './accessGranted.ts';
import type { Assignment } from './assignment.ts';
import { readPlace } from './readings/readPlace.ts';

const SUBSCRIPTION = '11111111-1111-4111-8111-111111111111';
const GROUP = `/subscriptions/${SUBSCRIPTION}/resourceGroups/web`;
const MACHINE = `${GROUP}/providers/Microsoft.HybridCompute/machines/web-01`;
const NOW = Date.UTC(2026, 10, 22);
const PLACE = { kind: 'subscription', id: SUBSCRIPTION } as const;

const at = (scope: string): Assignment => ({
  name: 'aaaaaaaa-aaaa-4aaa-8aaa-aaaaaaaaaaaa',
  scope,
  role: 'user',
  principalId: 'bbbbbbbb-bbbb-4bbb-8bbb-bbbbbbbbbbbb',
  principalType: 'User',
});

function reading(assignments: readonly Assignment[], now = NOW, previous?: Awaited<ReturnType<typeof readPlace>>) {
  const reader = {
    list: async () => ({ assignments, used: assignments.length }),
    denials: async () => [],
    activations: async () => [],
  };
  return readPlace(PLACE, { reader, now, previous });
}

describe('whether somebody may sign in to a machine', () => {
  it.each<[string, string, 'True' | 'False']>([
    ['the machine itself', MACHINE, 'True'],
    ['its resource group, in another case', GROUP.toUpperCase(), 'True'],
    ['its subscription', `/subscriptions/${SUBSCRIPTION}`, 'True'],
    ['a management group above', '/providers/Microsoft.Management/managementGroups/prod', 'True'],
    ['the root of the tenant', '/', 'True'],
    ['another machine', MACHINE.replace('web-01', 'web-02'), 'False'],
    ['a machine whose name begins alike', `${MACHINE}1`, 'False'],
    ['something below the machine', `${MACHINE}/extensions/x`, 'False'],
  ])('an assignment at %s', async (_where, scope, status) => {
    expect(accessGranted(MACHINE, await reading([at(scope)]), NOW)).toMatchObject({ status });
  });

  it('is unknown while the subscription was never read, or could not be', async () => {
    const gap = { code: 'AuthorizationFailed', message: 'no', since: NOW };

    expect(accessGranted(MACHINE, undefined, NOW)).toMatchObject({
      status: 'Unknown',
      reason: 'AccessNotRead',
      since: NOW,
    });
    expect(accessGranted(MACHINE, { ...(await reading([at(MACHINE)])), gap }, NOW + 1)).toMatchObject({
      status: 'Unknown',
      since: NOW,
    });
  });

  it('tells since when it has been so, reading after reading', async () => {
    const first = await reading([]);
    const second = await reading([at(MACHINE)], NOW + minutes(10), first);
    const third = await reading([at(MACHINE), at(GROUP)], NOW + minutes(20), second);
    const fourth = await reading([at(GROUP)], NOW + minutes(30), third);
    const fifth = await reading([], NOW + minutes(40), fourth);
    const sixth = await reading([], NOW + minutes(50), fifth);

    const told = [first, second, third, fourth, fifth, sixth].map((place) => accessGranted(MACHINE, place, NOW));
    expect(told.map(({ status, since }) => [status, (since - NOW) / minutes(1)])).toEqual([
      ['False', 0],
      ['True', 10],
      ['True', 10],
      ['True', 20],
      ['False', 40],
      ['False', 40],
    ]);
  });

  it('tells the time of a reading that remembers no other', async () => {
    for (const assignments of [[], [at(MACHINE)]]) {
      const { grantedSince: _granted, changedAt: _changed, ...place } = await reading(assignments);

      expect(accessGranted(MACHINE, place, NOW + minutes(5)).since).toBe(NOW);
    }
  });

  it('counts the assignments, and says what to do without one', async () => {
    expect(accessGranted(MACHINE, await reading([at(MACHINE), at(GROUP)]), NOW).message).toContain(
      '2 role assignments',
    );
    expect(accessGranted(MACHINE, await reading([at(MACHINE)]), NOW).message).toContain('One role assignment gives');
    expect(accessGranted(MACHINE, await reading([]), NOW).fix).toContain('access policy');
  });
});
