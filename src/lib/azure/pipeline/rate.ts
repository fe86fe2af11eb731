/**
 * Makes every attempt wait for a slot of the shared rate, and tells the rate what the service says about it.
 */
import type { PipelinePolicy, PipelineRequest, PipelineResponse } from '@azure/core-rest-pipeline';
import { Throttled } from '../../errors.ts';
import { type Clock, type Instant, minutes, seconds } from '../../time.ts';
import { pause, type Sleep } from '../rate/backoff.ts';
import { type Lane, lanesOf, type OperationKind } from '../rate/limits.ts';
import type { RateKey, SharedRate } from '../rate/sharedRate.ts';
import { failureOfAnswer } from './failure.ts';
import { takeSlot } from './internalHeaders.ts';
import { nativeSignal } from './nativeSignal.ts';
import { operationKind } from './operation.ts';
import { subscriptionOf } from './resourceUrl.ts';
import { LONGEST_RETRY_AFTER_MS, retryAfterOrUsual } from './retryAfter.ts';

/** Who comes back later than this has lost the turn: the bucket has been filled and emptied again since. */
const OLDEST_TURN_MS = minutes(2);

/**
 * A slot within this time is waited for, a later one is the queue's. What changes something comes after a reading, which
 * would have to be made again, at a slot of its own: with a backlog of both, readings and writes would put each other off for
 * ever. It leaves the call ten seconds of its deadline.
 */
export const LONGEST_WAIT_MS: Readonly<Record<OperationKind, number>> = {
  read: seconds(1),
  write: seconds(15),
  delete: seconds(15),
};

const REMAINING_HEADERS: Readonly<Record<OperationKind, string>> = {
  read: 'x-ms-ratelimit-remaining-subscription-reads',
  write: 'x-ms-ratelimit-remaining-subscription-writes',
  delete: 'x-ms-ratelimit-remaining-subscription-deletes',
};

/** Replaces the usual header where a provider has a limit of its own (seen with HybridCompute). */
const PROVIDER_REMAINING_HEADER = 'x-ms-ratelimit-remaining-subscription-resource-requests';

/**
 * What a provider refuses may be about one machine. That machine waits as long as it was told; its lane waits with it for as
 * long as an overloaded provider needs, so that one answer with a `Retry-After` of a day holds up no other machine. ARM's own
 * throttling is believed up to an hour: no window of its limits is longer.
 */
export const LONGEST_PROVIDER_WAIT_MS = minutes(1);

/** ARM's own throttling, of the principal whatever it does; a provider's concerns that provider's callers only. */
const THROTTLED_BY_ARM = /^(Subscription|Tenant)RequestsThrottled$/;

export interface RatePolicyDeps {
  readonly rate: SharedRate;
  readonly lane: Lane;
  readonly clock: Clock;
  readonly sleep: Sleep;
}

/**
 * One slot per attempt. A request may bring a slot that was reserved for it earlier (internalHeaders.ts).
 *
 * @throws Throttled `RateExceeded` when the slot is too far off; with the service's code when the service refused (429, or
 * 503 with Retry-After), after everybody was made to wait. Either way `slot` is reserved for this caller.
 * @throws Failure transient `RateUnavailable`
 */
export function ratePolicy(deps: RatePolicyDeps): PipelinePolicy {
  return {
    name: 'ratePolicy',
    async sendRequest(request, next) {
      const { method, url } = request;
      const key = { subscriptionId: subscriptionOf(url), kind: operationKind(method, url), lane: deps.lane };
      await waitForSlot(request, key, deps);
      const response = await next(request);
      reportRemaining(response, key, deps.rate);
      if (isRefusal(response)) throw await refused(response, key, deps);
      return response;
    },
  };
}

async function waitForSlot(
  request: PipelineRequest,
  key: RateKey,
  { rate, clock, sleep }: RatePolicyDeps,
): Promise<void> {
  const signal = nativeSignal(request);
  let turn = reservedTurn(request, clock.now());
  for (;;) {
    turn = await rate.take(key, turn);
    // After every wait, of the store too: the deadline may have passed meanwhile.
    signal?.throwIfAborted();
    const waitMs = turn - clock.now();
    if (waitMs <= 0) return;
    if (waitMs > LONGEST_WAIT_MS[key.kind])
      throw new Throttled('RateExceeded', 'The rate of calls to Azure is used up.', turn);
    await pause(sleep, waitMs, signal);
  }
}

function reservedTurn(request: PipelineRequest, now: Instant): Instant | undefined {
  const slot = takeSlot(request);
  return slot !== undefined && slot >= now - OLDEST_TURN_MS ? slot : undefined;
}

function reportRemaining({ headers }: PipelineResponse, key: RateKey, rate: SharedRate): void {
  const counts = [headers.get(REMAINING_HEADERS[key.kind]), headers.get(PROVIDER_REMAINING_HEADER)]
    .filter((text) => text !== undefined && /^\d+$/.test(text))
    .map(Number);
  if (counts.length > 0) rate.report(key, Math.min(...counts));
}

function isRefusal({ status, headers }: PipelineResponse): boolean {
  return status === 429 || (status === 503 && headers.has('retry-after'));
}

async function refused(
  response: PipelineResponse,
  key: RateKey,
  { rate, clock }: Pick<RatePolicyDeps, 'rate' | 'clock'>,
): Promise<Throttled> {
  const now = clock.now();
  const until = retryAfterOrUsual(response.headers.get('retry-after'), now);
  const { code, message } = failureOfAnswer(response, now);
  // Whoever sends early restarts the wait for all, so ARM's own throttling holds for the other lanes, too.
  const [lanes, longest] = THROTTLED_BY_ARM.test(code)
    ? [lanesOf(key.kind), LONGEST_RETRY_AFTER_MS]
    : [[key.lane], LONGEST_PROVIDER_WAIT_MS];
  const believed = until - now < longest ? until : now + LONGEST_PROVIDER_WAIT_MS;
  await rate.penalise(key, lanes, believed);
  return new Throttled(code, message, Math.max(until, await rate.take(key)));
}
