import { describe, expect, it } from 'vitest';
import { eventGridCall } from './eventGridCall.ts';

describe('what an Event Grid function is called with', () => {
  it.each([
    ['an event', { id: '1', topic: 't', data: { a: [1] } }, { data: { json: '{"a":[1]}' } }],
    ['an event whose data is text', { data: 'text' }, { data: { string: 'text' } }],
    ['an event without data', { id: '1' }, {}],
    ['something else', 'text', {}],
  ])('of %s: its indented JSON, and its data', (_, event, triggerMetadata) => {
    expect(eventGridCall(event)).toEqual({ input: { string: JSON.stringify(event, null, 2) }, triggerMetadata });
  });
});
