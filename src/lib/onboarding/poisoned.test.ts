import { describe, expect, it } from 'vitest';
import { createMemoryLedger } from '../../../local/memory/ledger.ts';
import { createMemoryLookQueue } from '../../../local/memory/lookQueue.ts';
import { aClock } from '../../../test/builders/clock.ts';
import { NOON } from '../../../test/builders/evidence.ts';
import { aMachineId } from '../../../test/builders/machine.ts';
import { aRecord, someConditions } from '../../../test/builders/record.ts';
import type { Looks } from './looks.ts';
import { poisoned } from './poisoned.ts';
import type { MachineRecord } from './record.ts';

const QUARTER = 900_000;
const id = aMachineId();
const next = (token: string) => ({ token, at: NOON, setAt: NOON, cause: 'event' as const });

async function poison(record?: Partial<MachineRecord>) {
  const clock = aClock();
  const ledger = createMemoryLedger();
  const queue = createMemoryLookQueue(clock);
  if (record !== undefined) await ledger.write(aRecord(record), undefined);
  const deps = { ledger, queue, clock, newToken: () => 'new', settings: { mode: 'enforce' as const } };
  const marked = await poisoned(id, 'poison', deps);
  return { marked, queue, clock, record: (await ledger.read(id))?.record };
}

describe('a look that failed five times', () => {
  it('shows on the machine, with the last error', async () => {
    const lastError = { code: 'ServerError', message: 'Azure is ill.', at: NOON };

    const { marked, record } = await poison({ looks: { next: next('poison') }, lastError });

    expect(marked).toBe(true);
    expect(record).toMatchObject({ state: 'Failed', reason: 'LookKeptFailing' });
    expect(record?.message).toContain('ServerError: Azure is ill.');
    expect(record?.timeline.map(({ event }) => event)).toContain('LookKeptFailing');
  });

  it('leaves a machine that was ready ready, and shows beside it what is wrong', async () => {
    const ready = { state: 'Ready', reason: 'Ready', readyAt: NOON, conditions: someConditions() } as const;

    const { record } = await poison({ ...ready, looks: { next: next('poison') } });

    expect(record).toMatchObject({ state: 'Ready', trouble: { reason: 'LookKeptFailing' } });
  });

  it('is made again in a quarter of an hour, since what was wrong may pass', async () => {
    const { queue, clock, record } = await poison({ looks: { next: next('poison') } });

    expect(record?.looks).toEqual({
      last: 'poison',
      next: { token: 'new', at: NOON + QUARTER, setAt: NOON, cause: 'schedule' },
    });
    expect(queue.nextDue()).toBe(NOON + QUARTER);
    clock.advance(QUARTER);
    expect(queue.take()?.token).toBe('new');
  });

  it.each<[string, Partial<MachineRecord> | undefined]>([
    ['died while it ran', { looks: { running: { token: 'poison', since: NOON, cause: 'event' } } }],
    ['never came as far as the ledger', undefined],
    ['is the only one that knows of the machine', {}],
  ])('marks the machine when it %s', async (_sentence, given) => {
    const { marked, record } = await poison(given);

    expect(marked).toBe(true);
    expect(record?.message).toContain('No look came as far as the ledger.');
  });

  it.each<[string, Looks]>([
    ['that is coming', { next: next('other') }],
    ['that is running', { running: { token: 'other', since: NOON, cause: 'event' } }],
  ])('marks nothing when it was overtaken by a look %s', async (_sentence, looks) => {
    const { marked, queue, record } = await poison({ looks });

    expect(marked).toBe(false);
    expect(queue.nextDue()).toBeUndefined();
    expect(record).toEqual(aRecord({ looks }));
  });

  it('sends the next message again when it had died before it came to that', async () => {
    const coming = { token: 'new-before', at: NOON + QUARTER, setAt: NOON - 1000, cause: 'schedule' as const };

    const { marked, queue, clock } = await poison({ looks: { last: 'poison', next: coming } });

    expect(marked).toBe(true);
    expect(queue.nextDue()).toBe(NOON + QUARTER);
    clock.advance(QUARTER);
    expect(queue.take()?.token).toBe('new-before');
  });

  it('marks nothing when the look itself had ended well, and only its message was left', async () => {
    const { marked, queue, record } = await poison({ state: 'Ready', looks: { last: 'poison' } });

    expect(marked).toBe(false);
    expect(queue.nextDue()).toBeUndefined();
    expect(record?.state).toBe('Ready');
  });
});
