import { describe, expect, it } from 'vitest';
import { crowd } from '../../../../test/builders/guarded.ts';
import { fiveAtATime, joining, only } from '../../../../test/builders/quarantineWorld.ts';
import { hours } from '../../time.ts';
import { changesName } from './changes.ts';

const DAY = hours(24);
const six = joining(crowd(6));

describe('plans that are made twice', () => {
  it('come to the same when one broke off after its quarantines', async () => {
    const { compared, settled, quarantines } = fiveAtATime();
    const half = await compared(six);
    const once = await settled(half);
    const twice = await settled(half);

    expect(twice).toEqual(once);
    expect((await quarantines.list(10)).items).toHaveLength(1);
  });

  it('at once leave two quarantines, of which the next plan keeps the newest', async () => {
    const { compared, settled, plan, clock, statusOf } = fiveAtATime();
    const one = await compared(six);
    clock.advance(1);
    const other = await compared(six);
    const older = only((await settled(one)).quarantines);
    const newer = only((await settled(other)).quarantines);
    const then = await plan(six);

    expect(only(then.quarantines).id).toBe(newer.id);
    expect(await statusOf(older.id)).toBe('obsolete');
  });
});

describe('old quarantines', () => {
  it('are forgotten with their changes after 90 days', async () => {
    const { plan, clock, quarantines, documents } = fiveAtATime();
    const first = only((await plan(six)).quarantines);
    clock.advance(90 * DAY);
    await plan({});
    expect(await quarantines.read(first.id)).toBeDefined();
    clock.advance(1);
    await plan({});

    expect(await quarantines.read(first.id)).toBeUndefined();
    expect(await documents.read(changesName(first.id))).toBeUndefined();
  });

  it('do not hide a decision that holds, however many came after it', async () => {
    const { plan, decide, clock } = fiveAtATime();
    await decide(only((await plan(six)).quarantines).id, 'reject');
    for (let index = 0; index < 250; index += 1) {
      clock.advance(1000);
      await plan(joining(crowd(6, 10 + index)));
    }
    clock.advance(1000);

    expect((await plan(six)).plan.withheld[0]).toMatchObject({ why: { code: 'Rejected' } });
  });
});
