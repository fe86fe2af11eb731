import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { aMachine, aMachineId } from '../../../../test/builders/machine.ts';
import { live, type Troubles } from '../../../../test/builders/runHost.ts';
import {
  ADMINS,
  ANN,
  aRunWorld,
  BOB,
  CYD,
  idOf,
  ours,
  policyText,
  type RunWorld,
  theirs,
} from '../../../../test/builders/runWorld.ts';
import { Failure, Throttled } from '../../errors.ts';
import { minutes, seconds } from '../../time.ts';

interface Life extends Troubles {
  /** What fails once, by itself, in the order of asking. */
  readonly faults: readonly ('transient' | 'throttled')[];
  readonly groups: number;
}

const CALM: Life = { deaths: [], asks: [], doubled: [], faults: [], groups: 2 };

/** More calls than a process makes here, so that the last ones hit nothing. */
const CALLS = 70;

function aWorld({ groups, faults }: Pick<Life, 'groups' | 'faults'>): RunWorld {
  const world = aRunWorld({ settings: { confirmMs: minutes(5) } });
  const ids = Array.from({ length: groups }, (_, i) => idOf(1000 + i));
  for (const id of ids) world.directory.put(id, { members: [ANN, BOB] });
  const staff = ids.map((group) => ({ group }));
  world.policy.put(
    policyText([...staff, { group: ADMINS, role: 'administrator', machines: { name: 'web-*' } }], { deny: [idOf(66)] }),
  );
  world.inventory.machinesThere = [aMachine({ id: aMachineId('web-1') }), aMachine({ id: aMachineId('db-1') })];
  world.assignments.there.push(ours(CYD), theirs(idOf(5), 'user', '/', { principalType: 'Group' }));
  const waiting = [...faults];
  world.assignments.before = () => {
    const fault = waiting.shift();
    if (fault === 'transient') throw new Failure('transient', 'ServiceUnavailable', 'Later.');
    if (fault === 'throttled') throw new Throttled('TooManyRequests', 'Later.', world.clock.now() + seconds(45));
  };
  return world;
}

async function expectAllIsWell(life: Life): Promise<void> {
  const world = aWorld(life);
  const { answered } = await live(world, life);

  expect((await world.control.read('access-run'))?.value).toEqual({ version: 1 });
  const { items } = await world.runs.list(1000);
  expect(items.filter(({ finishedAt }) => finishedAt === undefined)).toEqual([]);
  for (const id of answered) expect(items.map((run) => run.id)).toContain(id);
  expect(items[0]).toMatchObject({ complete: true });
  expect((await world.plan()).hash).toBe(await calmHash(life.groups));
}

const calmHashes = new Map<number, Promise<string>>();

/** The plan of a world in which nothing ever goes wrong, when all that has to be seen twice was seen twice. */
async function calmHash(groups: number): Promise<string> {
  const known = calmHashes.get(groups) ?? hashAfterTwoRuns(aWorld({ ...CALM, groups }));
  calmHashes.set(groups, known);
  return known;
}

async function hashAfterTwoRuns(world: RunWorld): Promise<string> {
  await world.run();
  world.clock.advance(minutes(15));
  return (await world.run()).hash;
}

const death = fc.record({ call: fc.nat({ max: CALLS }), when: fc.constantFrom('before' as const, 'after' as const) });

const lives: fc.Arbitrary<Life> = fc.record({
  deaths: fc.array(death, { maxLength: 6 }),
  asks: fc.array(fc.nat({ max: 8 }), { maxLength: 4 }),
  doubled: fc.array(fc.nat({ max: 12 }), { maxLength: 4 }),
  faults: fc.array(fc.constantFrom('transient' as const, 'throttled' as const), { maxLength: 4 }),
  groups: fc.integer({ min: 0, max: 12 }),
});

describe('every run ends, and the plan is that of a calm world', () => {
  it('a process makes fewer calls than are tried here', async () => {
    const world = aWorld(CALM);
    const { calls } = await live(world, CALM);

    expect((await world.plan()).adds.length).toBeGreaterThan(0);
    expect(Math.max(...calls)).toBeGreaterThan(CALLS / 2);
    expect(Math.max(...calls)).toBeLessThan(CALLS);
  });

  it.each(['before', 'after'] as const)('whichever call the process dies %s', async (when) => {
    for (let call = 0; call < CALLS; call += 1) {
      await expectAllIsWell({ ...CALM, asks: [0], deaths: [{ call, when }] });
      await expectAllIsWell({
        ...CALM,
        asks: [0],
        deaths: [
          { call: CALLS, when },
          { call, when },
        ],
      });
    }
    expect.hasAssertions();
  });

  it('whatever happens on the way', async () => {
    await fc.assert(fc.asyncProperty(lives, expectAllIsWell), { numRuns: 100 });
    expect.hasAssertions();
  });
});
