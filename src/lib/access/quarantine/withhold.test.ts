import { describe, expect, it } from 'vitest';
import { aBinding, aGroup, own } from '../../../../test/builders/accessWorld.ts';
import { crowd } from '../../../../test/builders/guarded.ts';
import { fiveAtATime, joining, only } from '../../../../test/builders/quarantineWorld.ts';
import { hours } from '../../time.ts';
import { bindingRow } from '../budgets/budgetKeys.ts';
import { readChanges } from './changes.ts';

const DAY = hours(24);

describe('what an incomplete reading only proposes', () => {
  const doubtful = {
    bindings: [aBinding()],
    groups: [aGroup('staff', ['zoe'], { gap: 'PageFailed' })],
    there: ['ann', 'bob', 'zoe'].map((id) => own(id)),
    proposed: ['ann', 'bob'],
  };

  it('waits in a quarantine of its binding, and goes by its approval', async () => {
    const { plan, decide, clock, quarantines, documents, newHasher } = fiveAtATime();
    const first = await plan(doubtful);
    const mine = only(first.quarantines);
    const kept = await quarantines.read(mine.id);
    await decide(mine.id, 'approve');
    clock.advance(1000);
    const then = await plan(doubtful);

    expect(mine).toMatchObject({ binding: 'staff', kind: 'removals', count: 2, status: 'pending' });
    expect(first.plan.removes).toEqual([]);
    expect(first.plan.withheld.map(({ quarantine }) => quarantine)).toEqual([mine.id, mine.id]);
    expect(kept && (await readChanges(kept.quarantine, { documents, newHasher }))).toMatchObject([
      { principalId: 'ann', reason: 'leftGroup' },
      { principalId: 'bob' },
    ]);
    expect(then.plan.removes.map(({ quarantine }) => quarantine)).toEqual([mine.id, mine.id]);
    expect(then.plan.withheld).toEqual([]);
  });

  it('stays withheld when it is rejected', async () => {
    const { plan, decide, clock } = fiveAtATime();
    const { id } = only((await plan(doubtful)).quarantines);
    await decide(id, 'reject');
    clock.advance(1000);
    const then = await plan(doubtful);

    expect(then.plan.withheld.map(({ why }) => why.code)).toEqual(['Rejected', 'Rejected']);
    expect(then.quarantines.map(({ status }) => status)).toEqual(['rejected']);
  });
});

describe('what was done', () => {
  const two = ['ann', 'bob'];
  const limit = { limit: 5, kind: 'additions' as const, binding: 'staff' };

  it('counts with what is wanted, until 24 hours later', async () => {
    const { plan, clock, budgets } = fiveAtATime();
    await budgets.reserve({ ...limit, people: two });
    const soon = await plan(joining(crowd(4)));
    clock.advance(DAY);
    const later = await plan(joining(crowd(4)));

    expect(soon.plan.adds).toEqual([]);
    expect(only(soon.quarantines).why).toContain('and 2 already did');
    expect(later.plan.adds).toHaveLength(4);
  });

  it('keeps anybody from planning while it cannot be read', async () => {
    const { plan, control } = fiveAtATime();
    await control.write(bindingRow('staff', 'additions'), {}, undefined);

    await expect(plan(joining(two))).rejects.toMatchObject({ code: 'BudgetUnreadable' });
  });

  it('counts by what stands when the budgets are lost', async () => {
    const { plan, clock } = fiveAtATime();
    const there = two.map((id) => own(id, 'administrator', undefined, { createdAt: clock.now() }));
    const world = { ...joining([...two, ...crowd(4)]), there };

    expect(only((await plan(world)).quarantines).why).toContain('and 2 already did');
    clock.advance(DAY);
    expect((await plan(world)).plan.adds).toHaveLength(4);
  });
});
