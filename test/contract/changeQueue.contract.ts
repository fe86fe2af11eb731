/** What every queue of changes does. */
import { describe, expect, it } from 'vitest';
import type { ChangeQueue } from '../../src/lib/access/apply/workItem.ts';
import type { Grant } from '../../src/lib/access/ownership.ts';
import { SUB, WEB } from '../builders/accessWorld.ts';

/** A queue, and what stands at its other end. */
export interface ChangeQueueHarness {
  readonly queue: ChangeQueue;
  /** Takes a message that is visible, what it names; undefined when none is. */
  readonly take: () => Promise<Grant | undefined>;
  /** Lets this much time go by; a real queue has to wait it out. */
  readonly advance: (ms: number) => Promise<void>;
}

export const FIRST: Grant = { scope: SUB, role: 'user', principalId: '0b4c6a3e-7d8f-4f6a-9a55-0d4e2f6f1a01' };
export const SECOND: Grant = {
  scope: `${WEB}-größe`,
  role: 'administrator',
  principalId: '0b4c6a3e-7d8f-4f6a-9a55-0d4e2f6f1a02',
};

/** Holds the queues that `fresh` makes, each empty, to the contract of `ChangeQueue`. */
export function changeQueueContract(name: string, fresh: () => ChangeQueueHarness): void {
  describe(`${name} as a queue of changes`, () => {
    it.each([FIRST, SECOND])('hands over once what was sent: $role at $scope', async (grant) => {
      const { queue, take } = fresh();

      await queue.send(grant, 0);

      expect([await take(), await take()]).toStrictEqual([grant, undefined]);
    });

    it('names what is to be looked at, and nothing else that was known of it', async () => {
      const { queue, take } = fresh();
      const change = { ...FIRST, action: 'remove', reason: 'deny' };

      await queue.send(change, 0);

      expect(await take()).toStrictEqual(FIRST);
    });

    it('takes the same change twice for two messages', async () => {
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
      expect(await take()).toEqual(SECOND);
    });

    it('takes a delay of a month, and hides the message', async () => {
      const { queue, take } = fresh();

      await queue.send(FIRST, 30 * 24 * 3_600_000);

      expect(await take()).toBeUndefined();
    });
  });
}
