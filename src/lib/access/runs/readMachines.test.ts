import { describe, expect, it } from 'vitest';
import { NOON } from '../../../../test/builders/evidence.ts';
import { aMachine, aMachineId, SUBSCRIPTION } from '../../../../test/builders/machine.ts';
import { aRunWorld, idOf, type RunWorld } from '../../../../test/builders/runWorld.ts';
import { Failure } from '../../errors.ts';
import type { ObservedMachine } from '../../onboarding/machine.ts';
import { armId } from '../../onboarding/machineId.ts';
import { hours } from '../../time.ts';
import { readMachines } from './readMachines.ts';

const OTHER = idOf(77);
const broken = new Failure('denied', 'AuthorizationFailed', 'No.');
const outage = new Failure('transient', 'GatewayTimeout', 'Later.');

const fleet = (count: number, subscriptionId = SUBSCRIPTION): ObservedMachine[] =>
  Array.from({ length: count }, (_, i) => aMachine({ id: { ...aMachineId(`srv-${i}`), subscriptionId } }));

async function read(world: RunWorld, mayRetry = false) {
  const reading = await readMachines(mayRetry, world.deps);
  await world.readings.saveMachines(reading);
  return reading;
}

/** A world whose inventory was whole an hour ago. */
async function aKnownWorld(machines = fleet(10)): Promise<RunWorld> {
  const world = aRunWorld({ subscriptions: [SUBSCRIPTION, OTHER] });
  world.inventory.machinesThere = machines;
  await read(world);
  world.clock.advance(hours(1));
  return world;
}

describe('the inventory', () => {
  it('has no machine of a subscription that is not watched', async () => {
    const world = aRunWorld({ subscriptions: [SUBSCRIPTION] });
    world.inventory.machinesThere = [...fleet(2), ...fleet(1, OTHER)];

    expect((await read(world)).machines).toHaveLength(2);
  });

  it('is kept as selectors need it', async () => {
    const world = aRunWorld();
    world.inventory.machinesThere = [
      aMachine({ id: aMachineId('Web-1', 'RG-Web'), tags: { Role: 'web', cost: '12' } }),
    ];

    expect(await read(world)).toStrictEqual({
      version: 1,
      readAt: NOON,
      whole: { at: NOON, counts: { [SUBSCRIPTION]: 1 } },
      watched: [SUBSCRIPTION],
      machines: [
        {
          id: armId(aMachineId('Web-1', 'RG-Web')),
          resourceGroup: 'RG-Web',
          name: 'Web-1',
          tags: { role: 'web' },
          windows: true,
        },
      ],
    });
  });

  it.each([
    [['role'], { ROLE: 'web', tier: 'x' }, { role: 'web' }],
    [['Role', 'TIER'], { role: 'web', Tier: 'x' }, { role: 'web', tier: 'x' }],
    [[], { role: 'web' }, {}],
  ])('has no tags but those that %j trusts', async (trustedTags, tags, kept) => {
    const world = aRunWorld({ settings: { trustedTags } });
    world.inventory.machinesThere = [aMachine({ tags })];

    expect((await read(world)).machines[0]?.tags).toEqual(kept);
  });

  it.each<[string | undefined, boolean | null]>([
    ['windows', true],
    ['Windows', true],
    ['linux', false],
    [undefined, null],
  ])('says of a machine whose agent reports %s whether it runs Windows: %s', async (type, windows) => {
    const world = aRunWorld();
    world.inventory.machinesThere = [aMachine({ os: type === undefined ? {} : { type } })];

    expect((await read(world)).machines[0]?.windows).toBe(windows);
  });

  it('is read to the last page, and counted on the way', async () => {
    const world = aRunWorld({ subscriptions: [SUBSCRIPTION, OTHER] });
    world.deps.inventory.machines = async function* () {
      yield { machines: fleet(2), total: 3, unreadable: 0 };
      yield { machines: [], total: 3, unreadable: 0 };
      yield { machines: fleet(1, OTHER), total: 3, unreadable: 0 };
    };

    expect((await read(world)).machines).toHaveLength(3);
    expect(world.lines).toEqual([
      'inventory: 2 of 3 machines',
      'inventory: 2 of 3 machines',
      'inventory: 3 of 3 machines',
    ]);
  });
});

