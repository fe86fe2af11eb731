import { describe, expect, it } from 'vitest';
import { aLookWorld, type LookWorld } from '../../../test/builders/lookWorld.ts';
import { aMachine, aMachineId } from '../../../test/builders/machine.ts';
import { aRecord } from '../../../test/builders/record.ts';
import { defined } from '../defined.ts';
import type { LookOutcome } from './look.ts';
import type { MachineRecord } from './record.ts';

const MINUTE = 60_000;
const DAY = 24 * 60 * MINUTE;

/** The next look that is made: messages that stand for nothing any more are passed over. */
async function nextLook(world: LookWorld): Promise<LookOutcome> {
  const outcome = await world.next();
  return outcome.kind === 'superseded' ? nextLook(world) : outcome;
}

describe('a machine that turns up under another id', () => {
  const OLD = aMachineId('srv-1', 'rg-old');

  async function movedFrom(parts: Partial<MachineRecord>): Promise<LookWorld> {
    const world = aLookWorld();
    const seen = { location: 'x', os: {}, vmId: 'VM-1' };
    await world.ledger.write(aRecord({ id: OLD, seen, claimedVmId: 'vm-1', ...parts }), undefined);
    await world.deps.vmIds.put('vm-1', {
      id: OLD,
      since: world.clock.now() - DAY,
      gone: parts.state === 'Gone',
      shows: '',
    });
    world.arm.machine = aMachine();
    await world.ask('event:moved');
    return world;
  }

  it.each<[string, Partial<MachineRecord>]>([
    ['that is gone there', { state: 'Gone' }],
    ['before anybody has seen it gone there', {}],
  ])('keeps the grace of an extension that somebody removed, %s', async (_what, parts) => {
    const removedAt = aLookWorld().clock.now() - MINUTE;
    const world = await movedFrom({ ...parts, readyAt: removedAt - DAY, removedAt, removals: 1 });

    const outcome = await nextLook(world);

    expect(outcome).toMatchObject({ state: 'Waiting', reason: 'ExtensionRemoved' });
    expect(await world.record()).toMatchObject({ removedAt, removals: 1 });
    expect(world.arm.changes).toEqual([]);
  });

  it('stays out when it was excluded', async () => {
    const world = await movedFrom({ state: 'Gone', exclusion: { at: 0, because: 'excluded' } });

    expect(await nextLook(world)).toMatchObject({ state: 'Excluded', reason: 'ExcludedOnReturn' });
  });

  it.each<[string, MachineRecord['exclusion'], MachineRecord['exclusion'], string]>([
    ['stays out when it was excluded there', undefined, { at: 0, because: 'excluded' }, 'Excluded'],
    ['is let in when it was let in there', { at: 0, because: 'excluded' }, undefined, 'Onboarding'],
  ])('and comes back from there %s', async (_what, before, since, state) => {
    const world = await movedFrom({ updatedAt: aLookWorld().clock.now(), ...defined({ exclusion: since }) });
    const { looks } = await world.record();
    const gone = { state: 'Gone', updatedAt: world.clock.now() - DAY } as const;
    await world.remember({
      ...gone,
      seen: { location: 'x', os: {}, vmId: 'vm-1' },
      looks,
      ...defined({ exclusion: before }),
    });

    expect(await nextLook(world)).toMatchObject({ state });
  });

  it('and was here last stays out when it was excluded here, although its record there was written since', async () => {
    const world = await movedFrom({ state: 'Gone', updatedAt: aLookWorld().clock.now() });
    const { looks, id } = await world.record();
    const claim = { since: world.clock.now() - MINUTE, gone: true, shows: '' };
    await world.deps.vmIds.put('vm-1', { id, ...claim });
    await world.remember({
      state: 'Gone',
      updatedAt: world.clock.now() - MINUTE,
      seen: { location: 'x', os: {}, vmId: 'vm-1' },
      looks,
      exclusion: { at: 0, because: 'excluded' },
    });

    expect(await nextLook(world)).toMatchObject({ state: 'Excluded', reason: 'ExcludedOnReturn' });
  });

  it('brings nothing along that was done for another vmId', async () => {
    const world = await movedFrom({
      seen: { location: 'x', os: {}, vmId: 'vm-9' },
      exclusion: { at: 0, because: 'excluded' },
    });

    expect((await nextLook(world)).did).toBe('installExtension: accepted');
  });

  it('in the place of another machine has its own history there, and not that one’s', async () => {
    const world = await movedFrom({ exclusion: { at: 0, because: 'excluded' } });
    await world.remember({ ...(await world.record()), seen: { location: 'x', os: {}, vmId: 'vm-7' }, installs: 3 });

    expect(await nextLook(world)).toMatchObject({ reason: 'ExcludedOnReturn' });
    expect(await world.record()).not.toHaveProperty('installs');
  });
});
