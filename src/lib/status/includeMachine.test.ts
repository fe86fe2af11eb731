import { describe, expect, it } from 'vitest';
import { EXCLUDED } from '../../../test/builders/leaving.ts';
import { aLookWorld } from '../../../test/builders/lookWorld.ts';
import { aMachine, SUBSCRIPTION } from '../../../test/builders/machine.ts';
import { serve } from '../http/serve.ts';
import { aPost, someOptions } from '../http/serving.fixture.ts';
import { requestLook } from '../onboarding/requestLook.ts';
import { watchedSubscriptions } from '../onboarding/watched.ts';
import { includeMachine } from './includeMachine.ts';

const PARAMS = { subscriptionId: SUBSCRIPTION, resourceGroup: 'RG-WEB', name: 'SRV-1' };
const WHY = { reason: 'It may come back.', by: 'ada' };

/** A machine that was excluded, was deleted, and registered again without the tag. */
async function aReturnedMachine() {
  const world = aLookWorld({ machine: { tags: EXCLUDED } });
  await world.ask('event:registered');
  await world.next();
  await world.deleted();
  await world.next();
  world.arm.machine = aMachine();
  await world.ask('event:registered-again');
  await world.next();
  const deps = { ...world.deps, watched: watchedSubscriptions([SUBSCRIPTION]) };
  const say = async (body: unknown) => {
    const answer = await serve(
      includeMachine,
      aPost(body, { params: PARAMS }),
      deps,
      someOptions({ clock: world.clock }),
    );
    return { status: answer.status, body: JSON.parse(answer.body ?? '') };
  };
  return { world, deps, say };
}

describe('POST /machines/{id}/include', () => {
  it('is for approvers', () => {
    expect(includeMachine.who).toBe('approve');
  });

  it('lets a machine in that was left alone after its return', async () => {
    const { world, say } = await aReturnedMachine();
    const before = await world.record();

    const { status, body } = await say(WHY);
    const outcome = await world.next();

    expect(before).toMatchObject({ state: 'Excluded', reason: 'ExcludedOnReturn' });
    expect(status).toBe(202);
    expect(body).toMatchObject({ look: 'requested' });
    expect(outcome.did).toBe('installExtension: accepted');
    expect((await world.record()).timeline.map(({ message }) => message)).toContain(
      'ada let the machine in again. Reason: It may come back.',
    );
  });

  it('is no mere look: that changes nothing', async () => {
    const { world } = await aReturnedMachine();
    await world.ask('call', 'person');

    expect(await world.next()).toMatchObject({ state: 'Excluded', reason: 'ExcludedOnReturn' });
    expect(world.arm.changes).toEqual([]);
  });

  it('holds also when it comes while a look runs', async () => {
    const { world, say } = await aReturnedMachine();
    await world.ask('event:look');
    world.arm.during('get', async () => void (await say(WHY)));
    await world.next();

    expect((await world.next()).did).toBe('installExtension: accepted');
  });

  it('leaves the exclusion by tag', async () => {
    const { world, say } = await aReturnedMachine();
    await say(WHY);
    world.arm.machine = aMachine({ tags: EXCLUDED });

    expect(await world.next()).toMatchObject({ state: 'Excluded', reason: 'ExcludedByTag' });
  });

  it('says so when there is nothing to end', async () => {
    const { say } = await aReturnedMachine();
    await say(WHY);

    const { status, body } = await say(WHY);

    expect(status).toBe(409);
    expect(body.detail).toContain('remove the tag');
  });

  it('wants a reason', async () => {
    const { say } = await aReturnedMachine();

    expect((await say({ by: 'ada' })).body.errors).toMatchObject([{ field: 'reason' }]);
  });
});

describe('an exclusion by a person', () => {
  it('stops a change that is under way when it comes, and the next look says so', async () => {
    const world = aLookWorld();
    await world.ask('event:registered');
    const exclusion = { at: world.clock.now(), because: 'person' as const, by: 'ada', reason: 'Not now.' };
    world.arm.during('get', async () => {
      const id = aMachine().id;
      await requestLook(
        { id, token: 'exclude', cause: 'event', mark: (record) => ({ ...record, exclusion }) },
        world.deps,
      );
    });

    const first = await world.next();
    const second = await world.next();

    expect(first.did).toBe('overtaken');
    expect(second).toMatchObject({ state: 'Excluded', reason: 'ExcludedByPerson' });
    expect((await world.record()).message).toMatch(/^ada excluded the machine at .*Not now\.$/);
    expect(world.arm.changes).toEqual([]);
  });
});
