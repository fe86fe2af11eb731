/** Which tenant a subscription belongs to: asked once an hour and process, since it hardly ever changes. */
import * as z from 'zod';
import { type Clock, hours, type Instant, minutes } from '../../time.ts';
import type { Answer } from '../pipeline/answer.ts';
import type { RawRequest } from '../pipeline/sendThrough.ts';

const SUBSCRIPTIONS_API_VERSION = '2022-12-01';
/** How long it is not asked again when ARM did not tell. */
const NOT_TOLD_MS = minutes(5);

const subscription = z.object({ tenantId: z.string() });

export interface TenantsDeps {
  readonly send: (subscriptionId: string, request: RawRequest) => Promise<Answer>;
  readonly endpoint: string;
  readonly clock: Clock;
}

export interface Tenants {
  /** Undefined while ARM does not tell; whoever asks goes on without. */
  of(subscriptionId: string): Promise<string | undefined>;
}

export function createTenants({ send, endpoint, clock }: TenantsDeps): Tenants {
  const known = new Map<string, { readonly until: Instant; readonly tenant: Promise<string | undefined> }>();

  const ask = async (subscriptionId: string): Promise<string | undefined> => {
    const url = `${endpoint}/subscriptions/${subscriptionId}?api-version=${SUBSCRIPTIONS_API_VERSION}`;
    try {
      return subscription.safeParse((await send(subscriptionId, { method: 'GET', url })).body).data?.tenantId;
    } catch {
      // Not knowing the tenant only leaves one check of the identity out; the call counts show the failure.
      return undefined;
    }
  };

  return {
    of(subscriptionId) {
      const now = clock.now();
      const held = known.get(subscriptionId);
      if (held !== undefined && now < held.until) return held.tenant;
      const tenant = ask(subscriptionId);
      known.set(subscriptionId, { until: now + hours(1), tenant });
      void tenant.then((told) => told ?? known.set(subscriptionId, { until: now + NOT_TOLD_MS, tenant }));
      return tenant;
    },
  };
}
