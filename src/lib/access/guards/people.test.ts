import { describe, expect, it } from 'vitest';
import { type AccessWorld, aBinding, aGroup, OTHER_SUB, own, SUB, WEB } from '../../../../test/builders/accessWorld.ts';
import { crowd, guardedWorld, verdict } from '../../../../test/builders/guarded.ts';

const staff = aBinding();
const asGroup = { principalType: 'Group' };

describe('the people of whom a share may be removed', () => {
  const half = { limits: { maxRemovals: 1, maxRemovalPercent: 50 } };

  it('are counted once, also when they lose one of two scopes', () => {
    const there = crowd(10).flatMap((id) => [own(id), own(id, 'user', WEB)]);
    const recorded = Object.fromEntries(crowd(10).map((id) => [own(id, 'user', WEB).name, 'staff']));
    const world: AccessWorld = { bindings: [staff], groups: [aGroup('staff', crowd(10))], there, recorded };

    expect(guardedWorld(world).found.removes).toHaveLength(10);
    expect(verdict(world, half)).toBe('GuardRemovals');
  });

  it('are everybody in a group that has the role itself', () => {
    const leavers = crowd(10, 50);
    const world: AccessWorld = {
      bindings: [aBinding({ assign: 'group' })],
      groups: [aGroup('staff', crowd(20))],
      there: [own('staff', 'user', SUB, asGroup), ...leavers.map((id) => own(id))],
      recorded: Object.fromEntries(leavers.map((id) => [own(id).name, 'staff'])),
    };

    expect(guardedWorld(world).found.removes).toHaveLength(10);
    expect(verdict(world, half)).toBe('allowed');
  });
});

describe('a binding of which nobody has read the group', () => {
  it('is emptied with the last that it gave, for nobody is known to be wanted', () => {
    const world: AccessWorld = {
      bindings: [aBinding({ at: [OTHER_SUB] })],
      groups: [],
      there: [own('ann')],
      recorded: { [own('ann').name]: 'staff' },
    };

    expect(verdict(world)).toBe('GuardEmptied');
  });
});