describe('an inventory that is not the whole truth', () => {
  it('says so when rows of it could not be read', async () => {
    const world = await aKnownWorld();
    world.inventory.unreadable = 2;

    expect(await read(world)).toMatchObject({ gap: '2 rows could not be read', whole: { at: NOON } });
  });

  it('keeps what was known before when it breaks off', async () => {
    const world = await aKnownWorld();
    world.inventory.machinesThere = fleet(3);
    world.inventory.failure = broken;

    const { gap, machines, whole } = await read(world);

    expect(gap).toBe('it broke off (AuthorizationFailed)');
    expect(machines).toHaveLength(10);
    expect(whole?.at).toBe(NOON);
  });

  it('keeps what it has when nothing was known before', async () => {
    const world = aRunWorld();
    world.inventory.machinesThere = fleet(3);
    world.inventory.failure = broken;

    const reading = await read(world);

    expect(reading.machines).toHaveLength(3);
    expect(reading.whole).toBeUndefined();
  });

  it('is read again while there are tries left', async () => {
    const world = await aKnownWorld();
    world.inventory.failure = outage;

    await expect(read(world, true)).rejects.toBe(outage);
    expect((await read(world, false)).gap).toBe('it broke off (GatewayTimeout)');
  });
});

describe('a subscription that shows fewer of its machines', () => {
  it.each<[string, number, number, boolean]>([
    ['half', 10, 5, true],
    ['fewer than half', 10, 4, false],
    ['none', 10, 0, false],
    ['none of a few', 5, 0, true],
    ['two of six', 6, 2, false],
    ['more than before', 10, 12, true],
  ])('%s: %i before, %i now', async (_what, had, has, whole) => {
    const world = await aKnownWorld([...fleet(had), ...fleet(4, OTHER)]);
    world.inventory.machinesThere = [...fleet(has), ...fleet(4, OTHER)];

    expect((await read(world)).gap).toBe(
      whole ? undefined : `subscription ${SUBSCRIPTION} shows ${has} of ${had} machines`,
    );
  });

  it('is in doubt though another one has grown', async () => {
    const world = await aKnownWorld([...fleet(10), ...fleet(10, OTHER)]);
    world.inventory.machinesThere = [...fleet(3), ...fleet(20, OTHER)];

    expect((await read(world)).gap).toBe(`subscription ${SUBSCRIPTION} shows 3 of 10 machines`);
  });

  it('stays in doubt run after run, and whatever else goes wrong meanwhile, until they are back', async () => {
    const world = await aKnownWorld();
    const gaps: (string | undefined)[] = [];
    for (const failure of [undefined, broken, undefined]) {
      world.inventory.machinesThere = fleet(2);
      world.inventory.failure = failure;
      gaps.push((await read(world)).gap);
      world.clock.advance(hours(24));
    }
    world.inventory.machinesThere = fleet(9);
    const back = await read(world);

    const doubt = `subscription ${SUBSCRIPTION} shows 2 of 10 machines`;
    expect(gaps).toEqual([doubt, 'it broke off (AuthorizationFailed)', doubt]);
    expect(back).toMatchObject({ whole: { at: world.clock.now(), counts: { [SUBSCRIPTION]: 9 } } });
    expect(back.gap).toBeUndefined();
  });

  it('is believed after a week', async () => {
    const world = await aKnownWorld();
    world.inventory.machinesThere = fleet(2);
    world.clock.set(NOON + hours(24 * 7) - 1);
    const almost = await read(world);
    world.clock.advance(1);
    const then = await read(world);
    const after = await read(world);

    expect(almost.gap).toBeDefined();
    expect([then.gap, after.gap]).toEqual([undefined, undefined]);
    expect(after.whole?.counts).toEqual({ [SUBSCRIPTION]: 2 });
  });
});
