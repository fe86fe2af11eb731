/** Why somebody cannot sign in, or may not, although an assignment lets them in. Pure. */
import { isOrphan, type Names } from '../plan/names.ts';
import { LEFT_OUT_SENTENCES } from '../readings/groupReading.ts';
import { userTypeOf } from '../userType.ts';
import type { Way } from './who.ts';

export const HINDRANCES = ['deleted', 'disabled', 'guest', 'conditional'] as const;

export interface Hindrance {
  readonly reason: (typeof HINDRANCES)[number];
  /** For people. */
  readonly message: string;
}

const SENTENCES: Readonly<Record<Hindrance['reason'], string>> = {
  deleted: 'The directory does not have them, or no longer.',
  disabled: LEFT_OUT_SENTENCES.disabled,
  guest: LEFT_OUT_SENTENCES.guest,
  conditional: 'The assignment has a condition, which this app does not look into: it may keep them out.',
};

/** Somebody, and the assignment that lets them in where one does. */
export type Hindered = Pick<Way, 'principalId' | 'principalType' | 'conditional'>;

/** All that keeps them out, as far as the directory was asked and tells. */
export function hindrancesOf(
  { principalId, principalType, conditional }: Hindered,
  names: Names,
): readonly Hindrance[] {
  const seen = names.people.get(principalId);
  const holds: Readonly<Record<Hindrance['reason'], boolean>> = {
    // Our directory never has a group of another tenant.
    deleted: principalType !== 'ForeignGroup' && isOrphan(principalId, names),
    disabled: seen?.enabled === false,
    guest: seen !== undefined && userTypeOf(seen) === 'guest',
    conditional: conditional === true,
  };
  return HINDRANCES.filter((reason) => holds[reason]).map((reason) => ({ reason, message: SENTENCES[reason] }));
}
