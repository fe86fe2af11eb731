import { describe, expect, it } from 'vitest';
import { createMemoryControl } from '../../../../local/memory/control.ts';
import { aClock } from '../../../../test/builders/clock.ts';
import { minutes } from '../../time.ts';
import { createRunLock } from './runLock.ts';

/** The lock as several instances have it over one store. */
function aFleet() {
  const clock = aClock();
  const store = createMemoryControl();
  const open = () => createRunLock({ store, clock, sleep: async () => undefined, random: () => 0.5 });
  return { clock, store, open, lock: open() };
}

describe('the lock on runs', () => {
  it('begins one run for all who ask at once on several instances, and one more for the rest of them', async () => {
    const { open } = aFleet();

    const asked = await Promise.all(['a', 'b', 'c', 'd'].map((id) => open().request({ id, cause: 'person' })));

    const sent = asked.flatMap(({ send }) => send ?? []);
    expect(sent).toHaveLength(1);
    expect(new Set(asked.map(({ runId }) => runId)).size).toBe(2);
  });

  it('lets one instance at a time work on the run', async () => {
    const { open, lock } = aFleet();
    await lock.request({ id: 'first', cause: 'person' });

    const begun = await Promise.all(['a', 'b', 'c'].map((token) => open().begin('first', token)));

    expect(begun.filter((one) => one === 'busy')).toHaveLength(2);
    expect(begun.filter((one) => typeof one === 'object')).toHaveLength(1);
  });

  it('hands the run on from step to step, and to the next run in the end', async () => {
    const { lock } = aFleet();
    await lock.request({ id: 'first', cause: 'schedule' });
    await lock.begin('first', 'a');
    await lock.request({ id: 'second', cause: 'person' });

    await lock.end('a', 'failed');
    const again = await lock.begin('first', 'b');
    const ended = await lock.finish('b');

    expect(again).toMatchObject({ current: { failures: 1 } });
    expect(ended).toEqual({ send: 'second' });
    expect(await lock.begin('first', 'b')).toBe('stale');
    expect(await lock.begin('second', 'c')).toMatchObject({ current: { id: 'second', token: 'c' } });
    expect(await lock.finish('c')).toEqual({});
  });

  it('keeps a run that waits for its slot from being woken', async () => {
    const { lock, clock } = aFleet();
    await lock.request({ id: 'first', cause: 'schedule' });
    await lock.begin('first', 'a');

    await lock.end('a', 'well', clock.now() + minutes(30));
    clock.advance(minutes(35));

    expect(await lock.request({ id: 'second', cause: 'schedule' })).toEqual({ runId: 'first' });
  });

  it('forgets the run when its row cannot be read: whatever is on the queue is stale, and the next request begins anew', async () => {
    const { lock, store } = aFleet();
    await store.write('access-run', { version: 2 }, undefined);

    const begun = await lock.begin('first', 'a');
    await lock.end('a', 'well');
    const ended = await lock.finish('a');
    const asked = await lock.request({ id: 'new', cause: 'schedule' });

    expect([begun, ended]).toEqual(['stale', {}]);
    expect(asked).toEqual({ runId: 'new', send: 'new' });
  });
});
