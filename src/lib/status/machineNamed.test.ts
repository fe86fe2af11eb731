import { describe, expect, it } from 'vitest';
import { createMemoryLedger } from '../../../local/memory/ledger.ts';
import { aMachineId, SUBSCRIPTION } from '../../../test/builders/machine.ts';
import { aRecord } from '../../../test/builders/record.ts';
import { armId } from '../onboarding/machineId.ts';
import type { Ledger } from '../onboarding/ports.ts';
import type { MachineRecord } from '../onboarding/record.ts';
import { machineNamed } from './machineNamed.ts';

async function aLedger(...records: readonly Partial<MachineRecord>[]): Promise<Ledger> {
  const ledger = createMemoryLedger();
  for (const record of records) await ledger.write(aRecord(record), undefined);
  return ledger;
}

const WEB = aMachineId('Web-1', 'RG-Web');

describe('a machine in a query', () => {
  it.each([
    ['its id', armId(WEB)],
    ['its id in another case', armId(WEB).toLowerCase()],
    ['its name', 'Web-1'],
    ['its name in another case', 'wEB-1'],
  ])('is found by %s, and named as on record', async (_how, text) => {
    const ledger = await aLedger({ id: WEB }, { id: aMachineId('web-10', 'rg-web') }, { id: aMachineId('my-web-1') });

    expect(await machineNamed(text, ledger)).toEqual({ ok: true, id: WEB });
  });

  it.each([
    ['an id that is not on record', armId(aMachineId('db-1'))],
    ['a name that no machine has', 'db-1'],
    ['a part of a name', 'web'],
    ['the id of something else', `/subscriptions/${SUBSCRIPTION}`],
    ['what lies below a machine', `${armId(WEB)}/extensions/AADLogin`],
  ])('is not known by %s', async (_how, text) => {
    expect(await machineNamed(text, await aLedger({ id: WEB }))).toMatchObject({
      ok: false,
      problem: { status: 404, code: 'unknown-machine' },
    });
  });

  it('must be named in full where several have the name', async () => {
    const twin = aMachineId('web-1', 'rg-db');
    const ledger = await aLedger({ id: WEB }, { id: twin });

    expect(await machineNamed('web-1', ledger)).toMatchObject({
      ok: false,
      problem: {
        status: 409,
        code: 'ambiguous-machine',
        detail: expect.stringMatching(/^2 machines are named web-1; /i),
        candidates: expect.arrayContaining([armId(WEB), armId(twin)]),
      },
    });
    expect(await machineNamed(armId(twin), ledger)).toEqual({ ok: true, id: twin });
  });

  it('is not mistaken for one that is gone', async () => {
    const ledger = await aLedger({ id: WEB }, { id: aMachineId('web-1', 'rg-db'), state: 'Gone' });

    expect(await machineNamed('web-1', ledger)).toEqual({ ok: true, id: WEB });
  });

  it('gets no more than twenty candidates, and is told that there are many', async () => {
    const ledger = await aLedger(...Array.from({ length: 25 }, (_, i) => ({ id: aMachineId('web-1', `rg-${i}`) })));

    const named = await machineNamed('web-1', ledger);

    if (named.ok) throw new Error('It was found.');
    expect(named.problem.candidates).toHaveLength(20);
    expect(named.problem.detail).toMatch(/^Many machines/);
  });

  it('is looked for on every page of the ledger', async () => {
    const ledger = await aLedger({ id: WEB }, { id: aMachineId('web-10', 'rg-a') });
    const paged: Ledger = { ...ledger, list: (filter, _limit, from) => ledger.list(filter, 1, from) };

    expect(await machineNamed('web-1', paged)).toEqual({ ok: true, id: WEB });
  });
});
