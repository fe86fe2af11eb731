import { describe, expect, it } from 'vitest';
import { createMemoryLedger } from '../../../local/memory/ledger.ts';
import { aMachineId, SUBSCRIPTION } from '../../../test/builders/machine.ts';
import { aRecord } from '../../../test/builders/record.ts';
import { accessGranted } from '../access/accessGranted.ts';
import { serve } from '../http/serve.ts';
import { aRequest, someOptions } from '../http/serving.fixture.ts';
import type { Ledger } from '../onboarding/ports.ts';
import type { MachineRecord } from '../onboarding/record.ts';
import { getMachine, listMachines } from './machines.ts';

/** Access that nobody has read yet. */
const accessAt = async () => accessGranted('/', undefined, Date.UTC(2026, 10, 22));

const OTHER = '22222222-2222-4222-8222-222222222222';

async function aLedger(...records: readonly Partial<MachineRecord>[]): Promise<Ledger> {
  const ledger = createMemoryLedger();
  for (const record of records) await ledger.write(aRecord(record), undefined);
  return ledger;
}

async function list(ledger: Ledger, query: Readonly<Record<string, string>> = {}) {
  const { status, body = '' } = await serve(listMachines, aRequest({ query }), { ledger, accessAt }, someOptions());
  return { status, body: JSON.parse(body) };
}

const names = (body: { readonly items: readonly { readonly name: string }[] }) => body.items.map(({ name }) => name);

const FLEET: readonly Partial<MachineRecord>[] = [
  { id: aMachineId('db-1', 'rg-db'), state: 'Ready', reason: 'Ready' },
  { id: aMachineId('web-1', 'RG-Web'), state: 'Failed', reason: 'InstallFailed' },
  { id: aMachineId('Web-2', 'rg-web'), state: 'Ready', reason: 'Ready' },
  { id: { ...aMachineId('web-3', 'rg-web'), subscriptionId: OTHER }, state: 'Offline', reason: 'AgentExpired' },
];

describe('GET /machines', () => {
  it.each<[string, Readonly<Record<string, string>>, readonly string[]]>([
    ['everything', {}, ['db-1', 'web-1', 'Web-2', 'web-3']],
    ['a state', { state: 'Ready' }, ['db-1', 'Web-2']],
    ['several states', { state: 'Failed, Offline' }, ['web-1', 'web-3']],
    ['a state that is said twice, once', { state: 'Failed,Failed' }, ['web-1']],
    ['a reason', { reason: 'InstallFailed' }, ['web-1']],
    ['a subscription in any case', { subscription: OTHER.toUpperCase() }, ['web-3']],
    ['a resource group in any case', { resourceGroup: 'rg-WEB' }, ['web-1', 'Web-2', 'web-3']],
    ['a part of the name in any case', { q: 'wEb' }, ['web-1', 'Web-2', 'web-3']],
    ['all of it', { q: 'web', state: 'Ready', resourceGroup: 'rg-web', subscription: SUBSCRIPTION }, ['Web-2']],
    ['what is not there', { q: 'mail' }, []],
  ])('answers %s', async (_sentence, query, expected) => {
    const { status, body } = await list(await aLedger(...FLEET), query);

    expect(status).toBe(200);
    expect(names(body)).toEqual(expected);
    expect(body.next).toBeNull();
  });

  it('answers page by page, each machine once', async () => {
    const ledger = await aLedger(...FLEET);

    const first = await list(ledger, { limit: '3' });
    const second = await list(ledger, { limit: '3', cursor: first.body.next });

    expect(names(first.body)).toEqual(['db-1', 'web-1', 'Web-2']);
    expect(names(second.body)).toEqual(['web-3']);
    expect(second.body.next).toBeNull();
  });

  it.each<[string, Readonly<Record<string, string>>, string]>([
    ['a state that there is not', { state: 'Broken' }, 'state'],
    ['a state that there is not, among others', { state: 'Ready,Broken' }, 'state'],
    ['an empty state', { state: '' }, 'state'],
    ['a subscription that is no GUID', { subscription: 'one' }, 'subscription'],
    ['no machines at all', { limit: '0' }, 'limit'],
    ['a cursor of its own making', { cursor: 'abc' }, 'cursor'],
    ['what nobody knows', { sort: 'name' }, 'sort'],
  ])('refuses %s', async (_sentence, query, field) => {
    const { status, body } = await list(await aLedger(), query);

    expect(status).toBe(400);
    expect(body.errors).toMatchObject([{ field }]);
  });
});

describe('GET /machines/{id}', () => {
  const get = async (params: Readonly<Record<string, string>>) => {
    const ledger = await aLedger({ id: aMachineId('Srv-1', 'RG-Web') });
    const { status, body = '' } = await serve(getMachine, aRequest({ params }), { ledger, accessAt }, someOptions());
    return { status, body: JSON.parse(body) };
  };

  it('answers the machine in any case', async () => {
    const { status, body } = await get({
      subscriptionId: SUBSCRIPTION.toUpperCase(),
      resourceGroup: 'rg-web',
      name: 'SRV-1',
    });

    expect(status).toBe(200);
    expect(body).toMatchObject({ name: 'Srv-1', resourceGroup: 'RG-Web', subscriptionId: SUBSCRIPTION });
  });

  it('does not know a machine that is not on record, and says what to do', async () => {
    const { status, body } = await get({ subscriptionId: SUBSCRIPTION, resourceGroup: 'rg-web', name: 'srv-2' });

    expect(status).toBe(404);
    expect(body).toMatchObject({
      code: 'unknown-machine',
      detail: expect.stringMatching(/POST \/api\/machines\/[-0-9a-f]+\/\S+\/\S+\/reconcile \(function key/),
    });
  });

  it.each([
    ['subscriptionId', { subscriptionId: 'one', resourceGroup: 'rg', name: 'x' }],
    ['resourceGroup', { subscriptionId: SUBSCRIPTION, resourceGroup: 'rg/..', name: 'x' }],
    ['name', { subscriptionId: SUBSCRIPTION, resourceGroup: 'rg', name: '..' }],
    ['name', { subscriptionId: SUBSCRIPTION, resourceGroup: 'rg', name: 'x'.repeat(55) }],
  ])('refuses a %s that cannot be one', async (field, params) => {
    const { status, body } = await get(params);

    expect(status).toBe(400);
    expect(body.errors).toMatchObject([{ field }]);
  });
});
