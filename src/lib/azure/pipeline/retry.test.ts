import { RestError } from '@azure/core-rest-pipeline';
import { describe, expect, it } from 'vitest';
import { Failure, Throttled } from '../../errors.ts';
import { ARM, type Given, MACHINE, type Reply, runPolicy } from './policyRun.fixture.ts';
import { retryPolicy } from './retry.ts';

/** Runs the policy with waits that are noted and over at once; chance is always a half. */
async function retried(given: Given, ...replies: (Reply | Error)[]) {
  const waits: number[] = [];
  const sleep = (ms: number) => Promise.resolve(void waits.push(ms));
  const run = runPolicy(retryPolicy({ random: () => 0.5, sleep }), given, ...replies);
  const result = await run.response.then(
    ({ status }) => status,
    (error: unknown) => error,
  );
  return { result, attempts: run.sent.length, waits };
}

const RESET = new RestError('read ECONNRESET', { code: 'ECONNRESET' });

describe('retryPolicy', () => {
  it.each([408, 500, 502, 503, 504])('tries again after %i', async (status) => {
    const { result, attempts } = await retried({}, { status }, { status: 200 });

    expect([result, attempts]).toEqual([200, 2]);
  });

  it.each([
    { title: 'a connection that broke', error: RESET },
    { title: 'an attempt that took too long', error: new Failure('transient', 'AttemptTimedOut', 'No answer') },
  ])('tries again after $title', async ({ error }) => {
    const { result, attempts } = await retried({}, error, { status: 200 });

    expect([result, attempts]).toEqual([200, 2]);
  });

  it('waits longer each time, and gives up after the second retry with the last answer', async () => {
    const { result, attempts, waits } = await retried({}, { status: 500 }, { status: 502 }, { status: 503 });

    expect({ result, attempts, waits }).toEqual({ result: 503, attempts: 3, waits: [375, 750] });
  });

  it('or with the last error', async () => {
    const { result, attempts } = await retried({}, RESET);

    expect([result, attempts]).toEqual([RESET, 3]);
  });

  it.each([
    { method: 'GET', url: MACHINE, attempts: 2 },
    { method: 'PUT', url: `${MACHINE}/extensions/AADLogin`, attempts: 1 },
    { method: 'PATCH', url: MACHINE, attempts: 1 },
    { method: 'DELETE', url: `${MACHINE}/extensions/AADLogin`, attempts: 1 },
    { method: 'PATCH', url: `${MACHINE}/providers/Microsoft.Resources/tags/default`, attempts: 1 },
    { method: 'PUT', url: `${MACHINE}/providers/Microsoft.Authorization/roleAssignments/1`, attempts: 1 },
    { method: 'DELETE', url: `${MACHINE}/providers/Microsoft.Authorization/roleAssignments/1`, attempts: 1 },
    { method: 'POST', url: `${ARM}/providers/Microsoft.ResourceGraph/resources`, attempts: 2 },
    { method: 'POST', url: `${MACHINE}/upgradeExtensions`, attempts: 1 },
  ] as const)('sends $method $url $attempts times at the first accident', async ({ method, url, attempts }) => {
    const run = await retried({ method, url }, { status: 502 }, { status: 200 });

    expect(run.attempts).toBe(attempts);
  });

  it.each([
    { title: '429', reply: { status: 429, headers: { 'retry-after': '1' } } },
    { title: '503 with Retry-After', reply: { status: 503, headers: { 'retry-after': '1' } } },
    { title: '404', reply: { status: 404 } },
    { title: '409', reply: { status: 409 } },
    { title: 'being throttled', reply: new Throttled('RateExceeded', 'later', 1) },
    { title: 'an error with an answer', reply: new RestError('bad', { statusCode: 500 }) },
    { title: 'a bug', reply: new TypeError('x is undefined') },
  ])('does not try again after $title', async ({ reply }) => {
    const { attempts, waits } = await retried({}, reply);

    expect({ attempts, waits }).toEqual({ attempts: 1, waits: [] });
  });

  it('does not try again for a caller who gave up during the wait', async () => {
    const abort = new AbortController();
    const sleep = () => Promise.resolve(abort.abort(new Error('given up')));
    const given = { abortSignal: abort.signal };

    const { response, sent } = runPolicy(retryPolicy({ random: () => 0, sleep }), given, { status: 500 });

    await expect(response).rejects.toThrow('given up');
    expect(sent).toHaveLength(1);
  });
});
