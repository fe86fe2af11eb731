import { describe, expect, it } from 'vitest';
import { createMemoryLedger } from '../../../local/memory/ledger.ts';
import { aClock } from '../../../test/builders/clock.ts';
import { NOON } from '../../../test/builders/evidence.ts';
import { aMachineId, SUBSCRIPTION } from '../../../test/builders/machine.ts';
import { aRecord } from '../../../test/builders/record.ts';
import type { Looks } from './looks.ts';
import type { MachineRecord } from './record.ts';
import { requestLook } from './requestLook.ts';

const id = aMachineId();
const clock = aClock();
const message = {
  version: 1,
  machineId: `/subscriptions/${SUBSCRIPTION}/resourceGroups/rg-web/providers/Microsoft.HybridCompute/machines/srv-1`,
  token: 't',
};

async function ask(looks: Looks) {
  const ledger = createMemoryLedger();
  await ledger.write(aRecord({ looks }), undefined);
  const answer = await requestLook({ id, token: 't', cause: 'event' }, { ledger, clock });
  return { answer, left: (await ledger.read(id))?.record.looks };
}

describe('requestLook', () => {
  it('makes a row and answers the message', async () => {
    const ledger = createMemoryLedger();

    const answer = await requestLook({ id, token: 't', cause: 'event' }, { ledger, clock });

    expect(answer).toEqual(message);
    expect((await ledger.read(id))?.record.looks.next).toEqual({ token: 't', at: NOON, setAt: NOON, cause: 'event' });
  });

  it('puts what else is asked for on the same row, also when a look is coming anyway', async () => {
    const ledger = createMemoryLedger();
    const mark = (record: MachineRecord) => ({ ...record, offboard: { requestedAt: NOON } });
    await requestLook({ id, token: 't', cause: 'event' }, { ledger, clock });

    const answer = await requestLook({ id, token: 'u', cause: 'event', mark }, { ledger, clock });

    const record = (await ledger.read(id))?.record;
    expect(answer).toBeUndefined();
    expect(record).toMatchObject({ offboard: { requestedAt: NOON }, looks: { next: { token: 't' } } });
  });

  it('leaves a mark and no message while a look runs', async () => {
    const running = { token: 'r', since: NOON, cause: 'event' } as const;

    const { answer, left } = await ask({ running });

    expect(answer).toBeUndefined();
    expect(left).toEqual({ running, again: 'event' });
  });

  it('answers the same message to the same request, and changes nothing', async () => {
    const next = { token: 't', at: NOON, setAt: NOON - 1, cause: 'event' } as const;

    const { answer, left } = await ask({ next });

    expect(answer).toEqual(message);
    expect(left).toEqual({ next });
  });

  it('answers nothing and changes nothing when a look is coming anyway', async () => {
    const next = { token: 'other', at: NOON, setAt: NOON, cause: 'event' } as const;

    const { answer, left } = await ask({ next });

    expect(answer).toBeUndefined();
    expect(left).toEqual({ next });
  });

  it('needs no reading of a row that is known', async () => {
    const ledger = { ...createMemoryLedger(), read: () => Promise.reject(new Error('read')) };

    const answer = await requestLook({ id, token: 't', cause: 'person' }, { ledger, clock }, { held: undefined });

    expect(answer).toEqual(message);
  });
});
