/** What becomes of quarantines from plan to plan. */
import { describe, expect, it } from 'vitest';
import { type AccessWorld, aBinding, aGroup, OTHER_SUB, own } from '../../../../test/builders/accessWorld.ts';
import { crowd } from '../../../../test/builders/guarded.ts';
import { fiveAtATime, joining, only, whom } from '../../../../test/builders/quarantineWorld.ts';
import { hours } from '../../time.ts';
import { NO_NAMES } from '../plan/names.ts';
import { changesName, readChanges } from './changes.ts';

const DAY = hours(24);
const six = joining(crowd(6));
const seven = joining(crowd(7));

describe('what a guard withholds', () => {
  it('waits in a quarantine that the plan names with each change', async () => {
    const { plan, quarantines, documents, newHasher } = fiveAtATime();
    const now = await plan(six);
    const mine = only(now.quarantines);

    expect(now.plan.adds).toEqual([]);
    expect(now.plan.withheld.map(({ quarantine }) => quarantine)).toEqual(Array(6).fill(mine.id));
    expect(now.plan.bindings).toMatchObject([{ adds: 0, withheld: 6 }]);
    expect(mine).toMatchObject({ binding: 'staff', kind: 'additions', count: 6, status: 'pending' });
    expect(mine.why).toContain('6 people would become administrators');
    const kept = await quarantines.read(mine.id);
    expect(kept?.quarantine.hash).toMatch(/^[0-9a-f]{64}$/);
    expect(whom((kept && (await readChanges(kept.quarantine, { documents, newHasher }))) ?? [])).toEqual(crowd(6));
  });

  it('keeps its quarantine while it stays the same', async () => {
    const { plan, clock, quarantines } = fiveAtATime();
    const first = only((await plan(six)).quarantines);
    clock.advance(DAY);
    const second = only((await plan(six)).quarantines);

    expect(second).toEqual(first);
    expect((await quarantines.list(10)).items).toHaveLength(1);
  });

  it('is in a new one when it changes, and the old is obsolete', async () => {
    const { plan, clock, statusOf } = fiveAtATime();
    const first = only((await plan(six)).quarantines);
    clock.advance(1000);
    const second = only((await plan(seven)).quarantines);

    expect(second.id).not.toBe(first.id);
    expect(second.hash).not.toBe(first.hash);
    expect(await statusOf(first.id)).toBe('obsolete');
    expect(await statusOf(second.id)).toBe('pending');
  });

  it('has none any more when no guard trips', async () => {
    const { plan, clock, statusOf } = fiveAtATime();
    const first = only((await plan(six)).quarantines);
    clock.advance(1000);
    const then = await plan(joining(crowd(5)));

    expect(then.quarantines).toEqual([]);
    expect(whom(then.plan.adds)).toEqual(crowd(5));
    expect(await statusOf(first.id)).toBe('obsolete');
  });

  it('is one quarantine a kind and a binding', async () => {
    const web = aBinding({ group: 'web', at: [OTHER_SUB] });
    const { plan } = fiveAtATime();
    const { quarantines } = await plan({
      bindings: [aBinding({ role: 'administrator' }), web],
      groups: [aGroup('staff', crowd(6)), aGroup('web', ['zoe'])],
      there: [
        ...crowd(3, 50).map((id) => own(id, 'administrator')),
        ...['zoe', ...crowd(3)].map((id) => own(id, 'user', OTHER_SUB)),
      ],
    });

    expect(quarantines.map(({ binding, kind }) => `${binding} ${kind}`).toSorted()).toEqual([
      'staff additions',
      'staff removals',
      'web removals',
    ]);
    expect(new Set(quarantines.map(({ id }) => id)).size).toBe(3);
  });

  it('is proposed anew when nobody decides for seven days', async () => {
    const { plan, clock, statusOf } = fiveAtATime();
    const first = only((await plan(six)).quarantines);
    clock.advance(7 * DAY - 1);
    expect(only((await plan(six)).quarantines).id).toBe(first.id);
    clock.advance(1);
    const second = only((await plan(six)).quarantines);

    expect(second.id).not.toBe(first.id);
    expect(second.hash).toBe(first.hash);
    expect(await statusOf(first.id)).toBe('expired');
  });

  it('goes on waiting while the policy cannot be read', async () => {
    const { plan, clock } = fiveAtATime();
    const first = only((await plan(six)).quarantines);
    clock.advance(1000);
    const held = await plan({ ...six, held: true });

    expect(only(held.quarantines)).toEqual(first);
    expect(new Set(held.plan.withheld.map(({ why }) => why.code))).toEqual(new Set(['PolicyUnreadable']));
    expect(only((await plan(six)).quarantines)).toEqual(first);
  });

  it('shows people with their names, and is the same whether or not they are to be had', async () => {
    const { plan, clock, documents } = fiveAtATime();
    const people = new Map([['p00', { id: 'p00', displayName: 'Pia', enabled: true, userType: 'Member' }]]);
    const names = { ...NO_NAMES, people, asked: new Set(crowd(6)) };
    const leaving: AccessWorld = {
      bindings: [aBinding()],
      groups: [aGroup('staff', ['zoe'])],
      there: ['zoe', ...crowd(6)].map((id) => own(id)),
    };
    const first = only((await plan(leaving, { names, deniedIn: new Map(), listed: new Map() })).quarantines);
    clock.advance(1000);

    expect((await documents.read(changesName(first.id)))?.value).toMatchObject({
      changes: [{ principal: 'Pia', reason: 'leftGroup' }, { principalId: 'p01', reason: 'deleted' }, {}, {}, {}, {}],
    });
    expect(only((await plan(leaving)).quarantines)).toEqual(first);
  });
});

