import { describe, expect, it } from 'vitest';
import type { RawRequest } from '../pipeline/sendThrough.ts';
import { createOffers } from './offers.ts';

const SUBSCRIPTION = '11111111-1111-4111-8111-111111111111';
const OTHER = '22222222-2222-4222-8222-222222222222';
const HOUR = 3_600_000;
const VERSION = { properties: { version: '2.1.0.0' } };

describe('createOffers', () => {
  it('asks for the versions of the extension in the location', async () => {
    const { offers, sent } = arm(() => ({ value: [VERSION] }));

    expect(await offers.in('china north 3', SUBSCRIPTION)).toBe(true);
    expect(sent).toEqual([
      {
        subscriptionId: SUBSCRIPTION,
        method: 'GET',
        url: `https://management.example/subscriptions/${SUBSCRIPTION}/providers/Microsoft.HybridCompute/locations/china%20north%203/publishers/Microsoft.Azure.ActiveDirectory/extensionTypes/AADLoginForWindows/versions?api-version=2024-07-10`,
      },
    ]);
  });

  it.each<{ what: string; body: unknown; offered: boolean | undefined }>([
    { what: 'a version', body: { value: [VERSION] }, offered: true },
    { what: 'a version of an odd shape', body: { value: [7] }, offered: true },
    { what: 'no version', body: { value: [] }, offered: false },
    { what: 'no list', body: {}, offered: undefined },
    { what: 'no body', body: undefined, offered: undefined },
  ])('understands an answer with $what', async ({ body, offered }) => {
    expect(await arm(() => body).offers.in('westeurope', SUBSCRIPTION)).toBe(offered);
  });

  it('asks again before it says no', async () => {
    const answers: unknown[] = [{ value: [] }, { value: [VERSION] }];
    const { offers, sent } = arm(() => answers.shift());

    expect(await offers.in('westeurope', SUBSCRIPTION)).toBe(true);
    expect(sent).toHaveLength(2);
  });

  it('believes a no for a quarter of an hour, and not for a day', async () => {
    let body: unknown = { value: [] };
    const { offers, advance } = arm(() => body);
    const before = await offers.in('westeurope', SUBSCRIPTION);
    body = { value: [VERSION] };

    advance(15 * 60_000 - 1);
    const soon = await offers.in('westeurope', SUBSCRIPTION);
    advance(1);

    expect([before, soon, await offers.in('westeurope', SUBSCRIPTION)]).toEqual([false, false, true]);
  });

  it('asks anew for a person, and tells everybody what it was told', async () => {
    let body: unknown = { value: [] };
    const { offers } = arm(() => body);
    await offers.in('westeurope', SUBSCRIPTION);
    body = { value: [VERSION] };

    expect(await offers.in('westeurope', SUBSCRIPTION, true)).toBe(true);
    expect(await offers.in('westeurope', SUBSCRIPTION)).toBe(true);
  });

  it('keeps nothing for longer when the clock was set back', async () => {
    const { offers, sent, advance } = arm(() => ({ value: [VERSION] }));
    advance(48 * HOUR);
    await offers.in('westeurope', SUBSCRIPTION);

    advance(-48 * HOUR);
    await offers.in('westeurope', SUBSCRIPTION);

    expect(sent).toHaveLength(2);
  });

  it.each([
    { what: 'another subscription', location: 'westeurope', subscription: OTHER, waitMs: 0, calls: 1 },
    { what: 'another spelling', location: 'WestEurope', subscription: SUBSCRIPTION, waitMs: 0, calls: 1 },
    { what: 'the same within the day', location: 'westeurope', subscription: OTHER, waitMs: 24 * HOUR - 1, calls: 1 },
    { what: 'the same a day later', location: 'westeurope', subscription: OTHER, waitMs: 24 * HOUR, calls: 2 },
    { what: 'another location', location: 'northeurope', subscription: SUBSCRIPTION, waitMs: 0, calls: 2 },
  ])('has asked $calls times after $what', async ({ location, subscription, waitMs, calls }) => {
    const { offers, sent, advance } = arm(() => ({ value: [VERSION] }));

    const first = await offers.in('westeurope', SUBSCRIPTION);
    advance(waitMs);

    expect([first, await offers.in(location, subscription)]).toEqual([true, true]);
    expect(sent).toHaveLength(calls);
  });

  it('asks once for all who ask while the answer is on its way', async () => {
    const { offers, sent } = arm(() => ({ value: [VERSION] }));

    await Promise.all([offers.in('westeurope', SUBSCRIPTION), offers.in('westeurope', OTHER)]);

    expect(sent).toHaveLength(1);
  });

  it('does not know while ARM fails, and asks again five minutes later', async () => {
    let fails = true;
    const { offers, sent, advance } = arm(() => {
      if (fails) throw new Error('HTTP 404');
      return { value: [VERSION] };
    });

    const during = await offers.in('westeurope', SUBSCRIPTION);
    advance(5 * 60_000 - 1);
    const soon = await offers.in('westeurope', SUBSCRIPTION);
    fails = false;
    advance(1);

    expect([during, soon]).toEqual([undefined, undefined]);
    expect(await offers.in('westeurope', SUBSCRIPTION)).toBe(true);
    expect(sent).toHaveLength(2);
  });
});

/** Offers from an ARM that answers with what `body` gives. */
function arm(body: () => unknown) {
  const sent: (RawRequest & { subscriptionId: string })[] = [];
  let now = 1_800_000_000_000;
  const offers = createOffers({
    endpoint: 'https://management.example',
    clock: { now: () => now },
    send: async (subscriptionId, request) => {
      sent.push({ subscriptionId, ...request });
      return { status: 200, headers: {}, body: body(), operationUrl: undefined };
    },
  });
  const advance = (ms: number) => {
    now += ms;
  };
  return { offers, sent, advance };
}
