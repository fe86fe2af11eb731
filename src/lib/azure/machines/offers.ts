/** Where Azure has the Entra sign-in extension: asked once a day, location and process; where it has none, every 15 minutes. */
import * as z from 'zod';
import { foldCase } from '../../foldCase.ts';
import { ENTRA_SIGN_IN } from '../../onboarding/machine.ts';
import { type Clock, hours, minutes } from '../../time.ts';
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
  /**
   * Undefined while ARM does not tell. `subscriptionId`: any in which this app may read. `anew`: asks ARM, whatever it said
   * before.
   */
  in(location: string, subscriptionId: string, anew?: boolean): Promise<boolean | undefined>;
}

/**
 * Only a list without versions, and a second one right after it, is a no: one empty list must not keep a region from being
 * onboarded. How ARM answers for a region without the extension is UNCONFIRMED, and a refusal may be about us or about the
 * question.
 */
export function createOffers({ send, endpoint, clock }: OffersDeps): Offers {
  const remembered = createRemembered<boolean>({ clock, keepMs: (offered) => (offered ? hours(24) : minutes(15)) });
  const ask = async (location: string, subscriptionId: string): Promise<boolean | undefined> => {
    const url = `${endpoint}${versionsPath(location, subscriptionId)}`;
    const listed = versions.safeParse((await send(subscriptionId, { method: 'GET', url })).body).data;
    return listed && listed.value.length > 0;
  };
  return {
    in: (location, subscriptionId, anew) =>
      remembered(
        foldCase(location),
        async () => {
          const offered = await ask(location, subscriptionId);
          return offered === false ? ask(location, subscriptionId) : offered;
        },
        anew,
      ),
  };
}

/** Path and query of the versions of the extension in a location. */
export function versionsPath(location: string, subscriptionId: string): string {
  const { publisher, type } = ENTRA_SIGN_IN;
  const place = `locations/${encodeURIComponent(location)}/publishers/${publisher}/extensionTypes/${type}`;
  return `/subscriptions/${subscriptionId}/providers/Microsoft.HybridCompute/${place}/versions?api-version=2024-07-10`;
}
