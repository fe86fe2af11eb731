/** What every queue of runs does. */
import { describe, expect, it } from 'vitest';
import type { RunQueue } from '../../src/lib/access/runs/accessDeps.ts';
import { AGAIN } from '../../src/lib/access/runs/runMessage.ts';

/** A queue, and what stands at its other end. */
export interface RunQueueHarness {
  readonly queue: RunQueue;
  /** Takes a message that is visible, the run that it names; undefined when none is. */
  readonly take: () => Promise<string | undefined>;
  /** Lets this much time go by; a real queue has to wait it out. */
  readonly advance: (ms: number) => Promise<void>;
}

const FIRST = 'zd387ofzz-0000000001';
const SECOND = 'zd387ofzz-0000000002';

/** Holds the queues that `fresh` makes, each empty, to the contract of `RunQueue`. */
export function runQueueContract(name: string, fresh: () => RunQueueHarness): void {
  describe(`${name} as a queue of runs`, () => {
    it('hands over once what was sent', async () => {
      const { queue, take } = fresh();

      await queue.send(FIRST, 0);

      expect([await take(), await take()]).toEqual([FIRST, undefined]);
    });

    it('takes the same run twice for two messages', async () => {
      const { queue, take } = fresh();
      await queue.send(FIRST, 0);
      await queue.send(FIRST, 0);

      expect([await take(), await take(), await take()]).toEqual([FIRST, FIRST, undefined]);
    });

    it('hides a message until its time has come', async () => {
      const { queue, take, advance } = fresh();
      await queue.send(SECOND, 1500);
      await queue.send(FIRST, 0);

      const early = [await take(), await take()];
      await advance(2000);

      expect(early).toEqual([FIRST, undefined]);
      expect(await take()).toBe(SECOND);
    });

    it('asks for a new run when the time has come', async () => {
      const { queue, take, advance } = fresh();
      await queue.sendAgain(1500);

      const early = await take();
      await advance(2000);

      expect([early, await take()]).toEqual([undefined, AGAIN]);
    });

    it('takes a delay of a month, and hides the message', async () => {
      const { queue, take } = fresh();

      await queue.send(FIRST, 30 * 24 * 3_600_000);

      expect(await take()).toBeUndefined();
    });
  });
}
