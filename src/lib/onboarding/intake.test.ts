import { describe, expect, it } from 'vitest';
import { createMemoryLedger } from '../../../local/memory/ledger.ts';
import { aClock } from '../../../test/builders/clock.ts';
import { NOON } from '../../../test/builders/evidence.ts';
import { aMachineId, SUBSCRIPTION } from '../../../test/builders/machine.ts';
import { aRecord } from '../../../test/builders/record.ts';
import { type IntakeDeps, type ResourceEvent, takeIn } from './intake.ts';
import type { MachineRecord } from './record.ts';
import { watchedSubscriptions } from './watched.ts';

const MACHINE = `/subscriptions/${SUBSCRIPTION}/resourcegroups/RG-WEB/providers/Microsoft.HybridCompute/machines/SRV-1`;
const OUTSIDE = MACHINE.replace(SUBSCRIPTION, '22222222-2222-4222-8222-222222222222');
const SELF = 'aaaaaaaa-0000-4000-8000-000000000000';

const anEvent = (parts: Partial<ResourceEvent> = {}): ResourceEvent => ({
  id: 'event-1',
  type: 'Microsoft.Resources.ResourceWriteSuccess',
  resourceId: MACHINE,
  operation: 'Microsoft.HybridCompute/machines/write',
  callerId: 'somebody',
  ...parts,
});

const extensionEvent = (name: string, parts: Partial<ResourceEvent> = {}) =>
  anEvent({
    resourceId: `${MACHINE}/extensions/${name}`,
    operation: 'Microsoft.HybridCompute/machines/extensions/write',
    ...parts,
  });

async function someDeps(record?: Partial<MachineRecord>, self: string | undefined = SELF): Promise<IntakeDeps> {
  const ledger = createMemoryLedger();
  if (record !== undefined) await ledger.write(aRecord(record), undefined);
  return { ledger, clock: aClock(), watched: watchedSubscriptions([SUBSCRIPTION]), self: async () => self };
}

const READY: Partial<MachineRecord> = {
  state: 'Ready',
  reason: 'Ready',
  seen: { location: 'x', os: {}, extension: { name: 'AADLogin', provisioningState: 'Succeeded' } },
};
const event = (type: string) => `Microsoft.Resources.${type}`;

describe('an event that says a machine was deleted', () => {
  it.each<[string, Partial<ResourceEvent>, boolean]>([
    ['is a sign that it is gone', { type: event('ResourceDeleteSuccess') }, true],
    ['is one in whatever case', { type: event('RESOURCEDELETESUCCESS').toUpperCase() }, true],
    [
      'is none when it is of an extension',
      { type: event('ResourceDeleteSuccess'), resourceId: `${MACHINE}/extensions/X` },
      false,
    ],
    ['is none when it is of a write', {}, false],
  ])('%s', async (_what, parts, told) => {
    const deps = await someDeps({ state: 'Onboarding' });
    const { operation: _untold, ...given } = anEvent(parts);

    await takeIn(given, deps);

    const { absence } = (await deps.ledger.read(aMachineId()))?.record ?? {};
    expect(absence).toEqual(told ? { toldAt: deps.clock.now() } : undefined);
  });

  it('says nothing new of one that is gone', async () => {
    const deps = await someDeps({ state: 'Gone' });

    await takeIn(
      anEvent({ type: event('ResourceDeleteSuccess'), operation: 'Microsoft.HybridCompute/machines/delete' }),
      deps,
    );

    expect((await deps.ledger.read(aMachineId()))?.record).not.toHaveProperty('absence');
  });
});

