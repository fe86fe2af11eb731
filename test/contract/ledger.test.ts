import type { PipelinePolicy } from '@azure/core-rest-pipeline';
import type { TableClient } from '@azure/data-tables';
import { describe, expect, it } from 'vitest';
import { createMemoryLedger } from '../../local/memory/ledger.ts';
import { createTableLedger } from '../../src/lib/azure/storage/tableLedger.ts';
import type { Ledger } from '../../src/lib/onboarding/ports.ts';
import { attempted, attempting, type MachineRecord, note } from '../../src/lib/onboarding/record.ts';
import { inTrouble, reflect } from '../../src/lib/onboarding/reflect.ts';
import { someSettings } from '../builders/evidence.ts';
import { aMachine, aMachineId, anExtension, SUBSCRIPTION } from '../builders/machine.ts';
import { unreachableTable, useEmulator } from './emulator.ts';
import { ledgerContract } from './ledger.contract.ts';
import { aRecord, fullRecord, NOW } from './records.ts';

const CLOCK = { now: () => NOW };
const ID = aMachineId();
const OTHER = '22222222-2222-4222-8222-222222222222';
const KEYS = { partitionKey: SUBSCRIPTION, rowKey: 'rg-web|srv-1' };

const emulator = useEmulator();
const ledgerIn = (table: TableClient): Ledger => createTableLedger(table, CLOCK);

ledgerContract('memory', createMemoryLedger);
ledgerContract('table', () => ledgerIn(emulator.freshTable()));

/** The columns of a row whose record is damaged in these fields. */
function damaged(fields: object): Record<string, unknown> {
  const { timeline, ...record } = fullRecord(ID);
  const json = { record: JSON.stringify({ ...record, ...fields }), timeline: JSON.stringify(timeline) };
  return { version: 1, state: 'Discovered', ...json };
}

