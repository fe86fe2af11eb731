import { describe, expect, it } from 'vitest';
import { aMachineId } from '../../../test/builders/machine.ts';
import { createInventoryLookup } from './inventoryLookup.ts';
import { armId, type MachineId } from './machineId.ts';

/** An inventory with these machines; time goes on when a test says so. */
function aLookup(...known: readonly string[]) {
  const asked: (readonly MachineId[])[] = [];
  const sleepers: (() => void)[] = [];
  const lookup = createInventoryLookup({
    index: {
      shown: async (ids) => {
        asked.push([...ids]);
        return new Set(known.map((name) => armId(aMachineId(name)).toLowerCase()));
      },
    },
    sleep: () => new Promise((resolve) => void sleepers.push(resolve)),
  });
  return { lookup, asked, aSecondPasses: () => sleepers.splice(0).forEach((wake) => wake()) };
}

describe('asking the inventory for machines', () => {
  it('tells which it shows, in whatever case, by one query for all who ask within a second', async () => {
    const { lookup, asked, aSecondPasses } = aLookup('web-1');

    const answers = ['WEB-1', 'forged-1', 'forged-2'].map((name) => lookup(aMachineId(name)));
    aSecondPasses();

    expect(await Promise.all(answers)).toEqual([true, false, false]);
    expect(asked).toHaveLength(1);
  });

  it('begins a new query a second later, and after a hundred ids', async () => {
    const { lookup, asked, aSecondPasses } = aLookup();

    const first = Array.from({ length: 101 }, (_, n) => lookup(aMachineId(`forged-${n}`)));
    aSecondPasses();
    await Promise.all(first);
    const later = lookup(aMachineId('later'));
    aSecondPasses();
    await later;

    expect(asked.map((ids) => ids.length)).toEqual([100, 1, 1]);
  });
});
