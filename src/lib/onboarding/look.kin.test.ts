import { describe, expect, it } from 'vitest';
import { aLookWorld, type LookWorld, type LookWorldOptions } from '../../../test/builders/lookWorld.ts';
import { aMachine, aMachineId, anExtension } from '../../../test/builders/machine.ts';
import { aRecord } from '../../../test/builders/record.ts';
import { Failure } from '../errors.ts';
import type { VmIds } from './vmIds.ts';

const READY = { extensions: [anExtension()] };
/** It was read before, and has its own history. */
const SEEN = { seen: { location: 'x', os: {}, vmId: 'vm-1' } };
const MINUTE = 60_000;
const OTHER = aMachineId('srv-1', 'rg-other');

/** A world whose claims to vmIds cannot be reached until a test mends them. */
function aBrokenWorld(error: Error, options: LookWorldOptions = {}): LookWorld & { mend(): void } {
  let broken = true;
  const throughVmIds = (vmIds: VmIds): VmIds => ({
    ...vmIds,
    of: async (vmId) => {
      if (broken) throw error;
      return vmIds.of(vmId);
    },
  });
  const world = aLookWorld({ ...options, throughVmIds });
  return {
    ...world,
    mend: () => {
      broken = false;
    },
  };
}

/** Another machine of the same vmId has been looked at before. */
async function another({ deps, ledger }: LookWorld): Promise<void> {
  await deps.vmIds.put('vm-1', { id: OTHER, since: deps.clock.now() + 1, gone: false, shows: '' });
  await ledger.write(aRecord({ id: OTHER }), undefined);
}

describe('a look', () => {
  it('at a copy warns of it without doing anything else for it, and asks for a look at the other', async () => {
    const world = aLookWorld({ machine: READY });
    await world.ask('event:registered');
    await another(world);

    const outcome = await world.next();

    expect(outcome).toEqual({ kind: 'looked', did: 'rest', state: 'Ready', reason: 'Ready' });
    expect((await world.record()).warnings).toMatchObject([{ reason: 'ClonedImage' }]);
    expect(world.arm.calls).toEqual(['get']);
    expect((await world.ledger.read(OTHER))?.record.looks.next).toMatchObject({ cause: 'event' });
    expect(world.wait()).toBe(0);
  });

  it('installs before it asks who else there is', async () => {
    const world = aLookWorld();
    await world.ask('event:registered');
    await another(world);
    let claimed: unknown;
    world.arm.during('put', async () => {
      claimed = (await world.deps.vmIds.of('vm-1')).find(({ id }) => id.resourceGroup === 'rg-web');
    });

    await world.next();

    expect(world.arm.calls).toEqual(['get', 'put']);
    expect(claimed).toBeUndefined();
    expect((await world.record()).warnings).toMatchObject([{ reason: 'ClonedImage' }]);
  });

  it('at a machine that is gone says where it went', async () => {
    const world = aLookWorld({ machine: READY });
    await world.ask('event:registered');
    await world.next();
    await another(world);
    await world.deleted();

    const outcome = await world.next();

    expect(outcome).toMatchObject({ did: 'gone', state: 'Gone', reason: 'MovedAway' });
    expect((await world.record()).message).toContain('/resourceGroups/rg-other/');
    expect((await world.record()).movedTo).toEqual(OTHER);
  });
});

describe('claims to vmIds that cannot be read', () => {
  it('keep a machine that turns up from being changed: what was done for it elsewhere could not be told', async () => {
    const world = aBrokenWorld(new Failure('transient', 'Unreachable', 'No answer.'));
    await world.ask('event:registered');

    await expect(world.next()).rejects.toThrow('No answer.');

    expect(world.arm.changes).toEqual([]);
    expect(await world.record()).toMatchObject({ lastError: { code: 'Unreachable' } });
  });

  it.each([
    ['what a Failure is called', new Failure('transient', 'Unreachable', 'No answer.'), 'Unreachable'],
    ['no text of others', new Error('with a name in it'), 'Unexpected'],
  ])(
    'of a machine that was seen keep nothing from being done, and the log says so with %s',
    async (_what, error, code) => {
      const world = aBrokenWorld(error);
      await world.remember(SEEN);
      await world.ask('event:registered');

      const outcome = await world.next();

      expect(outcome).toMatchObject({ kind: 'looked', did: `installExtension: accepted; kin: ${code}` });
      expect(world.arm.changes).toEqual(['put']);
      expect(world.wait()).toBe(15_000);
    },
  );

  it('make a machine that rests due for the sweep, which makes good for it', async () => {
    const world = aBrokenWorld(new Error('No.'), { machine: READY });
    await world.remember(SEEN);
    await world.ask('event:registered');

    const outcome = await world.next();
    const { dueAt } = await world.record();
    world.mend();
    await world.ask('event:swept');
    await world.next();

    expect(outcome).toMatchObject({ did: 'rest; kin: Unexpected', state: 'Ready' });
    expect(dueAt).toBe(world.clock.now() + 6 * 60 * MINUTE);
    expect(await world.record()).toMatchObject({ claimedVmId: 'vm-1' });
    expect(await world.record()).not.toHaveProperty('dueAt');
  });

  it('leave what was said before', async () => {
    const world = aBrokenWorld(new Error('No.'), { machine: READY });
    const warnings = [{ reason: 'ClonedImage', message: 'There is another.', fix: 'Mend it.' }] as const;
    await world.remember({ seen: { location: 'x', os: {}, vmId: 'vm-1' }, warnings, movedFrom: OTHER });
    await world.ask('event:later');

    await world.next();

    expect(await world.record()).toMatchObject({ warnings, movedFrom: OTHER });
  });

  it('are asked again in a quarter of an hour about a machine that is gone, since no sweep looks at it', async () => {
    const world = aBrokenWorld(new Error('No.'), { machine: READY });
    await world.remember(SEEN);
    await world.ask('event:registered');
    await world.next();
    await world.deleted();

    const outcome = await world.next();
    const wait = world.wait();
    world.mend();
    const again = await world.next();

    expect(outcome).toMatchObject({ did: 'gone; kin: Unexpected', state: 'Gone', reason: 'Absent' });
    expect(wait).toBe(15 * MINUTE);
    expect(again).toMatchObject({ did: 'gone', state: 'Gone' });
    expect(await world.deps.vmIds.of('vm-1')).toMatchObject([{ gone: true }]);
    expect(world.wait()).toBeUndefined();
  });

  it('are left in peace by a machine that was never read', async () => {
    const world = aBrokenWorld(new Error('No.'), { machine: undefined });
    await world.ask('event:forged');

    expect(await world.next()).toEqual({ kind: 'forgotten' });
  });
});

describe('a machine that registers anew', () => {
  it('leaves its old claim also when the look that saw it first died after its change', async () => {
    const world = aLookWorld({ machine: READY });
    await world.ask('event:registered');
    await world.next();
    world.arm.machine = aMachine({ vmId: 'vm-2' });
    await world.ask('event:anew');
    world.arm.next('put', new Failure('transient', 'NetworkError', 'No answer.'));
    await expect(world.next()).rejects.toThrow('No answer.');

    await world.comesBack();
    await world.next();

    expect(await world.deps.vmIds.of('vm-1')).toEqual([]);
    expect(await world.deps.vmIds.of('vm-2')).toMatchObject([{ id: aMachineId(), gone: false }]);
  });
});
