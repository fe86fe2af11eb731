import { describe, expect, it } from 'vitest';
import { createMemoryControl } from '../../../local/memory/control.ts';
import { aClock } from '../../../test/builders/clock.ts';
import { hours, seconds } from '../time.ts';
import type { ControlStore } from './control.ts';
import { NO_PAUSES } from './pause.ts';
import { createPauseState } from './pauseState.ts';

function aWorld(change: (store: ControlStore) => ControlStore = (store) => store) {
  const clock = aClock();
  const store = createMemoryControl();
  const counts = { reads: 0 };
  const counted: ControlStore = {
    ...change(store),
    read: (key) => {
      counts.reads += 1;
      return change(store).read(key);
    },
  };
  const deps = { store: counted, clock, sleep: async () => undefined, random: () => 0.5 };
  return { clock, store, counts, open: () => createPauseState(deps) };
}

describe('the pauses of all instances', () => {
  it('are read again when the clock of this instance was set back', async () => {
    const { clock, open } = aWorld();
    const [here, elsewhere] = [open(), open()];
    clock.advance(hours(5));
    await here.paused('onboarding');
    clock.advance(-hours(5));

    await elsewhere.pause('onboarding', clock.now() + hours(1), 'A person said so.', 'ada');

    expect(await here.paused('onboarding')).toBe(true);
  });

  it('are none at first', async () => {
    const pauses = aWorld().open();

    expect(await pauses.paused('onboarding')).toBe(false);
    expect(await pauses.read()).toEqual(NO_PAUSES);
  });

  it('are told apart by what they stop', async () => {
    const { clock, counts, open } = aWorld();
    const pauses = open();

    await pauses.pause('removals', clock.now() + hours(1), 'A group was emptied by mistake.', 'ada');
    const { reads } = counts;

    expect([await pauses.paused('onboarding'), await pauses.paused('access')]).toEqual([false, false]);
    expect(await pauses.paused('removals')).toBe(true);
    expect(counts.reads).toBe(reads);
  });

  it('hold here at once, and everywhere after 30 seconds', async () => {
    const { clock, open } = aWorld();
    const [here, there] = [open(), open()];
    await there.paused('onboarding');

    await here.pause('onboarding', clock.now() + hours(1), 'Change freeze.', 'ada');
    const [now, notYet] = [await here.paused('onboarding'), await there.paused('onboarding')];
    clock.advance(seconds(30));

    expect([now, notYet, await there.paused('onboarding')]).toEqual([true, false, true]);
  });

  it('end here at once, and everywhere after 30 seconds', async () => {
    const { clock, open } = aWorld();
    const [here, there] = [open(), open()];
    await here.pause('all', clock.now() + hours(1), 'Change freeze.', 'ada');
    await there.paused('onboarding');

    const left = await here.resume('all', 'bob', 'Over.');
    const [now, notYet] = [await here.paused('onboarding'), await there.paused('onboarding')];
    clock.advance(seconds(30));

    expect(left).toMatchObject({ pauses: {} });
    expect([now, notYet, await there.paused('onboarding')]).toEqual([false, true, false]);
  });

  it('end by themselves to the millisecond, without another reading', async () => {
    const { clock, counts, open } = aWorld();
    const pauses = open();
    await pauses.pause('all', clock.now() + seconds(10), 'A moment.', 'ada');
    const { reads } = counts;

    const before = await pauses.paused('onboarding');
    clock.advance(seconds(10));

    expect([before, await pauses.paused('onboarding')]).toEqual([true, false]);
    expect(counts.reads).toBe(reads);
  });

  it('are asked for once in 30 seconds', async () => {
    const { clock, counts, open } = aWorld();
    const pauses = open();

    for (let i = 0; i < 61; i++) {
      await pauses.paused('onboarding');
      clock.advance(seconds(1));
    }

    expect(counts.reads).toBe(3);
  });

  it('are shown as they are now', async () => {
    const { clock, open } = aWorld();
    const [here, there] = [open(), open()];
    await there.paused('onboarding');

    await here.pause('all', clock.now() + hours(1), 'Change freeze.', 'ada');

    expect(await there.read()).toMatchObject({ pauses: { all: { reason: 'Change freeze.', by: 'ada' } } });
  });

  it('count as paused while the store cannot be reached, and not a moment longer', async () => {
    const broken = { is: true };
    const dead = () => Promise.reject(new Error('The line is dead.'));
    const pauses = aWorld((store) => (broken.is ? { ...store, read: dead } : store)).open();

    const during = await pauses.paused('onboarding');
    broken.is = false;

    expect([during, await pauses.paused('onboarding')]).toEqual([true, false]);
  });

  it('cannot be changed while the store cannot be reached', async () => {
    const dead = () => Promise.reject(new Error('The line is dead.'));
    const pauses = aWorld((store) => ({ ...store, read: dead })).open();

    await expect(pauses.read()).rejects.toThrow('The line is dead.');
    await expect(pauses.pause('all', 0, '', '')).rejects.toThrow('The line is dead.');
    await expect(pauses.resume('all', '', '')).rejects.toThrow('The line is dead.');
  });

  it('pause everything while they cannot be read, until a person resumes everything', async () => {
    const { store, open } = aWorld();
    await store.write('pauses', { version: 2 }, undefined);
    const pauses = open();

    const paused = await pauses.paused('onboarding');
    const refused = [await pauses.pause('all', 1, '', ''), await pauses.resume('onboarding', '', '')];
    const still = [await pauses.read(), await pauses.paused('onboarding')];
    const after = await pauses.resume('all', 'ada', 'Begin anew.');

    expect(paused).toBe(true);
    expect(refused).toEqual(['unreadable', 'unreadable']);
    expect(still).toEqual(['unreadable', true]);
    expect(after).toMatchObject({ pauses: {}, history: [{ did: 'resumed', by: 'ada' }] });
    expect(await pauses.paused('onboarding')).toBe(false);
  });
});
