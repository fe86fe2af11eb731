import { describe, expect, it } from 'vitest';
import type { HostedFunction, Trigger } from '../bindings.ts';
import { parseSchedule } from '../timers/schedule.ts';
import { adminCall } from './adminCall.ts';

const hosted = (trigger: Trigger): HostedFunction => ({
  name: 'fn',
  registered: { metadata: { name: 'fn', bindings: {} }, callback: () => undefined },
  trigger,
  queueOutputs: new Map(),
  disabled: false,
});
const run = {
  input: '{"a":1}',
  status: undefined,
  url: new URL('http://127.0.0.1:7071/admin/functions/fn'),
  now: new Date(0),
};

describe('what a function is called with when an administrator runs it', () => {
  it.each<[string, Trigger, object]>([
    ['a queue function', { kind: 'queue', queueName: 'q', connectionString: '' }, { input: { string: '{"a":1}' } }],
    ['an Event Grid function', { kind: 'eventGrid' }, { input: { string: '{\n  "a": 1\n}' } }],
    [
      'a timer',
      { kind: 'timer', schedule: parseSchedule('0 0 * * * *'), runOnStartup: false, monitored: true },
      { input: { json: '{"Schedule":{"AdjustForDST":true},"ScheduleStatus":null,"IsPastDue":false}' } },
    ],
    [
      'an HTTP function',
      { kind: 'http', route: 'x', methods: ['GET'], authLevel: 'anonymous' },
      {
        input: {
          http: {
            method: 'POST',
            url: 'http://127.0.0.1:7071/admin/functions/fn',
            body: { bytes: Buffer.from('{"a":1}') },
          },
        },
      },
    ],
  ])('of %s', (_, trigger, call) => {
    expect(adminCall(hosted(trigger), run)).toMatchObject(call);
  });

  it('counts a queue message as not yet dequeued', () => {
    const { triggerMetadata } = adminCall(hosted({ kind: 'queue', queueName: 'q', connectionString: '' }), run);

    expect(triggerMetadata['DequeueCount']).toEqual({ int: 0 });
  });

  it('takes an input that is not JSON as text', () => {
    expect(adminCall(hosted({ kind: 'eventGrid' }), { ...run, input: '' }).input).toEqual({ string: '""' });
  });
});
