import { describe, expect, it } from 'vitest';
import { aBinding, aGroup, own, PROD, planInput, SUB } from '../../../../test/builders/accessWorld.ts';
import { NOON } from '../../../../test/builders/evidence.ts';
import { hours } from '../../time.ts';
import { diff } from './diff.ts';
import { isNearlyFull } from './quota.ts';

const DAY = hours(24);

describe('from where on people should do something', () => {
  it.each([
    [3199, false],
    [3200, true],
    [4001, true],
  ])('%i of 4000: %s', (after, expected) => {
    expect(isNearlyFull({ scope: SUB, used: 0, limit: 4000, after })).toBe(expected);
  });
});

describe('how full the places of a plan are', () => {
  it('counts what the plan adds and removes, not what is withheld, each place apart', () => {
    const staff = aBinding({ at: [SUB, PROD] });
    const ops = aBinding({ group: 'ops', role: 'administrator' });
    const { quota } = diff(
      planInput({
        bindings: [staff, ops],
        groups: [aGroup('staff', ['ann', 'bob']), aGroup('ops', [], { gap: 'PageFailed' })],
        deny: ['eve', 'max', 'liz'],
        there: [own('eve'), own('max'), own('liz'), own('joe', 'administrator')],
        used: 100,
        history: { 'subscription-11111111-1111-4111-8111-111111111111': [{ at: NOON - 10 * DAY, used: 90 }] },
      }),
    );

    expect(quota).toEqual([
      { scope: '/providers/microsoft.management/managementgroups/prod', used: 100, limit: 500, after: 102 },
      {
        scope: '/subscriptions/11111111-1111-4111-8111-111111111111',
        used: 100,
        limit: 4000,
        after: 99,
        fullAt: NOON + 3900 * DAY,
      },
    ]);
  });
});
