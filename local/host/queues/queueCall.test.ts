import { describe, expect, it } from 'vitest';
import { queueCall } from './queueCall.ts';

const message = {
  id: 'm1',
  popReceipt: 'r1',
  dequeueCount: 2,
  insertedOn: new Date('2026-01-31T09:00:00Z'),
  expiresOn: new Date('2026-02-07T09:00:00Z'),
  nextVisibleOn: new Date('2026-01-31T09:10:00Z'),
};
const facts = {
  DequeueCount: { int: 2 },
  ExpirationTime: { string: '2026-02-07T09:00:00.000Z' },
  Id: { string: 'm1' },
  InsertionTime: { string: '2026-01-31T09:00:00.000Z' },
  NextVisibleTime: { string: '2026-01-31T09:10:00.000Z' },
  PopReceipt: { string: 'r1' },
};

describe('what a queue function is called with', () => {
  it.each(['plain text', '42', '[{"a":1}]', 'null', ''])('of %j: the text and the facts', (text) => {
    expect(queueCall({ ...message, text })).toEqual({
      input: { string: text },
      triggerMetadata: { QueueTrigger: { string: text }, ...facts },
    });
  });

  it('of a JSON object: also its properties', () => {
    const text = '{"name":"web-1","tags":{"a":[1]},"count":3}';

    expect(queueCall({ ...message, text }).triggerMetadata).toEqual({
      QueueTrigger: { string: text },
      ...facts,
      name: { string: 'web-1' },
      tags: { json: '{"a":[1]}' },
      count: { json: '3' },
    });
  });

  it('of a JSON object with a property named like a fact: the property', () => {
    const { Id: _, ...others } = facts;
    const text = '{"id":"mine"}';

    expect(queueCall({ ...message, text }).triggerMetadata).toEqual({
      QueueTrigger: { string: text },
      ...others,
      id: { string: 'mine' },
    });
  });
});
