/** The ends of bindings that were in the policy before they came: what ends so was meant to, and nobody is asked about it. Pure. */
import * as z from 'zod';
import type { Instant } from '../../time.ts';
import { isOver } from '../policy/day.ts';
import type { Binding } from '../policy/policy.ts';

export const announcedEnds = z.array(z.object({ binding: z.string(), expires: z.string() }));

export type AnnouncedEnds = z.output<typeof announcedEnds>;

type Ending = Pick<Binding, 'name' | 'expires'>;

/** Whether an end was seen before it came. */
export function announcedIn(known: AnnouncedEnds): (binding: Ending) => boolean {
  return ({ name, expires }) => known.some((one) => one.binding === name && one.expires === expires);
}

/** Those known of bindings that the policy still has, with the ends that are still to come. */
export function withEnds(known: AnnouncedEnds, bindings: readonly Ending[], now: Instant): AnnouncedEnds {
  const isAnnounced = announcedIn(known);
  return bindings.flatMap(({ name, expires }) => {
    if (expires === undefined) return [];
    return !isOver(expires, now) || isAnnounced({ name, expires }) ? [{ binding: name, expires }] : [];
  });
}
