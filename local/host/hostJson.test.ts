import { describe, expect, it } from 'vitest';
import { parseHostJson, timeSpanMs } from './hostJson.ts';

describe('a duration in host.json', () => {
  it.each([
    ['00:00:02', 2_000],
    ['0:00:30', 30_000],
    ['01:02:03', 3_723_000],
    ['1.00:00:00', 86_400_000],
    ['00:00:00.2', 200],
    ['00:00:00.250', 250],
    ['24:00:00', undefined],
    ['00:60:00', undefined],
    ['2', undefined],
    ['', undefined],
  ])('%s is %s milliseconds', (text, ms) => {
    expect(timeSpanMs(text)).toBe(ms);
  });
});

describe('host.json', () => {
  it('has the defaults of the real host', () => {
    expect(parseHostJson('{"version":"2.0"}', 2)).toEqual({
      routePrefix: 'api',
      queues: {
        batchSize: 16,
        newBatchThreshold: 16,
        maxPollingInterval: 60_000,
        visibilityTimeout: 0,
        maxDequeueCount: 5,
        messageEncoding: 'base64',
      },
    });
  });

  it('is honoured where it says something, and ignored where it says what this host does not know', () => {
    const text = JSON.stringify({
      version: '2.0',
      logging: { logLevel: { default: 'Warning' } },
      extensions: {
        http: { routePrefix: '/v1/' },
        queues: { batchSize: 4, newBatchThreshold: 1, visibilityTimeout: '00:00:30', messageEncoding: 'none' },
      },
    });

    const { routePrefix, queues } = parseHostJson(text);

    expect(routePrefix).toBe('v1');
    expect(queues).toMatchObject({
      batchSize: 4,
      newBatchThreshold: 1,
      visibilityTimeout: 30_000,
      messageEncoding: 'none',
    });
  });

  it('names all its problems at once', () => {
    const text = JSON.stringify({
      version: '1.0',
      extensions: { queues: { batchSize: 33, maxPollingInterval: 'soon' } },
    });

    expect(() => parseHostJson(text)).toThrow(/must be "2.0"[\s\S]*batchSize[\s\S]*write a duration as hh:mm:ss/);
  });
});
