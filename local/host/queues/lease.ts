import type { Queue } from './queue.ts';

/** A taken message that stays invisible to others until it is given back. */
export interface Lease {
  /** Ends the renewals; answers the receipt that is valid now. */
  end(): Promise<string>;
}

/** The time for which a message is taken: whole seconds, at least one, as the service counts. */
export function lockSeconds(queueLockMs: number): number {
  return Math.max(1, Math.ceil(queueLockMs / 1000));
}

/**
 * Keeps a taken message invisible by renewing its lock at half time, each time for the whole lock again. When a renewal
 * fails, the next is tried at the next half time; meanwhile the message may be taken a second time.
 */
export function keepInvisible(
  queue: Queue,
  { messageId, popReceipt }: { messageId: string; popReceipt: string },
  queueLockMs: number,
  onFailure: (error: unknown) => void,
): Lease {
  const seconds = lockSeconds(queueLockMs);
  let receipt = popReceipt;
  let renewal: Promise<void> = Promise.resolve();

  const renew = async (): Promise<void> => {
    try {
      receipt = await queue.hide(messageId, receipt, seconds);
    } catch (error) {
      onFailure(error);
    }
  };
  const timer = setInterval(
    () => {
      renewal = renewal.then(renew);
    },
    (seconds * 1000) / 2,
  );

  return {
    end: async () => {
      clearInterval(timer);
      await renewal;
      return receipt;
    },
  };
}