describe('an event that is looked into', () => {
  it.each<[string, ResourceEvent]>([
    ['a machine that was written', anEvent()],
    [
      'a machine that was deleted',
      anEvent({ type: event('ResourceDeleteSuccess'), operation: 'microsoft.hybridcompute/MACHINES/delete' }),
    ],
    ['a write that failed', anEvent({ type: event('ResourceWriteFailure') })],
    ['a type in another case', anEvent({ type: event('resourcewritesuccess') })],
    [
      'an event that does not tell its operation',
      { id: 'event-1', type: event('ResourceWriteSuccess'), resourceId: MACHINE },
    ],
    ['an extension', extensionEvent('AADLogin')],
    ['our own write of an extension', extensionEvent('AADLogin', { callerId: SELF })],
    [
      'a deletion by us',
      anEvent({
        type: event('ResourceDeleteSuccess'),
        operation: 'Microsoft.HybridCompute/machines/delete',
        callerId: SELF,
      }),
    ],
  ])('is %s', async (_sentence, given) => {
    const taken = await takeIn(given, await someDeps());

    expect(taken).toMatchObject({ kind: 'look', message: { version: 1, token: 'event:event-1' } });
  });

  it('is a write by nobody in particular, while we do not know who we are', async () => {
    const deps = { ...(await someDeps()), self: async () => undefined };

    const taken = await takeIn(anEvent({ callerId: SELF }), deps);

    expect(taken.kind).toBe('look');
  });

  it('leaves an event’s mark on the row of a machine it makes known', async () => {
    const deps = await someDeps();

    await takeIn(anEvent(), deps);

    expect((await deps.ledger.read(aMachineId()))?.record.looks).toEqual({
      next: { token: 'event:event-1', at: NOON, setAt: NOON, cause: 'event' },
    });
  });

  it('names a known machine as it was first seen', async () => {
    const taken = await takeIn(anEvent(), await someDeps({}));

    expect(taken).toMatchObject({
      message: { machineId: expect.stringMatching(/resourceGroups\/rg-web\/.*\/srv-1$/) },
    });
  });

  it('has a name that fits into a message, however long its id', async () => {
    const taken = await takeIn(anEvent({ id: 'x'.repeat(10_000) }), await someDeps());

    expect(taken.kind === 'look' && taken.message.token.length).toBe(200);
  });

  it.each<[string, Partial<MachineRecord>, string]>([
    ['our extension on a ready machine, in any case', READY, 'aadlogin'],
    ['another extension on a machine that is not ready', { ...READY, state: 'Onboarding' }, 'Monitor'],
    ['any extension on a ready machine whose extension is not on record', { state: 'Ready' }, 'Monitor'],
  ])('is %s', async (_sentence, record, name) => {
    const taken = await takeIn(extensionEvent(name), await someDeps(record));

    expect(taken.kind).toBe('look');
  });
});

describe('an event that is ignored', () => {
  it.each<[string, string, ResourceEvent]>([
    ['another type', 'event-type', anEvent({ type: event('ResourceActionSuccess') })],
    ['a deletion that failed', 'event-type', anEvent({ type: event('ResourceDeleteFailure') })],
    [
      'another resource',
      'foreign-resource',
      anEvent({ resourceId: `/subscriptions/${SUBSCRIPTION}/resourceGroups/rg` }),
    ],
    ['something else below a machine', 'foreign-resource', anEvent({ resourceId: `${MACHINE}/runCommands/x` })],
    ['something below an extension', 'foreign-resource', anEvent({ resourceId: `${MACHINE}/extensions/x/y` })],
    ['a tag on a machine', 'foreign-operation', anEvent({ operation: 'Microsoft.Resources/tags/write' })],
    [
      'a machine with the operation of an extension',
      'foreign-operation',
      anEvent({ operation: 'Microsoft.HybridCompute/machines/extensions/write' }),
    ],
    [
      'an operation that only ends like ours',
      'foreign-operation',
      anEvent({ operation: 'X/Microsoft.HybridCompute/machines/write' }),
    ],
    ['a subscription that is not watched', 'foreign-subscription', anEvent({ resourceId: OUTSIDE })],
    ['our own write of a machine', 'own-write', anEvent({ callerId: SELF.toUpperCase() })],
  ])('is %s: %s', async (_sentence, why, given) => {
    const deps = await someDeps();

    const taken = await takeIn(given, deps);

    expect(taken).toEqual({ kind: 'ignored', why });
    expect(await deps.ledger.list({}, 1)).toEqual({ items: [] });
  });

  it('is another extension on a ready machine', async () => {
    const taken = await takeIn(extensionEvent('Monitor'), await someDeps(READY));

    expect(taken).toEqual({ kind: 'ignored', why: 'other-extension' });
  });

  it('is one of many at once', async () => {
    const deps = await someDeps();
    await takeIn(anEvent({ id: 'event-0' }), deps);

    const taken = await takeIn(anEvent(), deps);

    expect(taken).toEqual({ kind: 'ignored', why: 'collapsed' });
  });

  it('is one whose look has been made', async () => {
    const deps = await someDeps({ looks: { last: 'event:event-1' } });

    const taken = await takeIn(anEvent(), deps);

    expect(taken).toEqual({ kind: 'ignored', why: 'collapsed' });
  });
});

describe('an event that is delivered again', () => {
  it('sends its message again, since whoever took it in first may have died before sending', async () => {
    const deps = await someDeps();
    const first = await takeIn(anEvent(), deps);

    const second = await takeIn(anEvent(), deps);

    expect(second).toEqual(first);
  });
});
