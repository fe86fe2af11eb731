import { describe, expect, it } from 'vitest';
import { createMemoryLedger } from '../../../local/memory/ledger.ts';
import { NOON } from '../../../test/builders/evidence.ts';
import { aMachineId } from '../../../test/builders/machine.ts';
import { aRecord } from '../../../test/builders/record.ts';
import { countedLedger } from './countedLedger.ts';
import type { Counted } from './totals.ts';

type Move = readonly [from: Counted | undefined, to: Counted | undefined, seconds?: number];
const NEW = { state: 'Discovered', reason: 'NotLookedAt' };

function aLedger(fails = false) {
  const moves: Move[] = [];
  const totals = {
    moved: async (from: Counted | undefined, to: Counted | undefined, seconds?: number) => {
      if (fails) throw new Error('storage');
      const said = (counted: Counted | undefined) => counted && { state: counted.state, reason: counted.reason };
      moves.push(seconds === undefined ? [said(from), said(to)] : [said(from), said(to), seconds]);
    },
  };
  const inner = createMemoryLedger();
  return { inner, moves, instance: () => countedLedger(inner, totals) };
}

async function etagOf(written: Promise<{ readonly etag: string } | 'conflict'>): Promise<string> {
  const answer = await written;
  if (answer === 'conflict') throw new Error('conflict');
  return answer.etag;
}

describe('a counted ledger', () => {
  it('counts a new record, each change of state or reason, and a removal', async () => {
    const { moves, instance } = aLedger();
    const ledger = instance();

    const first = await etagOf(ledger.write(aRecord(), undefined));
    const second = await etagOf(ledger.write(aRecord({ waited: 3 }), first));
    const third = await etagOf(
      ledger.write(aRecord({ state: 'Ready', reason: 'Ready', readyAt: NOON + 90_000 }), second),
    );
    await ledger.remove(aMachineId(), third);

    expect(moves).toEqual([
      [undefined, NEW],
      [NEW, { state: 'Ready', reason: 'Ready' }, 90],
      [{ state: 'Ready', reason: 'Ready' }, undefined],
    ]);
  });

  it('counts the time to ready of a machine that was left alone from when it was taken', async () => {
    const { moves, instance } = aLedger();
    const ready = { state: 'Ready', reason: 'Ready', takenAt: NOON + 80_000, readyAt: NOON + 90_000 } as const;

    await instance().write(aRecord(ready), undefined);

    expect(moves).toEqual([[undefined, { state: 'Ready', reason: 'Ready' }, 10]]);
  });

  it('knows a record that another instance wrote from reading it, and counts no second first readiness', async () => {
    const { moves, instance } = aLedger();
    await instance().write(aRecord({ state: 'Offline', reason: 'AgentDisconnected', readyAt: NOON }), undefined);
    const other = instance();

    const held = await other.read(aMachineId());
    await other.write(aRecord({ state: 'Ready', reason: 'Ready', readyAt: NOON }), held?.etag);

    expect(moves.at(-1)).toEqual([
      { state: 'Offline', reason: 'AgentDisconnected' },
      { state: 'Ready', reason: 'Ready' },
    ]);
  });

  it('counts nothing for a write or a removal that came too late', async () => {
    const { moves, instance } = aLedger();
    const ledger = instance();
    await ledger.write(aRecord(), undefined);

    expect(await ledger.write(aRecord({ state: 'Gone' }), 'stale')).toBe('conflict');
    expect(await ledger.remove(aMachineId(), 'stale')).toBe('conflict');
    expect(moves).toHaveLength(1);
  });

  it('leaves what it has never seen to the next exact count', async () => {
    const { inner, moves, instance } = aLedger();
    const etag = await etagOf(inner.write(aRecord(), undefined));
    const ledger = instance();

    await ledger.write(aRecord({ state: 'Gone', reason: 'Absent' }), etag);

    expect(moves).toEqual([]);
    expect((await ledger.list({}, 10)).items).toHaveLength(1);
  });

  it('never fails a look because of the totals', async () => {
    await expect(aLedger(true).instance().write(aRecord(), undefined)).resolves.toMatchObject({});
  });

  it('remembers no more than it must', async () => {
    const { instance, moves } = aLedger();
    const ledger = instance();
    const first = await etagOf(ledger.write(aRecord({ id: aMachineId('first') }), undefined));
    for (let n = 0; n < 10_000; n++) await ledger.write(aRecord({ id: aMachineId(`srv-${n}`) }), undefined);

    await ledger.write(aRecord({ id: aMachineId('first'), state: 'Gone' }), first);

    expect(moves).toHaveLength(10_001);
  });
});
