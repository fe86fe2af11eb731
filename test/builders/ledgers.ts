/** Ledgers that misbehave, around one that does not. */
import type { Ledger } from '../../src/lib/onboarding/ports.ts';

/** Every write finds that somebody was faster. */
export function alwaysLate(ledger: Ledger): Ledger {
  return { ...ledger, write: async () => 'conflict' };
}

/** Does `action` before the `nth` reading or writing. */
export function before(ledger: Ledger, method: 'read' | 'write', nth: number, action: () => Promise<unknown>): Ledger {
  let calls = 0;
  const called = async (by: 'read' | 'write') => {
    if (by === method) calls += 1;
    if (by === method && calls === nth) await action();
  };
  return {
    ...ledger,
    read: async (id) => {
      await called('read');
      return ledger.read(id);
    },
    write: async (record, etag) => {
      await called('write');
      return ledger.write(record, etag);
    },
  };
}

/** A ledger that a process talks to until it is killed. */
export function mortal(ledger: Ledger): Ledger & { alive: boolean } {
  const speaker: Ledger & { alive: boolean } = {
    ...ledger,
    alive: true,
    read: async (id) => {
      if (!speaker.alive) throw new Error('killed');
      return ledger.read(id);
    },
    write: async (record, etag) => {
      if (!speaker.alive) throw new Error('killed');
      return ledger.write(record, etag);
    },
  };
  return speaker;
}
