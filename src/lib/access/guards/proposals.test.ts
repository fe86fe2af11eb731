/** Removals that an incomplete reading has kept for long: an approval stands in for the complete reading. */
import { describe, expect, it } from 'vitest';
import { type AccessWorld, aBinding, aGroup, OTHER_SUB, own, SUB } from '../../../../test/builders/accessWorld.ts';
import {
  approvedAll,
  crowd,
  type GuardedParts,
  guardedWorld,
  NOTHING_DECIDED,
} from '../../../../test/builders/guarded.ts';
import type { Change } from '../plan/change.ts';
import { changeKey } from './changeKey.ts';
import { narrowed } from './narrowed.ts';

const whom = (changes: readonly Change[]): readonly string[] => changes.map(({ principalId }) => principalId);

/** `ann` and `bob` are not in what could be read of `staff`; others leave `web`. */
const world: AccessWorld = {
  bindings: [aBinding(), aBinding({ group: 'web', at: [OTHER_SUB] })],
  groups: [aGroup('staff', ['zoe'], { gap: 'PageFailed' }), aGroup('web', ['zoe'])],
  there: [
    ...['ann', 'bob', 'zoe'].map((id) => own(id)),
    ...['zoe', ...crowd(2)].map((id) => own(id, 'user', OTHER_SUB)),
  ],
};
const proposed = { proposed: ['ann', 'bob'] };

const guarded = (parts: GuardedParts = {}, of = world) => guardedWorld(of, { ...proposed, ...parts }).guarded;

const keysFor = (...ids: readonly string[]): readonly string[] =>
  guardedWorld(world)
    .found.withheld.filter(({ principalId }) => ids.includes(principalId))
    .map(changeKey);

describe('what is only proposed', () => {
  it('waits for an approver, and says that an approval stands in for the reading', () => {
    const { withheld, held, removes } = guarded();

    expect(whom(removes)).toEqual(crowd(2));
    expect(withheld).toMatchObject(
      ['ann', 'bob'].map((principalId) => ({
        principalId,
        proposed: true,
        why: {
          code: 'IncompleteReading',
          message: expect.stringMatching(/ It has been so for 7 days, and an approver may decide instead; GET /),
        },
      })),
    );
    expect(held).toMatchObject([{ binding: 'staff', kind: 'removals', changes: [{}, {}] }]);
    expect(held[0]?.why).toBe(
      '2 people would lose what binding staff gave them, by a reading that is incomplete. It has stayed so for 7 days; since the reading is incomplete, an approval stands in for the complete reading.',
    );
    expect(held[0]?.changes[0]).not.toHaveProperty('why');
  });

  it('says where a group would lose it with everybody in it, however many these are', () => {
    const asGroup = { ...world, there: [...(world.there ?? []), own('ops', 'user', SUB, { principalType: 'Group' })] };
    const { held } = guarded({ proposed: ['ann', 'ops'] }, asGroup);

    expect(held[0]?.why).toMatch(/^1 person and everybody in group ops would lose what binding staff gave them, /);
  });

  it('trips no guard for others', () => {
    expect(whom(guarded({ limits: { maxRemovalsTotal: 2 } }).removes)).toEqual(crowd(2));
  });

  it('is held together with what guards withhold of its binding', () => {
    const both: AccessWorld = {
      bindings: [aBinding({ at: [SUB] }), aBinding({ name: 'old', at: [OTHER_SUB], expires: '2026-01-01' })],
      groups: world.groups ?? [],
      there: ['ann', 'bob', 'zoe'].map((id) => own(id)),
      deny: ['bob'],
    };
    const { held } = guarded({ limits: { maxDenied: 0 } }, both);

    expect(held).toMatchObject([{ binding: 'staff', kind: 'removals', changes: [{}, {}] }]);
    expect(held[0]?.why).toMatch(/^The policy denies 1 person .* 1 person would lose .* stands in for the complete/);
  });
});

describe('what is proposed and approved', () => {
  const approved = approvedAll(keysFor('ann'), 'q3');

  it('may be made, by the approval', () => {
    const { removes, withheld } = guarded({ decided: approved });

    expect(removes).toMatchObject([{ principalId: 'ann', quarantine: 'q3' }, {}, {}]);
    expect(removes[0]).not.toHaveProperty('why');
    expect(removes[0]).not.toHaveProperty('proposed');
    expect(whom(withheld)).toEqual(['bob']);
  });

  it('counts with the others', () => {
    const { removes, withheld } = guarded({ decided: approved, limits: { maxRemovalsTotal: 2 } });

    expect(whom(removes)).toEqual(['ann']);
    expect(whom(withheld).toSorted()).toEqual(['bob', ...crowd(2)]);
  });

  it('is like anything else when it was approved and is not proposed: it waits for the reading', () => {
    const { removes, withheld } = guardedWorld(world, { decided: approved }).guarded;

    expect(whom(removes)).toEqual(crowd(2));
    expect(withheld).toEqual([]);
  });
});

describe('what is proposed', () => {
  it('and rejected stays withheld, and is not proposed again', () => {
    const [key = ''] = keysFor('ann');
    const rejected = new Map([[key, { quarantine: 'q1', message: 'No.' }]]);
    const { withheld, held } = guarded({ decided: { ...NOTHING_DECIDED, rejected } });

    expect(withheld).toMatchObject([
      { principalId: 'ann', quarantine: 'q1', why: { code: 'Rejected' } },
      { principalId: 'bob', why: { code: 'IncompleteReading' } },
    ]);
    expect(held).toMatchObject([{ changes: [{ principalId: 'bob' }] }]);
    expect(held[0]?.why).toMatch(/^1 person /);
  });

  it('and all rejected leaves nothing to decide on', () => {
    const rejected = new Map(keysFor('ann', 'bob').map((key) => [key, { quarantine: 'q1', message: 'No.' }]));

    expect(guarded({ decided: { ...NOTHING_DECIDED, rejected } }).held).toEqual([]);
  });

  it('is held by the floor, which no approval lifts', () => {
    const admins: AccessWorld = {
      bindings: [aBinding({ role: 'administrator' })],
      groups: [aGroup('staff', [], { gap: 'PageFailed' })],
      there: [own('ann', 'administrator')],
    };
    const { found } = guardedWorld(admins);
    const limits = { minAdministrators: 1 };
    const open = guarded({ limits }, admins);
    const approved = guarded({ limits, decided: approvedAll(found.withheld.map(changeKey)) }, admins);

    for (const { withheld, held, removes } of [open, approved]) {
      expect(withheld).toMatchObject([{ why: { code: 'Floor' } }]);
      expect([...held, ...removes]).toEqual([]);
    }
  });
});

describe('a diff with what it proposes', () => {
  it('has it once, and counts it where it is', () => {
    const decided = approvedAll(keysFor('ann'));
    const { input, found, guarded: now } = guardedWorld(world, { ...proposed, decided });
    const { removes, withheld, scopes, quota } = narrowed(found, now, input);

    expect(whom(removes)).toEqual(['ann', ...crowd(2)]);
    expect(whom(withheld)).toEqual(['bob']);
    expect(scopes).toMatchObject([
      { scope: SUB, removes: 1, withheld: 1 },
      { scope: OTHER_SUB, removes: 2, withheld: 0 },
    ]);
    expect(quota).toMatchObject([
      { used: 3, after: 2 },
      { used: 3, after: 1 },
    ]);
  });
});
