import { describe, expect, it } from 'vitest';
import { ANN, STAFF, SUB } from '../../../../test/builders/runWorld.ts';
import type { PersonSeen } from '../directory.ts';
import { type Names, NO_NAMES } from '../plan/names.ts';
import { hindrancesOf } from './hindrances.ts';
import type { Way } from './who.ts';

const WAY: Way = {
  principalId: ANN,
  principalType: 'User',
  scope: SUB,
  role: 'user',
  assignment: 'a',
  binding: null,
  foreign: true,
};

const seen = (person: Partial<PersonSeen> = {}): Names => ({
  ...NO_NAMES,
  people: new Map([[ANN, { id: ANN, enabled: true, userType: 'Member', ...person }]]),
  asked: new Set([ANN]),
});

const GONE: Names = { ...NO_NAMES, asked: new Set([ANN, STAFF]) };

describe('what keeps somebody out who has a way in', () => {
  it.each<[string, Way, Names, readonly string[]]>([
    ['nothing of an enabled member of the tenant', WAY, seen(), []],
    ['nothing that nobody has asked for', WAY, NO_NAMES, []],
    ['nothing that the directory does not tell', WAY, seen({ enabled: null, userType: null }), []],
    [
      'all that does',
      { ...WAY, conditional: true },
      seen({ enabled: false, userType: 'guest' }),
      ['disabled', 'guest', 'conditional'],
    ],
    ['that they are gone', WAY, GONE, ['deleted']],
    ['that a group is gone', { ...WAY, principalId: STAFF, principalType: 'Group' }, GONE, ['deleted']],
    [
      'not that our directory lacks a group of another tenant',
      { ...WAY, principalId: STAFF, principalType: 'ForeignGroup' },
      GONE,
      [],
    ],
  ])('is %s', (_what, way, names, expected) => {
    expect(hindrancesOf(way, names).map(({ reason }) => reason)).toEqual(expected);
  });
});
