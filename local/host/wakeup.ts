/** A bell for one sleeper. A ring while nobody sleeps is kept: the next sleep ends at once. */
export interface Wakeup {
  ring(): void;
  /** Ends after so many milliseconds, or at a ring. */
  sleep(ms: number): Promise<void>;
}

/** Makes a bell that has not rung. */
export function createWakeup(): Wakeup {
  let rung = false;
  let wake: (() => void) | undefined;
  return {
    ring: () => {
      rung = true;
      wake?.();
    },
    sleep: async (ms) => {
      if (!rung) {
        await new Promise<void>((resolve) => {
          const timer = setTimeout(resolve, ms);
          wake = () => {
            clearTimeout(timer);
            resolve();
          };
        });
      }
      rung = false;
      wake = undefined;
    },
  };
}
