import { readFileSync } from 'node:fs';
import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parseEvent } from './eventParser.ts';

const MACHINE =
  '/subscriptions/11111111-1111-4111-8111-111111111111/resourcegroups/rg-web/providers/Microsoft.HybridCompute/machines/srv-1';
const EXTENSION = `${MACHINE}/extensions/AADLogin`;
const OBJECT_ID = 'http://schemas.microsoft.com/identity/claims/objectidentifier';
/** Stands where events may name people; must not be in any message. */
const SECRET = 'zoe@contoso.example';

type Json = Record<string, unknown>;

// Microsoft's own samples.
const GRID = sample('event-grid-write.json');
const CLOUD = sample('cloud-event-delete.json');

describe('parseEvent', () => {
  it('reads Microsoft’s sample in the Event Grid schema', async () => {
    expect(await parseEvent(GRID)).toEqual({
      kind: 'event',
      event: {
        id: '4db48cba-50a2-455a-93b4-de41a3b5b7f6',
        type: 'Microsoft.Resources.ResourceWriteSuccess',
        resourceId:
          '/subscriptions/{subscription-id}/resourcegroups/{resource-group}/providers/Microsoft.Storage/storageAccounts/{storage-name}',
        operation: 'Microsoft.Storage/storageAccounts/write',
        callerId: '{ID}',
      },
    });
  });

  it('reads Microsoft’s sample in the CloudEvents schema', async () => {
    expect(await parseEvent(CLOUD)).toEqual({
      kind: 'event',
      event: {
        id: '19a69642-1aad-4a96-a5ab-8d05494513ce',
        type: 'Microsoft.Resources.ResourceDeleteSuccess',
        resourceId:
          '/subscriptions/{subscription-id}/resourceGroups/{resource-group}/providers/Microsoft.Storage/storageAccounts/{storage-name}',
        operation: 'Microsoft.Storage/storageAccounts/delete',
        callerId: '{ID}',
      },
    });
  });

  it.each([
    { what: 'machine written', type: 'ResourceWriteSuccess', subject: MACHINE, operation: 'machines/write' },
    { what: 'machine not written', type: 'ResourceWriteFailure', subject: MACHINE, operation: 'machines/write' },
    { what: 'machine deleted', type: 'ResourceDeleteSuccess', subject: MACHINE, operation: 'machines/delete' },
    {
      what: 'extension deleted',
      type: 'ResourceDeleteSuccess',
      subject: EXTENSION,
      operation: 'machines/extensions/delete',
    },
  ])('reads the same from both schemas: $what', async ({ type, subject, operation }) => {
    const data = { operationName: `Microsoft.HybridCompute/${operation}`, claims: { [OBJECT_ID]: 'caller-1' } };
    const named = { id: 'event-1', subject, data };

    const grid = await parseEvent({ ...GRID, ...named, eventType: `Microsoft.Resources.${type}` });
    const cloud = await parseEvent({ ...CLOUD, ...named, type: `Microsoft.Resources.${type}` });

    expect(grid).toEqual({
      kind: 'event',
      event: {
        id: 'event-1',
        type: `Microsoft.Resources.${type}`,
        resourceId: subject,
        operation: `Microsoft.HybridCompute/${operation}`,
        callerId: 'caller-1',
      },
    });
    expect(cloud).toEqual(grid);
  });

  it.each<{ what: string; data: unknown; told: Json }>([
    { what: 'is empty', data: {}, told: {} },
    { what: 'is null', data: null, told: {} },
    { what: 'is a text', data: 'x', told: {} },
    { what: 'is a list', data: [1], told: {} },
    { what: 'has no claims', data: { operationName: 'o' }, told: { operation: 'o' } },
    { what: 'has claims without a caller', data: { claims: { name: 'x' } }, told: {} },
    { what: 'has null for claims', data: { operationName: 'o', claims: null }, told: { operation: 'o' } },
    { what: 'has text for claims', data: { operationName: 'o', claims: '{}' }, told: { operation: 'o' } },
    {
      what: 'has a number for the caller',
      data: { operationName: 'o', claims: { [OBJECT_ID]: 7 } },
      told: { operation: 'o' },
    },
    {
      what: 'has a number for the operation',
      data: { operationName: 7, claims: { [OBJECT_ID]: 'c' } },
      told: { callerId: 'c' },
    },
  ])('needs nothing but the subject: data that $what', async ({ data, told }) => {
    const { event: grid } = eventIn(await parseEvent({ ...GRID, id: '1', subject: MACHINE, data }));
    const { event: cloud } = eventIn(await parseEvent({ ...CLOUD, id: '1', subject: MACHINE, data }));

    expect(grid).toEqual({ id: '1', type: 'Microsoft.Resources.ResourceWriteSuccess', resourceId: MACHINE, ...told });
    expect(cloud).toEqual({ ...grid, type: 'Microsoft.Resources.ResourceDeleteSuccess' });
  });

  it('reads a cloud event without data', async () => {
    const { event } = eventIn(await parseEvent(without(CLOUD, 'data')));

    expect(event).not.toHaveProperty('operation');
    expect(event).not.toHaveProperty('callerId');
  });

  it('reads a big event', async () => {
    const data = { operationName: 'o', claims: { [OBJECT_ID]: 'c' }, httpRequest: { url: 'x'.repeat(200_000) } };

    expect(eventIn(await parseEvent({ ...GRID, data })).event).toMatchObject({ operation: 'o', callerId: 'c' });
    expect(eventIn(await parseEvent({ ...CLOUD, data })).event).toMatchObject({ operation: 'o', callerId: 'c' });
  });

  it.each<{ what: string; input: unknown; names: string }>([
    { what: 'nothing', input: undefined, names: 'not a JSON object' },
    { what: 'null', input: null, names: 'not a JSON object' },
    { what: 'a text', input: SECRET, names: 'not a JSON object' },
    { what: 'a number', input: 7, names: 'not a JSON object' },
    { what: 'a list', input: [GRID], names: 'not a JSON object' },
    { what: 'an empty object', input: {}, names: 'eventType' },
    { what: 'another schema', input: { name: SECRET, when: 'now' }, names: 'eventType' },
    { what: 'no subject', input: without(GRID, 'subject'), names: 'subject' },
    { what: 'a number for the subject', input: { ...GRID, subject: 7 }, names: 'subject' },
    { what: 'an empty subject', input: { ...GRID, subject: '' }, names: 'subject' },
    { what: 'an endless subject', input: { ...GRID, subject: SECRET.repeat(500) }, names: 'subject' },
    { what: 'no data', input: without(GRID, 'data'), names: 'data' },
    { what: 'no topic', input: without(GRID, 'topic'), names: 'topic' },
    { what: 'no id', input: without(GRID, 'id'), names: 'id' },
    { what: 'an empty id', input: { ...GRID, id: '' }, names: 'id' },
    { what: 'another metadata version', input: { ...GRID, metadataVersion: SECRET }, names: 'Event Grid schema' },
    { what: 'a number for the metadata version', input: { ...GRID, metadataVersion: 1 }, names: 'metadataVersion' },
    { what: 'a cloud event without subject', input: without(CLOUD, 'subject'), names: 'subject' },
    { what: 'a cloud event without type', input: without(CLOUD, 'type'), names: 'type' },
    { what: 'a cloud event of another version', input: { ...CLOUD, specversion: SECRET }, names: 'Cloud Event 1.0' },
    { what: 'a cloud event with null for its version', input: { ...CLOUD, specversion: null }, names: 'specversion' },
    { what: 'a cloud event with data twice', input: { ...CLOUD, data_base64: 'eA==' }, names: 'data_base64' },
  ])('says what is wrong, and nothing of the content: $what', async ({ input, names }) => {
    const parsed = await parseEvent(input);

    expect(parsed).toMatchObject({ kind: 'malformed', why: expect.stringContaining(names) });
    expect(JSON.stringify(parsed)).not.toContain('zoe@');
    expect(parsed.kind === 'malformed' && parsed.why.includes('\n')).toBe(false);
  });

  it('tells the id of an event that it cannot read, where there is one, and not at any length', async () => {
    expect(await parseEvent({ id: 'event-1' })).toMatchObject({ kind: 'malformed', eventId: 'event-1' });
    expect(await parseEvent({ id: 'e'.repeat(5000) })).toMatchObject({ kind: 'malformed', eventId: 'e'.repeat(100) });
    expect(await parseEvent({ id: 7 })).not.toHaveProperty('eventId');
  });

  it('does not fail on an object that fails when it is read', async () => {
    const refuse = () => Promise.reject(new Error('unused'));
    const odd = Object.defineProperty({ toJSON: refuse }, 'subject', {
      enumerable: true,
      get: () => {
        throw Object.assign(Object.create(null), { odd: true });
      },
    });

    expect(await parseEvent(odd)).toEqual({ kind: 'malformed', why: 'the deserialiser refused it' });
  });

  it('never throws, whatever JSON comes', async () => {
    const fields = ['id', 'type', 'eventType', 'subject', 'data', 'data_base64', 'time', 'eventTime', 'specversion'];
    const odd = fc.dictionary(fc.constantFrom(...fields, 'topic', 'metadataVersion', '__proto__'), fc.jsonValue());
    const anything = fc.oneof(
      fc.jsonValue(),
      fc.tuple(fc.constantFrom(GRID, CLOUD), odd).map(([event, changes]) => ({ ...event, ...changes })),
    );

    await fc.assert(
      fc.asyncProperty(anything, async (input) => {
        expect(['event', 'malformed']).toContain((await parseEvent(input)).kind);
      }),
      { numRuns: 500 },
    );
  });

  it('never tells the content of what it cannot read', async () => {
    const fields = Object.keys({ ...GRID, ...CLOUD, data_base64: '', dataschema: '', datacontenttype: '' });
    const secret = fc.constantFrom(SECRET, [SECRET], { [SECRET]: SECRET });
    const odd = fc.tuple(fc.constantFrom(GRID, CLOUD), fc.dictionary(fc.constantFrom(...fields), secret));

    const told = fc.asyncProperty(odd, async ([event, changes]) => {
      const parsed = await parseEvent({ ...event, ...changes });
      return parsed.kind === 'event' || !parsed.why.includes('zoe@');
    });

    expect((await fc.check(told, { numRuns: 500 })).counterexample).toBeNull();
  });
});

function sample(name: string): Json {
  const file: { sample: Json } = JSON.parse(
    readFileSync(new URL(`../../../test/fixtures/events/${name}`, import.meta.url), 'utf8'),
  );
  return file.sample;
}

function without(event: Json, name: string): Json {
  return Object.fromEntries(Object.entries(event).filter(([key]) => key !== name));
}

function eventIn(parsed: Awaited<ReturnType<typeof parseEvent>>) {
  if (parsed.kind === 'malformed') throw new Error(parsed.why);
  return parsed;
}
