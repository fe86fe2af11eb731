/** What a change that may be made says of itself: whether guards count it, and which approval lets it through. */
import { describe, expect, it } from 'vitest';
import {
  type AccessWorld,
  aBinding,
  aGroup,
  aSelectableMachine,
  machineId,
  own,
  planInput,
  sha256,
} from '../../../../test/builders/accessWorld.ts';
import { approvedAll, crowd, type GuardedParts, guardedWorld } from '../../../../test/builders/guarded.ts';
import type { Change } from '../plan/change.ts';
import { NO_NAMES } from '../plan/names.ts';
import { planOf } from '../plan/plan.ts';
import { changeKey } from './changeKey.ts';
import { narrowed } from './narrowed.ts';

const marksOf = (world: AccessWorld, parts: GuardedParts = {}): readonly string[] => {
  const { adds, removes } = guardedWorld(world, parts).guarded;
  const words = ({ principalId, uncounted, quarantine = '' }: Change): string =>
    [principalId, ...(uncounted === true ? ['uncounted'] : []), quarantine].join(' ').trim();
  return [...adds, ...removes].map(words);
};

const allOf = (world: AccessWorld, quarantine?: string) => {
  const { adds, removes } = guardedWorld(world).found;
  return approvedAll([...adds, ...removes].map(changeKey), quarantine);
};

const joining: AccessWorld = { bindings: [aBinding()], groups: [aGroup('staff', crowd(2))] };

describe('a change that guards do not count', () => {
  it('is a further machine of a selector, for somebody who has one', () => {
    const world: AccessWorld = {
      bindings: [aBinding({ machines: { name: 'web-*' } })],
      groups: [aGroup('staff', ['ann', 'bob'])],
      machines: ['web-1', 'web-2'].map((name) => aSelectableMachine(name)),
      there: [own('ann', 'user', machineId('web-1'))],
    };

    expect(marksOf(world)).toEqual(['bob', 'ann uncounted', 'bob']);
  });

  it('is a removal that takes nothing from anybody', () => {
    const world: AccessWorld = {
      bindings: [aBinding({ group: 'admins', role: 'administrator' }), aBinding()],
      groups: [aGroup('admins', ['ann']), aGroup('staff', ['zoe'])],
      there: [own('ann'), own('ann', 'administrator'), own('bob'), own('zoe')],
    };

    expect(marksOf(world)).toEqual(['ann uncounted', 'bob']);
  });

  it('is no denial, whatever it takes', () => {
    const world: AccessWorld = {
      bindings: [aBinding({ group: 'ops', assign: 'group' })],
      groups: [aGroup('ops', ['ann'])],
      there: [own('ann'), own('ops', 'user', undefined, { principalType: 'Group' })],
      deny: ['ann'],
    };

    expect(marksOf(world)).toEqual(['ann']);
  });
});

describe('a change that an approval lets through', () => {
  const none = { limits: { maxNewUsers: 0, maxNewUsersPercent: 0 } };

  it('names the quarantine where a guard would withhold it', () => {
    expect(marksOf(joining, { ...none, decided: allOf(joining, 'q7') })).toEqual(['p00 q7', 'p01 q7']);
  });

  it('names none where no guard would: then it is like any other', () => {
    expect(marksOf(joining, { decided: allOf(joining) })).toEqual(['p00', 'p01']);
  });
});

describe('the hash of a plan', () => {
  it('is the same whatever lets its changes through, and whether they count', () => {
    const input = planInput(joining);
    const hashFor = (mark: Partial<Change>): string => {
      const { found, guarded } = guardedWorld(joining);
      const adds = guarded.adds.map((change) => ({ ...change, ...mark }));
      const looked = { names: NO_NAMES, deniedIn: new Map(), listed: new Map() };
      return planOf(input, narrowed(found, { ...guarded, adds }, input), looked, sha256()).hash;
    };

    expect(new Set([hashFor({}), hashFor({ quarantine: 'q1' }), hashFor({ uncounted: true })]).size).toBe(1);
  });
});
