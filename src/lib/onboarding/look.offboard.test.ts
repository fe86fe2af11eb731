import { describe, expect, it } from 'vitest';
import { askToLeave, EXCLUDED, leaving, looks } from '../../../test/builders/leaving.ts';
import { mortal } from '../../../test/builders/ledgers.ts';
import { aLookWorld } from '../../../test/builders/lookWorld.ts';
import { aMachine, aMachineId, anExtension } from '../../../test/builders/machine.ts';
import { look } from './look.ts';

describe('a machine that is to leave', () => {
  it('is excluded first, loses its extension then, and has left when that is gone', async () => {
    const world = await leaving();

    const first = await world.next();
    const second = await world.next();
    world.arm.removed();
    const third = await world.next();

    expect(first).toMatchObject({ did: 'excludeByTag: accepted', state: 'Excluded', reason: 'Offboarding' });
    expect(second).toMatchObject({ did: 'removeExtension: accepted', state: 'Excluded', reason: 'Offboarding' });
    expect(third).toMatchObject({ did: 'offboarded', state: 'Excluded', reason: 'ExcludedByTag' });
    expect(world.arm.calls).toEqual(['get', 'tag', 'get', 'delete', 'poll', 'get']);
    expect(world.arm.machine?.tags).toEqual({ role: 'web', ...EXCLUDED });
    expect(world.wait()).toBeUndefined();
  });

  it('has the request, each step and the end on record', async () => {
    const world = await leaving();
    await world.next();
    await world.next();
    const before = await world.record();
    world.arm.removed();
    await world.next();
    const after = await world.record();

    expect(before.offboard).toMatchObject({ requestedAt: before.firstSeenAt, removals: 1 });
    expect(after).toMatchObject({ offboardedAt: world.clock.now() });
    expect(after).not.toHaveProperty('offboard');
    expect(after.attempts).toMatchObject([
      { what: 'excludeByTag', outcome: 'succeeded' },
      { what: 'removeExtension', outcome: 'succeeded' },
    ]);
    expect(after.timeline.map(({ event }) => event)).toEqual(
      expect.arrayContaining(['OffboardRequested', 'Offboarded']),
    );
  });

  it('does not count as drift, and is a candidate like any other once its tag is taken away', async () => {
    const world = await leaving();
    await world.next();
    await world.next();
    world.arm.removed();
    await world.next();
    const left = await world.record();
    world.arm.machine = aMachine();

    await world.ask('event:untagged');
    const outcome = await world.next();

    for (const gone of ['readyAt', 'removedAt', 'removals']) expect(left).not.toHaveProperty(gone);
    expect(left.conditions?.ExtensionInstalled.reason).toBe('ExtensionAbsent');
    expect(outcome.did).toBe('installExtension: accepted');
  });

  it('loses its extension under whatever name it has', async () => {
    const world = await leaving({ machine: { extensions: [anExtension({ name: 'EntraLogin' })] } });

    await world.next();
    await world.next();

    expect(world.arm.changes).toEqual(['tag', 'delete']);
  });

  it('is only excluded when nothing is installed on it, and asked for again ends the same way', async () => {
    const world = await leaving({ machine: { status: 'Disconnected' } });

    const first = await looks(world);
    await askToLeave(world);
    const again = await looks(world);

    expect(first).toEqual(['excludeByTag: accepted', 'offboarded']);
    expect(again).toEqual(['offboarded']);
    expect(world.arm.changes).toEqual(['tag']);
  });

  it('goes on as before when asked for once more under way', async () => {
    const world = await leaving();
    const before = await world.record();
    world.clock.advance(1000);

    await askToLeave(world);
    await world.next();
    await askToLeave(world);

    const { offboard, timeline } = await world.record();
    expect(offboard?.requestedAt).toBe(before.offboard?.requestedAt);
    expect(timeline.filter(({ event }) => event === 'OffboardRequested')).toHaveLength(1);
    expect(world.arm.changes).toEqual(['tag']);
  });

  it('is not taken for one that somebody removed the extension from', async () => {
    const world = await leaving();
    world.arm.machine = aMachine();

    expect(await looks(world)).toEqual(['excludeByTag: accepted', 'offboarded']);
  });

  it('is looked at no more when it is gone, nor when another comes under its name', async () => {
    const world = await leaving();
    await world.deleted();
    const gone = await world.next();
    world.arm.machine = aMachine({ vmId: 'vm-2' });
    await world.ask('event:registered-anew');

    expect(gone.state).toBe('Gone');
    expect((await world.next()).did).toBe('installExtension: accepted');
  });

  it('leaves also when it was reinstalled before anybody noticed', async () => {
    const world = await leaving();
    world.arm.machine = aMachine({ vmId: 'vm-2', extensions: [anExtension()] });

    await world.next();
    await world.next();

    expect(world.arm.changes).toEqual(['tag', 'delete']);
    expect((await world.record()).timeline.map(({ event }) => event)).toContain('RegisteredAnew');
  });

  it('is not forgotten when it is asked for while a look runs', async () => {
    const world = aLookWorld({ machine: { extensions: [anExtension()] } });
    await world.ask('event:registered');
    world.arm.during('get', () => askToLeave(world));

    const outcome = await world.next();
    const record = await world.record();

    expect(outcome.did).toBe('rest');
    expect(record.offboard).toBeDefined();
    expect(record.timeline.map(({ event }) => event)).toContain('OffboardRequested');
    expect((await world.next()).did).toBe('excludeByTag: accepted');
  });
});

