import { describe, expect, it } from 'vitest';
import { createMemoryLedger } from '../../../local/memory/ledger.ts';
import { aClock } from '../../../test/builders/clock.ts';
import { NOON } from '../../../test/builders/evidence.ts';
import { alwaysLate, before } from '../../../test/builders/ledgers.ts';
import { aMachineId } from '../../../test/builders/machine.ts';
import { aRecord } from '../../../test/builders/record.ts';
import { changeRow } from './row.ts';

const id = aMachineId();
const clock = aClock();

describe('changeRow', () => {
  it('makes a row where there is none', async () => {
    const ledger = createMemoryLedger();

    const { answer, saved } = await changeRow(id, { ledger, clock }, (record) => ({
      save: record,
      answer: record.state,
    }));

    expect(answer).toBe('Discovered');
    expect(await ledger.read(id)).toEqual(saved);
    expect(saved?.record).toMatchObject({ id, firstSeenAt: NOON });
  });

  it('leaves the row alone when there is nothing to save', async () => {
    const ledger = createMemoryLedger();

    const changed = await changeRow(id, { ledger, clock }, () => ({ answer: 'no' }));

    expect(changed).toEqual({ answer: 'no' });
    expect(await ledger.read(id)).toBeUndefined();
  });

  it('decides again on what somebody else has written meanwhile', async () => {
    const ledger = createMemoryLedger();
    await ledger.write(aRecord({ waited: 1 }), undefined);
    const held = await ledger.read(id);
    const late = before(ledger, 'write', 1, () => ledger.write(aRecord({ waited: 10 }), held?.etag));

    const { answer } = await changeRow(id, { ledger: late, clock }, (record) => ({
      save: { ...record, waited: record.waited + 1 },
      answer: record.waited,
    }));

    expect(answer).toBe(10);
    expect((await ledger.read(id))?.record.waited).toBe(11);
  });

  it('does not read what is known, and reads when that has changed', async () => {
    const ledger = createMemoryLedger();
    await ledger.write(aRecord({ waited: 5 }), undefined);
    const reads: string[] = [];
    const counted = before(ledger, 'read', 1, async () => reads.push('read'));
    const held = await ledger.read(id);

    const first = await changeRow(id, { ledger: counted, clock }, ({ waited }) => ({ answer: waited }), { held });
    const stale = await changeRow(
      id,
      { ledger: counted, clock },
      (record) => ({ save: record, answer: record.waited }),
      {
        held: undefined,
      },
    );

    expect(first.answer).toBe(5);
    expect(stale.answer).toBe(5);
    expect(reads).toEqual(['read']);
  });

  it('gives up as something to try again when others are always faster', async () => {
    const ledger = alwaysLate(createMemoryLedger());

    const change = changeRow(id, { ledger, clock }, (record) => ({ save: record, answer: undefined }));

    await expect(change).rejects.toMatchObject({ kind: 'transient', code: 'LedgerBusy' });
  });
});
