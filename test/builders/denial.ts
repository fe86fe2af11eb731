/** Deny assignments, as places show them. */
import type { PlaceReading } from '../../src/lib/access/readings/placeReading.ts';
import { SUB } from './accessWorld.ts';

type Denial = PlaceReading['denials'][number];

/** One that keeps everybody but Ann from signing in, unless said otherwise. */
export function aDenial(parts: Partial<Denial> = {}): Denial {
  return {
    id: 'd1',
    name: 'stack lock',
    scope: SUB,
    principalIds: [],
    excludedPrincipalIds: ['ann'],
    everyone: true,
    notBelow: false,
    roles: ['administrator', 'user'],
    ...parts,
  };
}

/** One that keeps these from signing in. */
export function aDenialOf(...principalIds: string[]): Denial {
  return aDenial({ everyone: false, principalIds, excludedPrincipalIds: [] });
}