describe('a change that is about to be made when somebody wants the machine to leave', () => {
  it('is not made, and its place goes to the next', async () => {
    const world = aLookWorld();
    await world.ask('event:registered');
    world.arm.during('get', () => askToLeave(world));

    const outcome = await world.next();
    const { attempts } = await world.record();
    const after = await looks(world);

    expect(outcome.did).toBe('overtaken');
    expect(attempts).toEqual([]);
    expect(world.brakes.ends).toEqual(['withdrawn']);
    expect(after.filter((did) => did !== undefined)).toEqual(['excludeByTag: accepted', 'offboarded']);
  });
});

describe('work in progress on a machine that is to leave', () => {
  it('is waited for, after the tag was set, and the rollout learns how it ended', async () => {
    const world = aLookWorld();
    await world.ask('event:registered');
    await world.next();
    await askToLeave(world);

    await world.next();
    const tagged = await world.next();
    const { message } = await world.record();
    const [old, waiting] = [await world.next(), await world.next()];
    world.arm.installed();
    while (!world.arm.changes.includes('delete')) await world.next();

    expect(tagged).toMatchObject({ did: 'wait', state: 'Excluded', reason: 'Offboarding' });
    expect(message).toMatch(/AADLoginForWindows is Creating\. It is removed once that is over\.$/);
    expect(old.kind).toBe('superseded');
    expect(waiting).toMatchObject({ did: 'poll: running', state: 'Excluded', reason: 'Offboarding' });
    expect(world.arm.changes).toEqual(['put', 'tag', 'delete']);
    expect(world.brakes.ends).toEqual(['ok']);
    expect((await world.record()).attempts).toMatchObject([
      { what: 'installExtension', outcome: 'succeeded' },
      { what: 'excludeByTag', outcome: 'succeeded' },
      { what: 'removeExtension', outcome: 'accepted' },
    ]);
  });

  it('by somebody else (HCRP409) is waited for a minute', async () => {
    const world = await leaving();
    world.arm.next('delete', { kind: 'busy' });
    await world.next();
    await world.next();
    const wait = world.wait();
    const { attempts } = await world.record();
    await world.ask('event:other');
    const meanwhile = await world.next();

    while (!world.arm.changes.includes('delete')) await world.next();

    expect(wait).toBe(60_000);
    expect(attempts.at(-1)).toMatchObject({ what: 'removeExtension', outcome: 'busy', code: 'HCRP409' });
    expect(meanwhile.did).toBe('wait');
  });

  it('says so when the agent is away, and is left to the sweep', async () => {
    const world = await leaving();
    await world.next();
    await world.next();
    world.arm.machine = aMachine({
      tags: EXCLUDED,
      status: 'Disconnected',
      extensions: [anExtension({ provisioningState: 'Deleting' })],
    });
    await world.ask('event:disconnected');
    const outcome = await world.next();

    const record = await world.record();
    expect(outcome).toMatchObject({ did: 'wait', state: 'Excluded', reason: 'Offboarding' });
    expect(record.message).toMatch(/being removed\. The agent is disconnected\. This waits until it is back\.$/);
    expect(record.looks.next).toBeUndefined();
    expect(record.dueAt).toBe(world.clock.now() + 6 * 3_600_000);
  });
});

describe('a process that dies on the way out', () => {
  it('after the tag was set goes on with the removal', async () => {
    const world = await leaving();
    world.arm.loseAnswer('tag');
    await expect(world.next()).rejects.toThrow('lost');
    await world.comesBack();

    const outcome = await world.next();

    expect(outcome.did).toBe('removeExtension: accepted');
    expect(world.arm.changes).toEqual(['tag', 'delete']);
  });

  it('before the removal was on record as accepted does not ask twice', async () => {
    let speaker = { alive: true };
    const world = await leaving({
      through: (ledger) => {
        const spoken = mortal(ledger);
        speaker = spoken;
        return spoken;
      },
    });
    await world.next();
    world.arm.during('delete', async () => {
      speaker.alive = false;
    });
    await expect(world.next()).rejects.toThrow('killed');
    speaker.alive = true;
    world.clock.advance(120_000);
    const token = (await world.record()).looks.running?.token ?? '';
    const call = { id: aMachineId(), token, redelivered: true };

    const outcome = await look(call, world.deps);

    expect(outcome).toMatchObject({ did: 'wait', reason: 'Offboarding' });
    expect(world.arm.changes).toEqual(['tag', 'delete']);
  });

  it('with the row of the machine leaves it excluded and untouched', async () => {
    const world = await leaving();
    await world.next();
    const held = await world.ledger.read(aMachineId());
    await world.ledger.remove(aMachineId(), held?.etag ?? '');
    world.arm.calls.length = 0;

    await world.ask('event:later');

    expect(await looks(world)).toContain('rest');
    expect(await world.record()).toMatchObject({ state: 'Excluded', reason: 'ExcludedByTag' });
    expect(world.arm.calls).toEqual(['get']);
  });
});