describe('what is approved', () => {
  it('is not withheld for 24 hours, and then proposed anew', async () => {
    const { plan, decide, clock, statusOf } = fiveAtATime();
    const first = only((await plan(six)).quarantines);
    await decide(first.id, 'approve');
    const allowed = await plan(six);
    clock.advance(DAY - 1);
    const stillAllowed = await plan(six);
    clock.advance(1);
    const over = await plan(six);

    for (const one of [allowed, stillAllowed]) {
      expect(whom(one.plan.adds)).toEqual(crowd(6));
      expect(one.plan.withheld).toEqual([]);
      expect(only(one.quarantines)).toMatchObject({ id: first.id, status: 'approved' });
    }
    expect(over.plan.adds).toEqual([]);
    expect(only(over.quarantines)).toMatchObject({ status: 'pending', hash: first.hash });
    expect(await statusOf(first.id)).toBe('expired');
  });

  it('lets nobody in who came in addition: they wait by themselves', async () => {
    const { plan, decide, clock } = fiveAtATime();
    const first = only((await plan(six)).quarantines);
    await decide(first.id, 'approve');
    clock.advance(1000);
    const then = await plan(seven);
    const second = only(then.quarantines.filter(({ status }) => status === 'pending'));

    expect(whom(then.plan.adds)).toEqual(crowd(6));
    expect(then.plan.withheld).toMatchObject([{ principalId: 'p06', quarantine: second.id }]);
    await decide(second.id, 'approve');
    expect(whom((await plan(seven)).plan.adds)).toEqual(crowd(7));
  });

  it('is approved for its reason only', async () => {
    const { plan, decide, clock } = fiveAtATime();
    const there = ['zoe', ...crowd(3)].map((id) => own(id));
    const left: AccessWorld = { bindings: [aBinding()], groups: [aGroup('staff', ['zoe'])], there };
    await decide(only((await plan(left)).quarantines).id, 'approve');
    clock.advance(1000);

    expect(whom((await plan(left)).plan.removes)).toEqual(crowd(3));
    const leftOut = crowd(3).map((id) => ({ id, reason: 'disabled' as const }));
    expect((await plan({ ...left, groups: [aGroup('staff', ['zoe'], { leftOut })] })).plan.removes).toEqual([]);
  });

  it('is approved whether or not the directory still tells of them', async () => {
    const { plan, decide, clock } = fiveAtATime();
    const there = ['zoe', ...crowd(3)].map((id) => own(id));
    const left: AccessWorld = { bindings: [aBinding()], groups: [aGroup('staff', ['zoe'])], there };
    const names = { ...NO_NAMES, asked: new Set(crowd(3)) };
    const first = await plan(left, { names, deniedIn: new Map(), listed: new Map() });
    expect(first.plan.withheld.map(({ reason }) => reason)).toEqual(['deleted', 'deleted', 'deleted']);
    await decide(only(first.quarantines).id, 'approve');
    clock.advance(1000);

    expect(whom((await plan(left)).plan.removes)).toEqual(crowd(3));
  });

  it('while a plan is made stays approved', async () => {
    const { plan, compared, settled, decide, clock, statusOf } = fiveAtATime();
    const first = only((await plan(six)).quarantines);
    clock.advance(1000);
    const half = await compared(seven);
    await decide(first.id, 'approve');
    await settled(half);

    expect(await statusOf(first.id)).toBe('approved');
  });

  it('authorises nothing when its changes are lost, or others: they are proposed anew', async () => {
    const { plan, decide, clock, documents } = fiveAtATime();
    const first = only((await plan(six)).quarantines);
    await decide(first.id, 'approve');
    clock.advance(1000);
    const { plan: other } = await fiveAtATime().plan(seven);
    await documents.write(changesName(first.id), { version: 1, changes: other.withheld });
    const forged = await plan(seven);
    await documents.remove(changesName(first.id));
    const lost = await plan(six);

    for (const one of [forged, lost]) expect(one.plan.adds).toEqual([]);
    expect(lost.quarantines.map(({ status }) => status)).toEqual(['pending', 'approved']);
  });
});

