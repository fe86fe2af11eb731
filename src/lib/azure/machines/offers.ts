/** Where Azure has the Entra sign-in extension: asked once a day, location and process. */
import * as z from 'zod';
import { ENTRA_SIGN_IN } from '../../onboarding/machine.ts';
import { type Clock, hours } from '../../time.ts';
import type { Answer } from '../pipeline/answer.ts';
import type { RawRequest } from '../pipeline/sendThrough.ts';
import { createRemembered } from './remembered.ts';

/** ExtensionMetadata_List of the specification: never paged. */
const versions = z.object({ value: z.array(z.unknown()) });

export interface OffersDeps {
  readonly send: (subscriptionId: string, request: RawRequest) => Promise<Answer>;
  readonly endpoint: string;
  readonly clock: Clock;
}

export interface Offers {
  /** Undefined while ARM does not tell. `subscriptionId`: any in which this app may read. */
  in(location: string, subscriptionId: string): Promise<boolean | undefined>;
}

/**
 * Only a list without versions is a no. How ARM answers for a region without the extension is UNCONFIRMED, and a refusal
 * may be about us or about the question: taking it for a no could keep a whole cloud from being onboarded.
 */
export function createOffers({ send, endpoint, clock }: OffersDeps): Offers {
  const remembered = createRemembered<boolean>({ clock, keepMs: hours(24) });
  return {
    in: (location, subscriptionId) =>
      remembered(location.toLowerCase(), async () => {
        const url = `${endpoint}${versionsPath(location, subscriptionId)}`;
        const listed = versions.safeParse((await send(subscriptionId, { method: 'GET', url })).body).data;
        return listed && listed.value.length > 0;
      }),
  };
}

/** Path and query of the versions of the extension in a location. */
export function versionsPath(location: string, subscriptionId: string): string {
  const { publisher, type } = ENTRA_SIGN_IN;
  const place = `locations/${encodeURIComponent(location)}/publishers/${publisher}/extensionTypes/${type}`;
  return `/subscriptions/${subscriptionId}/providers/Microsoft.HybridCompute/${place}/versions?api-version=2024-07-10`;
}