describe('createTableLedger', () => {
  it.each<{ what: string; columns: Record<string, unknown> }>([
    { what: 'of a later version', columns: { version: 2, record: '{}', timeline: '[]' } },
    { what: 'without a version', columns: { record: '{}', timeline: '[]' } },
    { what: 'without a record', columns: { version: 1, timeline: '[]' } },
    { what: 'without a timeline', columns: { version: 1, record: JSON.stringify(aRecord(ID)) } },
    { what: 'of broken JSON', columns: { version: 1, record: '{"id":', timeline: '[]' } },
    { what: 'of another shape', columns: { version: 1, record: '["id","looks","state"]', timeline: '[]' } },
    { what: 'of null', columns: { version: 1, record: 'null', timeline: '[]' } },
    { what: 'with a broken timeline', columns: { version: 1, record: JSON.stringify(aRecord(ID)), timeline: '[{' } },
    {
      what: 'with a timeline that is none',
      columns: { version: 1, record: JSON.stringify(aRecord(ID)), timeline: '{}' },
    },
    { what: 'with a number for text', columns: { version: 1, record: 7, timeline: '[]' } },
    { what: 'without its marks', columns: damaged({ looks: null }) },
    { what: 'without a name', columns: damaged({ id: {} }) },
    { what: 'of a date that no calendar has', columns: damaged({ firstSeenAt: 9e15 }) },
    { what: 'without its attempts', columns: damaged({ attempts: undefined }) },
    { what: 'with nothing in its timeline', columns: { ...damaged({}), timeline: '[null]' } },
    { what: 'of another machine', columns: damaged({ id: aMachineId('srv-2') }) },
    { what: 'of another subscription', columns: damaged({ id: { ...ID, subscriptionId: OTHER } }) },
  ])('shows a row $what as damaged, in the list too, and overwrites it', async ({ columns }) => {
    const table = emulator.freshTable();
    await table.createTable();
    await table.createEntity({ ...KEYS, ...columns });
    const ledger = ledgerIn(table);

    const held = await ledger.read(ID);
    const listed = await Promise.all(
      [
        {},
        { states: ['Discovered'] as const },
        { states: ['Ready'] as const },
        { reason: 'Ready' },
        { q: 'srv-2' },
      ].map(async (filter) => (await ledger.list(filter, 10)).items),
    );
    const outcome = await ledger.write(aRecord(ID, { waited: 7 }), held?.etag);

    expect(held?.record).toMatchObject({ id: ID, state: 'Discovered', reason: 'RecordDamaged', firstSeenAt: NOW });
    expect(held?.record.message).toContain('cannot be read');
    expect(held?.record.fix).toContain('POST /api/machines/');
    expect(listed).toEqual([[held?.record], columns['state'] === undefined ? [] : [held?.record], [], [], []]);
    expect(outcome).not.toBe('conflict');
    expect((await ledger.read(ID))?.record).toStrictEqual(aRecord(ID, { waited: 7 }));
  });

  it('leaves out a row whose key names no machine', async () => {
    const table = emulator.freshTable();
    await table.createTable();
    await table.createEntity({ ...KEYS, rowKey: 'x', version: 1 });

    expect(await ledgerIn(table).list({}, 10)).toEqual({ items: [] });
  });

  it.each([
    { what: 'plain letters', letter: 'x' },
    { what: 'backslashes, which JSON doubles', letter: '\\' },
    { what: 'control characters, which JSON writes with six letters', letter: '\u0001' },
    { what: 'letters of four bytes', letter: '😀' },
    { what: 'Chinese letters', letter: '中' },
  ])('has room for the biggest record that can come about, full of $what', async ({ letter }) => {
    const table = emulator.freshTable();
    table.pipeline.addPolicy(asciiOnly, { afterPhase: 'Sign' });
    const ledger = ledgerIn(table);
    const record = biggestRecord(letter);

    const outcome = await ledger.write(record, undefined);

    expect(outcome).not.toBe('conflict');
    expect((await ledger.read(ID))?.record).toEqual(record);
    expect((await ledger.list({}, 1)).items).toEqual([record]);
  });

  it('leaves nothing of a bigger record behind in a smaller one', async () => {
    const ledger = ledgerIn(emulator.freshTable());
    await ledger.write(biggestRecord('\\'), undefined);
    const held = await ledger.read(ID);

    await ledger.write(aRecord(ID), held?.etag);

    expect((await ledger.read(ID))?.record).toStrictEqual(aRecord(ID));
  });

  it('never overwrites what it has not seen, though the service gave no ETag for its write', async () => {
    const table = emulator.freshTable();
    const ledger = ledgerIn(table);
    await ledger.write(aRecord(ID), undefined);
    const held = await ledger.read(ID);
    const noETag: PipelinePolicy = {
      name: 'noETag',
      sendRequest: async (request, next) => {
        const response = await next(request);
        response.headers.delete('etag');
        return response;
      },
    };
    table.pipeline.addPolicy(noETag, { afterPhase: 'Sign' });

    const written = await ledger.write(aRecord(ID, { waited: 1 }), held?.etag);
    const outcome = await ledger.write(aRecord(ID, { waited: 2 }), written === 'conflict' ? '' : written.etag);

    expect(written).not.toBe('conflict');
    expect(outcome).toBe('conflict');
    expect((await ledger.read(ID))?.record.waited).toBe(1);
  });

  it.each<{ call: string; made: (ledger: Ledger) => Promise<unknown> }>([
    { call: 'reading', made: (ledger) => ledger.read(ID) },
    { call: 'making a row', made: (ledger) => ledger.write(aRecord(ID), undefined) },
    { call: 'replacing a row', made: (ledger) => ledger.write(aRecord(ID), 'etag') },
    { call: 'removing a row', made: (ledger) => ledger.remove(ID, 'etag') },
    { call: 'listing', made: (ledger) => ledger.list({}, 1) },
  ])('throws what the service or the SDK says when $call goes wrong', async ({ made }) => {
    const broken = emulator.freshTable();
    broken.pipeline.addPolicy({ name: 'broken', sendRequest: () => Promise.reject(new TypeError('x is undefined')) });

    await expect(made(ledgerIn(unreachableTable()))).rejects.toThrow(/ECONNREFUSED/);
    await expect(made(ledgerIn(broken))).rejects.toThrow(new TypeError('x is undefined'));
  });
});

/** The emulator breaks letters that lie across two pieces of a request, so none may be of more than one byte. */
const asciiOnly: PipelinePolicy = {
  name: 'asciiOnly',
  sendRequest: (request, next) => {
    if (typeof request.body === 'string') {
      request.body = request.body.replace(/[\u0080-\uffff]/g, escaped);
      request.headers.set('content-length', request.body.length);
    }
    return next(request);
  },
};

function escaped(unit: string): string {
  return `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`;
}

/** The record of a machine on which everything went wrong, at length and again and again, as the domain makes it. */
function biggestRecord(letter: string): MachineRecord {
  const text = letter.repeat(20_000);
  const extension = anExtension({ provisioningState: 'Failed', message: text });
  const reading = { machine: aMachine({ extensions: [extension] }), settings: someSettings(), now: NOW };
  let record = aRecord(ID, {
    installFailure: { code: 'VMExtensionProvisioningError', message: text },
    lastError: { code: 'Unexpected', message: letter.repeat(250), at: NOW },
    operationUrl: `https://management.azure.com/${'o'.repeat(4096)}`,
  });
  for (let i = 0; i < 60; i++) {
    record = note(record, NOW + i, 'LookKeptFailing', text);
    record = attempted(attempting(record, NOW + i, 'installExtension'), 'refused', 'RequestDisallowedByPolicy');
  }
  const failed = reflect(record, reading);
  return inTrouble(failed, { reason: 'LookKeptFailing', code: 'Unexpected', message: text }, 'enforce', NOW);
}