describe('what is rejected', () => {
  it('stays withheld for seven days without being proposed, and says so', async () => {
    const { plan, decide, clock } = fiveAtATime();
    const first = only((await plan(six)).quarantines);
    await decide(first.id, 'reject');
    clock.advance(7 * DAY - 1);
    const refused = await plan(six);
    clock.advance(1);
    const again = await plan(six);

    expect(refused.plan.adds).toEqual([]);
    expect(refused.plan.withheld[0]).toMatchObject({
      quarantine: first.id,
      why: {
        code: 'Rejected',
        message: 'An approver has rejected it; it is not proposed again before 2026-11-29T12:00:00.000Z.',
      },
    });
    expect(only(refused.quarantines)).toMatchObject({ id: first.id, status: 'rejected' });
    expect(only(again.quarantines)).toMatchObject({ hash: first.hash, status: 'pending' });
  });

  it('stays withheld even when no guard trips any more', async () => {
    const { plan, decide, clock } = fiveAtATime();
    await decide(only((await plan(six)).quarantines).id, 'reject');
    clock.advance(1000);
    const fewer = await plan(joining(['p00', 'zoe']));

    expect(whom(fewer.plan.adds)).toEqual(['zoe']);
    expect(fewer.plan.withheld).toMatchObject([{ principalId: 'p00', why: { code: 'Rejected' } }]);
  });

  it('is not proposed together with what came in addition', async () => {
    const { plan, decide, clock } = fiveAtATime();
    await decide(only((await plan(six)).quarantines).id, 'reject');
    clock.advance(1000);
    const { quarantines, plan: then } = await plan(seven);

    expect(only(quarantines.filter(({ status }) => status === 'pending'))).toMatchObject({ count: 1 });
    expect(then.withheld.map(({ why }) => why.code)).toEqual([...Array(6).fill('Rejected'), 'GuardNewAdministrators']);
  });
});

describe('an approval that is withdrawn', () => {
  it('withholds its changes for seven days from then on', async () => {
    const { plan, decide, clock } = fiveAtATime();
    const first = only((await plan(six)).quarantines);
    await decide(first.id, 'approve');
    clock.advance(hours(1));
    expect(whom((await plan(six)).plan.adds)).toEqual(crowd(6));
    await decide(first.id, 'reject');
    clock.advance(7 * DAY - 1);
    const refused = await plan(six);
    clock.advance(1);

    expect(refused.plan.adds).toEqual([]);
    expect(new Set(refused.plan.withheld.map(({ why }) => why.code))).toEqual(new Set(['Rejected']));
    expect(only(refused.quarantines)).toMatchObject({ id: first.id, status: 'rejected' });
    expect(only((await plan(six)).quarantines)).toMatchObject({ status: 'pending', hash: first.hash });
  });
});
