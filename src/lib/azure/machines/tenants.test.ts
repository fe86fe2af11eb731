import { describe, expect, it } from 'vitest';
import type { RawRequest } from '../pipeline/sendThrough.ts';
import { createTenants } from './tenants.ts';

const SUBSCRIPTION = '11111111-1111-4111-8111-111111111111';
const OTHER = '22222222-2222-4222-8222-222222222222';
const HOUR = 3_600_000;

describe('createTenants', () => {
  it('reads the tenant from the subscription', async () => {
    const { tenants, sent } = arm(() => ({ id: `/subscriptions/${SUBSCRIPTION}`, tenantId: 'tenant-1' }));

    expect(await tenants.of(SUBSCRIPTION)).toBe('tenant-1');
    expect(sent).toEqual([
      {
        subscriptionId: SUBSCRIPTION,
        method: 'GET',
        url: `https://management.example/subscriptions/${SUBSCRIPTION}?api-version=2022-12-01`,
      },
    ]);
  });

  it.each([
    { what: 'at once', waitMs: 0, calls: 1 },
    { what: 'within the hour', waitMs: HOUR - 1, calls: 1 },
    { what: 'an hour later', waitMs: HOUR, calls: 2 },
  ])('asks $calls times when asked again $what', async ({ waitMs, calls }) => {
    const { tenants, sent, advance } = arm(() => ({ tenantId: 'tenant-1' }));

    const first = await tenants.of(SUBSCRIPTION);
    advance(waitMs);

    expect([first, await tenants.of(SUBSCRIPTION)]).toEqual(['tenant-1', 'tenant-1']);
    expect(sent).toHaveLength(calls);
  });

  it('keeps subscriptions apart', async () => {
    const { tenants } = arm((id) => ({ tenantId: `tenant of ${id}` }));

    expect(await tenants.of(SUBSCRIPTION)).toBe(`tenant of ${SUBSCRIPTION}`);
    expect(await tenants.of(OTHER)).toBe(`tenant of ${OTHER}`);
  });

  it.each<{ what: string; body: unknown }>([
    { what: 'no body', body: undefined },
    { what: 'no tenant', body: { id: SUBSCRIPTION } },
    { what: 'a tenant that is no text', body: { tenantId: null } },
  ])('does not know the tenant of an answer with $what', async ({ body }) => {
    expect(await arm(() => body).tenants.of(SUBSCRIPTION)).toBeUndefined();
  });

  it('does not know the tenant while ARM fails, and asks again five minutes later', async () => {
    let fails = true;
    const { tenants, advance } = arm(() => {
      if (fails) throw new Error('HTTP 503');
      return { tenantId: 'tenant-1' };
    });

    const during = await tenants.of(SUBSCRIPTION);
    fails = false;
    advance(5 * 60_000);

    expect(during).toBeUndefined();
    expect(await tenants.of(SUBSCRIPTION)).toBe('tenant-1');
  });
});

/** Tenants from an ARM that answers with what `body` gives. */
function arm(body: (subscriptionId: string) => unknown) {
  const sent: (RawRequest & { subscriptionId: string })[] = [];
  let now = 1_800_000_000_000;
  const tenants = createTenants({
    endpoint: 'https://management.example',
    clock: { now: () => now },
    send: async (subscriptionId, request) => {
      sent.push({ subscriptionId, ...request });
      return { status: 200, headers: {}, body: body(subscriptionId), operationUrl: undefined };
    },
  });
  const advance = (ms: number) => {
    now += ms;
  };
  return { tenants, sent, advance };
}
