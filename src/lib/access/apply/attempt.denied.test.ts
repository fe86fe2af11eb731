import { describe, expect, it } from 'vitest';
import { type ApplyWorld, anApplyWorld, holders, leaving } from '../../../../test/builders/applyWorld.ts';
import { ANN, BOB, ours, policyText, type RunWorldOptions, SUB, theirs } from '../../../../test/builders/runWorld.ts';
import { Failure, Throttled } from '../../errors.ts';
import { hours, seconds } from '../../time.ts';
import { assignmentName } from '../ownership.ts';

const TO_BOB = { scope: SUB, role: 'user', principalId: BOB } as const;
const FORMER = 'aaaaaaaa-0000-4000-8000-00000000000b';

describe('whoever is denied', () => {
  const denied = policyText([{ adopt: true }], { deny: [BOB] });

  /** Bob is denied by the newest plan; since then Azure lists nothing any more. */
  async function unlisted(
    options: RunWorldOptions = {},
    before: (there: ApplyWorld['assignments']['there']) => void = () => undefined,
  ): Promise<ApplyWorld> {
    const world = await leaving(options);
    before(world.assignments.there);
    world.policy.put(denied);
    await world.ask();
    await world.step();
    world.assignments.fail('all', new Failure('transient', 'ServiceUnavailable', 'Later.'));
    return world;
  }

  it('loses what we gave at once, whatever is paused', async () => {
    const world = await leaving();
    await world.pauses.pause('all', world.clock.now() + hours(1), 'Freeze.', 'ada');
    world.policy.put(denied);

    await world.settle();

    expect(holders(world)).toEqual([ANN]);
    expect(await world.tried()).toMatchObject([{ reason: 'deny', code: 'Removed' }]);
  });

  it('loses it also where Azure lists nothing any more', async () => {
    const world = await unlisted();

    expect(await world.apply(TO_BOB)).toMatchObject({ did: 'done', code: 'Removed' });
    expect(holders(world)).toEqual([ANN]);
  });

  it.each([
    ['nothing', []],
    ['everything but theirs', [ours(ANN)]],
  ])('loses it also where Azure lists %s', async (_what, assignments) => {
    const world = await leaving();
    world.policy.put(denied);
    await world.ask();
    await world.step();
    Object.assign(world.assignments, { list: async () => ({ assignments, used: assignments.length }) });

    expect(await world.apply(TO_BOB)).toMatchObject({ did: 'done', code: 'Removed' });
    expect(holders(world)).toEqual([ANN]);
  });

  it('is on record with why nothing is listed', async () => {
    const world = await unlisted();

    await world.apply(TO_BOB);

    expect(await world.tried()).toMatchObject([
      {
        code: 'Removed',
        evidence: [
          {
            check: 'policy',
            said: 'The policy denies this person; the assignments there cannot be listed (ServiceUnavailable).',
            at: world.clock.now(),
          },
        ],
      },
    ]);
  });

  it('loses there what the app has made under an earlier id, too', async () => {
    const world = await unlisted({ former: [FORMER] }, (there) => {
      there.splice(0, there.length, ...there.filter(({ principalId }) => principalId !== BOB));
      there.push({ ...ours(BOB), name: assignmentName(FORMER, TO_BOB) });
    });

    expect(await world.apply(TO_BOB)).toMatchObject({ did: 'done', code: 'Removed' });
    expect(holders(world)).toEqual([ANN]);
  });

  it('loses there what a binding has taken over from others, as far as it was read', async () => {
    const world = await unlisted({}, (there) => {
      there.splice(0, there.length, ours(ANN), theirs(BOB));
    });

    expect(await world.apply(TO_BOB)).toMatchObject({ did: 'done', code: 'Removed' });
    expect(holders(world)).toEqual([ANN]);
  });

  it('has nothing there when none of the names is', async () => {
    const world = await unlisted({ former: [FORMER] });
    world.assignments.there.splice(0);

    expect(await world.apply(TO_BOB)).toMatchObject({ did: 'done', code: 'WasAbsent' });
  });

  it('waits like everybody while the rate is used up', async () => {
    const world = await leaving();
    world.policy.put(denied);
    await world.ask();
    await world.step();
    world.assignments.fail('all', new Throttled('TooManyRequests', 'Later.', world.clock.now() + seconds(5)), 1);

    expect(await world.apply(TO_BOB)).toMatchObject({ did: 'waits', code: 'Throttled' });
  });

  it('is shown, and not removed, in observe', async () => {
    const world = anApplyWorld({ settings: { mode: 'observe' } });
    world.assignments.there.push(ours(BOB));
    world.policy.put(denied);

    await world.settle();

    expect((await world.plan()).removes).toMatchObject([{ reason: 'deny', principalId: BOB }]);
    expect(holders(world)).toEqual([BOB]);
  });
});
