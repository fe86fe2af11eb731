/** The most people a binding gave access to within 24 hours: a share of them may go, however many have gone already. Pure. */
import * as z from 'zod';
import { instant } from '../../instant.ts';
import { hours, type Instant } from '../../time.ts';
import type { BindingName } from '../plan/change.ts';
import { compare } from '../plan/change.ts';

export const peopleSamples = z.array(
  z.object({
    binding: z.string().nullable(),
    /** The latest last, each of fewer people than the one before. */
    samples: z.array(z.object({ at: instant, people: z.int() })),
  }),
);

export type PeopleSamples = z.output<typeof peopleSamples>;

const WINDOW_MS = hours(24);

/** The most people of the window and of now, by binding. */
export function peaksOf(
  known: PeopleSamples,
  counts: ReadonlyMap<BindingName, number>,
  now: Instant,
): (binding: BindingName) => number {
  const peaks = new Map<BindingName, number>(counts);
  for (const { binding, samples } of known) {
    for (const { people } of within(samples, now)) peaks.set(binding, Math.max(people, peaks.get(binding) ?? 0));
  }
  return (binding) => peaks.get(binding) ?? 0;
}

/** The samples with those of now. What can no longer be the most is forgotten, so that there are few. */
export function withSamples(
  known: PeopleSamples,
  counts: ReadonlyMap<BindingName, number>,
  now: Instant,
): PeopleSamples {
  const before = new Map<BindingName, PeopleSamples[number]['samples']>(known.map((one) => [one.binding, one.samples]));
  return [...new Set([...before.keys(), ...counts.keys()])]
    .toSorted((a, b) => compare(a ?? '', b ?? ''))
    .flatMap((binding) => {
      const people = counts.get(binding) ?? 0;
      const more = within(before.get(binding) ?? [], now).filter((sample) => sample.people > people);
      const samples = people === 0 ? more : [...more, { at: now, people }];
      return samples.length === 0 ? [] : [{ binding, samples }];
    });
}

function within<T extends { readonly at: Instant }>(samples: readonly T[], now: Instant): T[] {
  return samples.filter(({ at }) => now - at < WINDOW_MS);
}
