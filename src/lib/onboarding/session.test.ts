import { describe, expect, it } from 'vitest';
import { createMemoryLedger } from '../../../local/memory/ledger.ts';
import { NOON } from '../../../test/builders/evidence.ts';
import { alwaysLate } from '../../../test/builders/ledgers.ts';
import { aMachineId } from '../../../test/builders/machine.ts';
import { aRecord } from '../../../test/builders/record.ts';
import { Failure } from '../errors.ts';
import { offboardingAsked } from './offboardingOnRecord.ts';
import type { Held, Ledger } from './ports.ts';
import { isLookLost, LookSession } from './session.ts';

const id = aMachineId();
const running = (token: string) => ({ token, since: NOON, cause: 'event' as const });

async function begun(ledger: Ledger): Promise<Held> {
  const record = aRecord({ looks: { running: running('mine') } });
  const written = await ledger.write(record, undefined);
  if (written === 'conflict') throw new Error('The ledger was not empty.');
  return { record, etag: written.etag };
}

/** Somebody else changes the marks on the row. */
async function meddle(ledger: Ledger, looks: Held['record']['looks']): Promise<void> {
  const held = await ledger.read(id);
  await ledger.write({ ...(held?.record ?? aRecord()), looks }, held?.etag);
}

describe('a session', () => {
  it('saves what it is given, again and again', async () => {
    const ledger = createMemoryLedger();
    const session = new LookSession(ledger, 'mine', await begun(ledger));

    await session.save(aRecord({ waited: 1 }));
    await session.save(aRecord({ waited: 2 }));

    expect(session.record).toMatchObject({ waited: 2, looks: { running: running('mine') } });
    expect((await ledger.read(id))?.record).toEqual(session.record);
  });

  it('keeps a request that somebody has left on the row, and lets the end see it', async () => {
    const ledger = createMemoryLedger();
    const session = new LookSession(ledger, 'mine', await begun(ledger));
    await meddle(ledger, { running: running('mine'), again: 'event' });

    const saved = await session.save(aRecord({ waited: 3 }), (record) => ({
      ...record,
      looks: { last: `saw ${record.looks.again}` },
    }));

    expect(saved).toMatchObject({ waited: 3, looks: { last: 'saw event' } });
  });

  it('keeps that somebody wants the machine to leave, in every save after it', async () => {
    const ledger = createMemoryLedger();
    const session = new LookSession(ledger, 'mine', await begun(ledger));
    const held = await ledger.read(id);
    await ledger.write(offboardingAsked(held?.record ?? aRecord(), { requestedAt: NOON + 1 }), held?.etag);

    await session.save(aRecord({ waited: 1 }));
    const saved = await session.save(aRecord({ waited: 2 }));

    expect(saved).toMatchObject({ waited: 2, offboard: { requestedAt: NOON + 1 } });
    expect(saved.timeline.filter(({ event }) => event === 'OffboardRequested')).toHaveLength(1);
  });

  it('keeps on the timeline, once, that somebody asks again while it runs', async () => {
    const ledger = createMemoryLedger();
    const { record, etag } = await begun(ledger);
    const leaving = offboardingAsked(record, { requestedAt: NOON, reason: 'first' });
    const written = await ledger.write(leaving, etag);
    if (written === 'conflict') throw new Error('Somebody was faster.');
    const session = new LookSession(ledger, 'mine', { record: leaving, etag: written.etag });
    await ledger.write(offboardingAsked(leaving, { requestedAt: NOON + 1, reason: 'second' }), written.etag);

    await session.save(leaving);
    const saved = await session.save(leaving);

    expect(saved.offboard?.reason).toBe('first');
    expect(saved.timeline.slice(-2).map(({ message }) => message.replace(/.*Reason: /, ''))).toEqual([
      'first',
      'second',
    ]);
    expect(saved.timeline).toHaveLength(leaving.timeline.length + 1);
  });

  it('lets a machine that the look knew was to leave have left', async () => {
    const ledger = createMemoryLedger();
    const { record, etag } = await begun(ledger);
    const leaving = { ...record, offboard: { requestedAt: NOON } };
    const written = await ledger.write(leaving, etag);
    if (written === 'conflict') throw new Error('Somebody was faster.');
    const session = new LookSession(ledger, 'mine', { record: leaving, etag: written.etag });
    await meddle(ledger, { running: running('mine'), again: 'person' });

    expect(await session.save(aRecord())).not.toHaveProperty('offboard');
  });

  it('stops when another look has taken the row', async () => {
    const ledger = createMemoryLedger();
    const session = new LookSession(ledger, 'mine', await begun(ledger));
    await meddle(ledger, { running: running('theirs') });

    const save = session.save(aRecord({ waited: 3 }));

    await expect(save).rejects.toMatchObject({ kind: 'conflict', code: 'LookLost' });
    expect((await ledger.read(id))?.record.waited).toBe(0);
  });

  it('stops when the row is gone', async () => {
    const ledger = createMemoryLedger();
    const held = await begun(ledger);
    const session = new LookSession(ledger, 'mine', held);
    await ledger.remove(id, held.etag);

    await expect(session.save(aRecord())).rejects.toSatisfy(isLookLost);
  });

  it('gives up as something to try again when others are always faster', async () => {
    const ledger = createMemoryLedger();
    const session = new LookSession(alwaysLate(ledger), 'mine', await begun(ledger));

    await expect(session.save(aRecord())).rejects.toMatchObject({ kind: 'transient', code: 'LedgerBusy' });
  });

  it('removes its row', async () => {
    const ledger = createMemoryLedger();
    const session = new LookSession(ledger, 'mine', await begun(ledger));

    expect(await session.remove()).toBe(true);
    expect(await ledger.read(id)).toBeUndefined();
  });

  it('leaves the row when somebody has left a request on it', async () => {
    const ledger = createMemoryLedger();
    const session = new LookSession(ledger, 'mine', await begun(ledger));
    await meddle(ledger, { running: running('mine'), again: 'event' });

    expect(await session.remove()).toBe(false);
    expect(await ledger.read(id)).toBeDefined();
  });
});

describe('isLookLost', () => {
  it.each([
    ['another failure', new Failure('conflict', 'Other', '')],
    ['any error', new Error('LookLost')],
    ['no error', undefined],
  ])('is false for %s', (_sentence, error) => {
    expect(isLookLost(error)).toBe(false);
  });
});
