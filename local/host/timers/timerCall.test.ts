import { describe, expect, it } from 'vitest';
import { timerCall } from './timerCall.ts';
import { parseStatus, statusJson } from './timerStatus.ts';

const status = {
  last: undefined,
  next: Date.parse('2026-01-31T10:00:00Z'),
  lastUpdated: Date.parse('2026-01-31T09:30:00Z'),
};
const written = {
  Last: '0001-01-01T00:00:00+00:00',
  Next: '2026-01-31T10:00:00.000Z',
  LastUpdated: '2026-01-31T09:30:00.000Z',
};

describe('what a timer function is called with', () => {
  it.each([
    ['a monitored timer', status, true, { ScheduleStatus: written, IsPastDue: true }],
    ['a timer that is not monitored', undefined, false, { ScheduleStatus: null, IsPastDue: false }],
  ])('of %s', (_, known, isPastDue, expected) => {
    const { input, triggerMetadata } = timerCall(known, isPastDue);

    expect(JSON.parse(input.json ?? '')).toEqual({ Schedule: { AdjustForDST: true }, ...expected });
    expect(triggerMetadata).toEqual({});
  });
});

describe('a timer’s status blob', () => {
  it('is read as it was written', () => {
    expect(parseStatus(JSON.stringify(statusJson(status)))).toEqual(status);
  });

  it('is read as .NET writes it', () => {
    const text =
      '{"Last":"2026-01-31T09:00:00.0123456+00:00","Next":"2026-01-31T10:00:00Z","LastUpdated":"0001-01-01T00:00:00"}';

    expect(parseStatus(text)).toEqual({
      last: Date.parse('2026-01-31T09:00:00.012Z'),
      next: status.next,
      lastUpdated: undefined,
    });
  });

  it.each(['', 'no json', '{}', '{"Last":"x","Next":"x","LastUpdated":"x"}'])(
    'counts as missing when it is %j',
    (text) => {
      expect(parseStatus(text)).toBeUndefined();
    },
  );
});
