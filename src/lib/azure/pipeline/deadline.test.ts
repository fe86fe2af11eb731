import type { PipelinePolicy, PipelineRequest, PipelineResponse } from '@azure/core-rest-pipeline';
import { describe, expect, it } from 'vitest';
import { virtualTime } from '../rate/virtualTime.fixture.ts';
import { attemptLimitPolicy, deadlinePolicy } from './deadline.ts';
import { type Given, requestOf, responseOf } from './policyRun.fixture.ts';

const POLICIES = [
  { name: 'deadlinePolicy', make: deadlinePolicy, usualMs: 60_000, code: 'DeadlineExceeded' },
  { name: 'attemptLimitPolicy', make: attemptLimitPolicy, usualMs: 30_000, code: 'AttemptTimedOut' },
];

/** What comes after the policy hangs, until the request's signal ends it. */
function hanging(policy: PipelinePolicy, given: Given = {}) {
  const request = requestOf(given);
  let aborted = 0;
  const next = ({ abortSignal }: PipelineRequest) =>
    new Promise<PipelineResponse>((_, reject) => {
      const stop = () => {
        aborted += 1;
        reject(new Error('stopped'));
      };
      if (abortSignal?.aborted === true) stop();
      abortSignal?.addEventListener('abort', stop);
    });
  const outcome = policy.sendRequest(request, next).catch((error: unknown) => error);
  return { request, outcome, aborted: () => aborted };
}

describe.each(POLICIES)('$name', ({ make, usualMs, code }) => {
  it('ends what takes too long, and whatever still runs inside', async () => {
    const time = virtualTime();
    const { outcome, aborted } = hanging(make({ sleep: time.sleep }));

    await time.advance(usualMs - 1);
    const before = aborted();
    await time.advance(1);

    expect(await outcome).toMatchObject({ kind: 'transient', code });
    expect([before, aborted()]).toEqual([0, 1]);
  });

  it('takes the time it is given', async () => {
    const time = virtualTime();
    const { outcome } = hanging(make({ sleep: time.sleep, ms: 250 }));

    await time.advance(250);

    expect(await outcome).toMatchObject({ code, message: 'No answer within 0.25 s.' });
  });

  it('ends even what does not listen', async () => {
    const time = virtualTime();
    const outcome = make({ sleep: time.sleep })
      .sendRequest(requestOf({}), () => new Promise(() => {}))
      .catch((error: unknown) => error);

    await time.advance(usualMs);

    expect(await outcome).toMatchObject({ code });
  });

  it('lets an answer in time pass, and forgets its timer', async () => {
    const time = virtualTime();

    const response = await make({ sleep: time.sleep }).sendRequest(requestOf({}), (request) =>
      Promise.resolve(responseOf(request, { status: 202 })),
    );

    expect(response.status).toBe(202);
    expect(time.sleeping()).toEqual([]);
  });

  it.each([
    { title: 'before', early: true },
    { title: 'during', early: false },
  ])('passes on that the caller gave up $title the call', async ({ early }) => {
    const abort = new AbortController();
    if (early) abort.abort();
    const { outcome } = hanging(make({ sleep: virtualTime().sleep }), { abortSignal: abort.signal });

    abort.abort();

    expect(await outcome).toMatchObject({ message: 'stopped' });
  });
});

describe('attemptLimitPolicy', () => {
  it('gives the request back as it was, for the next attempt', async () => {
    const time = virtualTime();
    const { signal } = new AbortController();
    const withSignal = hanging(attemptLimitPolicy({ sleep: time.sleep }), { abortSignal: signal });
    const without = hanging(attemptLimitPolicy({ sleep: time.sleep }));

    await time.advance(30_000);
    await Promise.all([withSignal.outcome, without.outcome]);

    expect(withSignal.request.abortSignal).toBe(signal);
    expect(without.request.abortSignal).toBeUndefined();
  });
});

describe('deadlinePolicy', () => {
  it('leaves its aborted signal on the request, so that nothing sends it afterwards', async () => {
    const time = virtualTime();
    const { request, outcome } = hanging(deadlinePolicy({ sleep: time.sleep }));

    await time.advance(60_000);
    await outcome;

    expect(request.abortSignal?.aborted).toBe(true);
  });
});
