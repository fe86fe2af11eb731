/** Which tenant a subscription belongs to: asked once an hour and process, since it hardly ever changes. */
import * as z from 'zod';
import { type Clock, hours } from '../../time.ts';
import type { Answer } from '../pipeline/answer.ts';
import type { RawRequest } from '../pipeline/sendThrough.ts';
import { createRemembered } from './remembered.ts';

const SUBSCRIPTIONS_API_VERSION = '2022-12-01';

const subscription = z.object({ tenantId: z.string() });

export interface TenantsDeps {
  readonly send: (subscriptionId: string, request: RawRequest) => Promise<Answer>;
  readonly endpoint: string;
  readonly clock: Clock;
}

export interface Tenants {
  /** Undefined while ARM does not tell: that only leaves one check of the identity out. */
  of(subscriptionId: string): Promise<string | undefined>;
}

export function createTenants({ send, endpoint, clock }: TenantsDeps): Tenants {
  const remembered = createRemembered<string>({ clock, keepMs: hours(1) });
  return {
    of: (subscriptionId) =>
      remembered(subscriptionId, async () => {
        const url = `${endpoint}/subscriptions/${subscriptionId}?api-version=${SUBSCRIPTIONS_API_VERSION}`;
        return subscription.safeParse((await send(subscriptionId, { method: 'GET', url })).body).data?.tenantId;
      }),
  };
}
