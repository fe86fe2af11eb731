/** What every queue of looks does. */
import { describe, expect, it } from 'vitest';
import { messageFor } from '../../src/lib/onboarding/message.ts';
import type { LookMessage, LookQueue } from '../../src/lib/onboarding/ports.ts';
import { aMachineId } from '../builders/machine.ts';

/** A queue, and what stands at its other end. */
export interface QueueHarness {
  readonly queue: LookQueue;
  /** Takes a message that is visible; undefined when none is. */
  readonly take: () => Promise<LookMessage | undefined>;
  /** Lets this much time go by; a real queue has to wait it out. */
  readonly advance: (ms: number) => Promise<void>;
}

/** Holds the queues that `fresh` makes, each empty, to the contract of `LookQueue`. */
export function lookQueueContract(name: string, fresh: () => QueueHarness): void {
  describe(`${name} as a queue of looks`, () => {
    it.each([
      { what: 'a plain machine', message: look('srv-1') },
      {
        what: 'letters beyond ASCII',
        message: messageFor(aMachineId('srv-1', '生产环境_(Süd)'), 'event:ä😀'),
      },
      {
        what: 'the longest id and token',
        message: messageFor(aMachineId('n'.repeat(54), 'g'.repeat(90)), 't'.repeat(200)),
      },
    ])('hands over what was sent, with $what', async ({ message }) => {
      const { queue, take } = fresh();

      await queue.send(message, 0);

      expect(await take()).toEqual(message);
    });

    it('hands a message over once', async () => {
      const { queue, take } = fresh();
      await queue.send(look('srv-1'), 0);

      await take();

      expect(await take()).toBeUndefined();
    });

    it('takes the same message twice for two', async () => {
      const { queue, take } = fresh();
      await queue.send(look('srv-1'), 0);
      await queue.send(look('srv-1'), 0);

      expect([await take(), await take(), await take()]).toEqual([look('srv-1'), look('srv-1'), undefined]);
    });

    it('hands over each of many messages', async () => {
      const { queue, take } = fresh();
      const names = ['srv-1', 'srv-2', 'srv-3', 'srv-4', 'srv-5'];
      await Promise.all(names.map((machine) => queue.send(look(machine), 0)));

      const taken = [await take(), await take(), await take(), await take(), await take()];

      expect(new Set(taken.map((message) => message?.token))).toEqual(
        new Set(['to srv-1', 'to srv-2', 'to srv-3', 'to srv-4', 'to srv-5']),
      );
      expect(await take()).toBeUndefined();
    });

    it('hides a message until its time has come', async () => {
      const { queue, take, advance } = fresh();
      await queue.send(look('srv-1'), 1500);

      const early = await take();
      await advance(2000);

      expect(early).toBeUndefined();
      expect(await take()).toEqual(look('srv-1'));
    });

    it('hands messages over as they become due, not as they were sent', async () => {
      const { queue, take, advance } = fresh();
      await queue.send(look('later'), 2000);
      await queue.send(look('sooner'), 1000);
      await queue.send(look('now'), 0);

      const atOnce = [await take(), await take()];
      await advance(1000);
      const sooner = await take();
      await advance(1000);
      const later = await take();

      expect(atOnce).toEqual([look('now'), undefined]);
      expect([sooner, later]).toEqual([look('sooner'), look('later')]);
    });

    it.each([
      { what: 'a fraction of a millisecond', delayMs: 0.4 },
      { what: 'fifteen minutes', delayMs: 900_000 },
      { what: 'a month', delayMs: 30 * 24 * 3_600_000 },
    ])('takes a delay of $what, and hides the message', async ({ delayMs }) => {
      const { queue, take } = fresh();

      await queue.send(look('srv-1'), delayMs);

      expect(await take()).toBeUndefined();
    });

    it('keeps a message apart from the object that was sent', async () => {
      const { queue, take } = fresh();
      const message = { ...look('srv-1') };
      await queue.send(message, 0);

      Object.assign(message, { token: 'changed' });

      expect(await take()).toEqual(look('srv-1'));
    });
  });
}

function look(machine: string): LookMessage {
  return messageFor(aMachineId(machine), `to ${machine}`);
}
