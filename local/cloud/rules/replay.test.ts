import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { AAD_LOGIN, at, machinePath, type VirtualCloud, virtualCloud } from '../testing/virtualCloud.ts';

type Step =
  | { readonly kind: 'wait'; readonly seconds: number }
  | {
      readonly kind: 'machine';
      readonly method: 'PUT' | 'PATCH' | 'DELETE' | 'GET';
      readonly name: string;
      readonly status: string;
    }
  | {
      readonly kind: 'extension';
      readonly method: 'PUT' | 'DELETE' | 'GET';
      readonly name: string;
      readonly extension: string;
    };

const name = fc.constantFrom('a', 'B', 'b');

const step: fc.Arbitrary<Step> = fc.oneof(
  fc.record({ kind: fc.constant('wait' as const), seconds: fc.integer({ min: 0, max: 20 }) }),
  fc.record({
    kind: fc.constant('machine' as const),
    method: fc.constantFrom('PUT' as const, 'PATCH' as const, 'DELETE' as const, 'GET' as const),
    name,
    status: fc.constantFrom('Connected', 'Disconnected'),
  }),
  fc.record({
    kind: fc.constant('extension' as const),
    method: fc.constantFrom('PUT' as const, 'DELETE' as const, 'GET' as const),
    name,
    extension: fc.constantFrom('AADLogin', 'aadlogin', 'Other'),
  }),
);

function run(cloud: VirtualCloud, steps: readonly Step[]): number[] {
  return steps.map((one) => {
    switch (one.kind) {
      case 'wait':
        cloud.seconds(one.seconds);
        return 0;
      case 'machine':
        return cloud.call(one.method, machinePath(one.name), {
          ...(one.method === 'PUT' && { location: 'westeurope' }),
          properties: { status: one.status },
        }).status;
      case 'extension':
        return cloud.call(one.method, `${machinePath(one.name)}/extensions/${one.extension}`, AAD_LOGIN).status;
      default:
        throw new Error('no such step');
    }
  });
}

function restless(seed: number): VirtualCloud {
  const cloud = virtualCloud({ seed });
  cloud.rules.events.configure({ duplicate: 1, reorder: true, dropRate: 0.2 });
  cloud.rules.events.subscribe('http://app/events', () => undefined);
  cloud.rules.faults.add({ service: 'arm', status: 503, times: 5, probability: 0.2 });
  return cloud;
}

describe('the rules on virtual time', () => {
  it('replay exactly: the same seed and the same steps give the same traffic and the same events', () => {
    fc.assert(
      fc.property(fc.nat(), fc.array(step, { maxLength: 25 }), (seed, steps) => {
        const [one, other] = [restless(seed), restless(seed)];

        run(one, steps);
        run(other, steps);

        expect(one.rules.traffic.lines({})).toEqual(other.rules.traffic.lines({}));
        expect(one.subscriber.got).toEqual(other.subscriber.got);
      }),
      { numRuns: 60 },
    );
  });

  it('hold whatever is asked: no server error, one extension per type, and everything ends once the machine is back', () => {
    fc.assert(
      fc.property(fc.array(step, { maxLength: 40 }), (steps) => {
        const cloud = virtualCloud();

        const statuses = run(cloud, steps);
        for (const machine of ['a', 'b']) {
          cloud.call('PUT', machinePath(machine), { location: 'westeurope', properties: { status: 'Connected' } });
        }
        cloud.seconds(20);

        expect(statuses.every((status) => status < 500)).toBe(true);
        for (const machine of ['a', 'b']) {
          const resources = at(cloud.call('GET', machinePath(machine)).body, 'resources');
          const states = Array.isArray(resources)
            ? resources.map((one) => at(one, 'properties', 'provisioningState'))
            : [];
          expect(states.length).toBeLessThanOrEqual(1);
          expect(states.every((state) => state === 'Succeeded')).toBe(true);
        }
        expect([...cloud.rules.world.operations.values()].some(({ status }) => status === 'InProgress')).toBe(false);
      }),
      { numRuns: 150 },
    );
  });

  it('live through a thousand days in moments', () => {
    const cloud = virtualCloud({ recordedRequests: 0 });
    for (let day = 0; day < 1000; day++) {
      cloud.call('PUT', machinePath(`m-${day % 50}`), { location: 'westeurope' });
      cloud.call('PUT', `${machinePath(`m-${day % 50}`)}/extensions/AADLogin`, AAD_LOGIN);
      cloud.seconds(24 * 3600);
    }

    expect(cloud.rules.world.machines.size).toBe(50);
    expect(cloud.rules.world.operations.size).toBeLessThan(5);
  });
});
