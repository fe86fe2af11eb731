import { describe, expect, it } from 'vitest';
import {
  type AccessWorld,
  aBinding,
  aGroup,
  aSelectableMachine,
  machineId,
  OTHER_SUB,
  PROD,
  planFor,
  SUB,
  WEB,
} from '../../../../test/builders/accessWorld.ts';
import { NOON } from '../../../../test/builders/evidence.ts';
import { hours } from '../../time.ts';

describe('a scope without machines', () => {
  const selecting = aBinding({ machines: { name: 'web-1' } });
  const nope = (n: number) => `${SUB}/resourceGroups/nope${n}`;
  const slip = aBinding({ group: 'ops', at: [nope(1)] });
  const machines = [aSelectableMachine('web-1')];
  const scopesIn = async (world: AccessWorld) => {
    const { warnings } = await planFor({
      groups: [aGroup('staff', ['ann']), aGroup('ops', ['cyd'])],
      machines,
      ...world,
    });
    return warnings.filter(({ code }) => code === 'ScopeWithoutMachines').map(({ message }) => message);
  };

  it.each<[string, AccessWorld]>([
    ['while the inventory has a gap', { bindings: [selecting, slip], machinesGap: 'a page is missing' }],
    ['when there is no inventory', { bindings: [slip], machines: undefined }],
    ['when the inventory is of an earlier policy', { bindings: [slip], now: NOON + hours(1) }],
    ['of a binding that is over', { bindings: [selecting, { ...slip, expires: '2026-11-21' }] }],
    [
      'in a subscription of which no machine is known: it may not be watched',
      {
        bindings: [
          selecting,
          aBinding({ at: [`${OTHER_SUB}/resourceGroups/nope`, machineId('web-9').replace(SUB, OTHER_SUB)] }),
        ],
      },
    ],
    ['above resource groups', { bindings: [selecting, aBinding({ at: [SUB, OTHER_SUB, PROD] })] }],
    [
      'that has some, in whatever case it is written',
      { bindings: [selecting, aBinding({ at: [WEB.replace('/web', '/WEB'), machineId('WEB-1')] })] },
    ],
  ])('is not told of %s', async (_what, world) => {
    expect(await scopesIn(world)).toEqual([]);
  });

  it('is told of where nothing selects machines and the inventory was read all the same', async () => {
    expect(await scopesIn({ bindings: [slip] })).toHaveLength(1);
  });

  it('is told of once a binding, the first three by name, however the policy orders them', async () => {
    const bindings = [selecting, aBinding({ group: 'ops', at: [4, 2, 5, 1, 3, 1].map(nope) })];

    expect(await scopesIn({ bindings })).toEqual([
      `The inventory has no machine in ${nope(1)}, ${nope(2)}, ${nope(3)} and 2 more.`,
    ]);
  });
});
