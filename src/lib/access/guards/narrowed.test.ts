import { describe, expect, it } from 'vitest';
import { type AccessWorld, aBinding, aGroup, own, PROD, SUB, WEB } from '../../../../test/builders/accessWorld.ts';
import { guardedWorld } from '../../../../test/builders/guarded.ts';
import { narrowed } from './narrowed.ts';

const world: AccessWorld = {
  bindings: [
    aBinding({ at: [SUB] }),
    aBinding({ group: 'web', at: [WEB] }),
    aBinding({ name: 'more', group: 'web', at: [PROD] }),
  ],
  groups: [aGroup('staff', ['ann', 'bob']), aGroup('web', ['cem', 'eve'])],
  there: [
    own('ann'),
    own('zoe'),
    own('yan', 'user', WEB),
    own('cem', 'user', WEB.toUpperCase()),
    ...['cem', 'eve'].map((id) => own(id, 'user', PROD)),
  ],
};

describe('a diff without what its guards withhold', () => {
  it('counts anew what becomes of each scope, and how full the places will be', () => {
    const limits = { maxNewUsers: 0, maxNewUsersPercent: 0 };
    const { input, found, guarded } = guardedWorld(world, { limits });
    const { scopes, quota, adds, removes, withheld } = narrowed(found, guarded, input);

    expect(adds).toEqual([]);
    expect(removes.map(({ principalId }) => principalId)).toEqual(['zoe', 'yan']);
    expect(withheld.map(({ principalId }) => principalId)).toEqual(['bob', 'eve']);
    expect(scopes).toMatchObject([
      { scope: PROD, kept: 2, adds: 0, removes: 0, withheld: 0 },
      { scope: SUB, kept: 1, adds: 0, removes: 1, withheld: 1 },
      { scope: WEB, kept: 1, adds: 0, removes: 1, withheld: 1 },
    ]);
    // The two who wait for an approver will need their places.
    expect(quota).toMatchObject([{}, { used: 6, after: 6 }]);
  });

  it('takes removals from the counts as well', () => {
    const { input, found, guarded } = guardedWorld(world, { limits: { maxRemovalsTotal: 1 } });
    const { scopes, quota } = narrowed(found, guarded, input);

    expect(scopes).toMatchObject([
      { scope: PROD },
      { adds: 1, removes: 0, withheld: 1 },
      { adds: 1, removes: 0, withheld: 1 },
    ]);
    expect(quota).toMatchObject([{}, { used: 6, after: 8 }]);
  });

  it('keeps what is withheld for another reason beside that', () => {
    const doubtful: AccessWorld = {
      bindings: [aBinding({ at: [SUB] }), aBinding({ group: 'web', at: [WEB] })],
      groups: [aGroup('staff', ['ann', 'bob']), aGroup('web', ['cem'], { gap: 'PageFailed' })],
      there: [own('ann'), own('cem', 'user', WEB), own('yan', 'user', WEB)],
    };
    const { input, found, guarded } = guardedWorld(doubtful, { limits: { maxNewUsers: 0 } });

    expect(narrowed(found, guarded, input).withheld.map(({ principalId, why }) => [principalId, why.code])).toEqual([
      ['bob', 'GuardNewUsers'],
      ['yan', 'IncompleteReading'],
    ]);
  });

  it('is the same when nothing is', () => {
    const { input, found, guarded } = guardedWorld(world);

    expect(narrowed(found, guarded, input)).toEqual(found);
  });
});
