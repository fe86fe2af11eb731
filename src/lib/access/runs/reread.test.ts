import { describe, expect, it } from 'vitest';
import { NOON } from '../../../../test/builders/evidence.ts';
import { hours } from '../../time.ts';
import type { DirectoryChanges } from '../directory.ts';
import type { GroupReading } from '../readings/groupReading.ts';
import { type RereadContext, whyRead } from './reread.ts';

const READING: GroupReading = {
  version: 1,
  groupId: 'staff',
  roleAssignable: false,
  readAt: NOON - hours(1),
  eligible: ['ann', 'bob', 'cyd'],
  leftOut: [
    { id: 'dis', reason: 'disabled' },
    { id: 'gus', reason: 'guest' },
  ],
  nested: ['deep', 'deeper'],
  parents: { deep: ['staff'], deeper: ['deep'] },
};

const changes = (users: readonly string[] = [], groups: readonly string[] = []): DirectoryChanges => ({
  kind: 'changes',
  users: new Set(users),
  groups: new Set(groups),
  marks: { users: '1', groups: '1' },
});

const QUIET: RereadContext = {
  changes: changes(),
  pending: new Set(),
  followed: new Set(['staff']),
  withOwners: false,
  now: NOON,
};

describe('a group', () => {
  it('that a clock five hours ahead has read is read again: nobody can tell when that was', () => {
    expect(whyRead({ ...READING, readAt: NOON + hours(5) }, QUIET)).toBe('due');
  });

  it('of which nothing has changed is not read again', () => {
    expect(whyRead(READING, QUIET)).toBeUndefined();
    expect(whyRead(READING, { ...QUIET, changes: changes(['eve'], ['others']) })).toBeUndefined();
  });

  it.each<[string, GroupReading | undefined, Partial<RereadContext>, string]>([
    ['was never read', undefined, {}, 'unknown'],
    ['could not be read in full', { ...READING, gap: { reason: 'PageFailed', detail: '', since: NOON } }, {}, 'due'],
    ['may not show a change yet', { ...READING, awaited: { alikeSince: NOON } }, {}, 'due'],
    ['was read a day ago', { ...READING, readAt: NOON - hours(24) }, {}, 'due'],
    ['has changes in the newest plan', READING, { pending: new Set(['staff']) }, 'due'],
    [
      'was in no policy of late, so that nobody has listened for its changes',
      READING,
      { followed: new Set() },
      'unknown',
    ],
    ['has owners that are of interest now and were not before', READING, { withOwners: true }, 'due'],
    ['may have changed, since the change feed could not be had', READING, { changes: undefined }, 'unknown'],
    [
      'may have changed, since the change feed begins anew',
      READING,
      { changes: { kind: 'startOver', marks: { users: '1', groups: '1' } } },
      'unknown',
    ],
    ['has changed', READING, { changes: changes([], ['staff']) }, 'announced'],
    [
      'has changed, and is due anyway',
      { ...READING, readAt: NOON - hours(24) },
      { changes: changes([], ['staff']) },
      'announced',
    ],
    ['holds a group that has changed', READING, { changes: changes([], ['deep']) }, 'announced'],
    ['holds one that has, further down', READING, { changes: changes([], ['others', 'deeper']) }, 'announced'],
    ['has a member that has changed', READING, { changes: changes(['eve', 'bob']) }, 'announced'],
    ['has a member that has changed and was left out', READING, { changes: changes(['dis']) }, 'announced'],
  ])('that %s is read', (_why, reading, context, why) => {
    expect(whyRead(reading, { ...QUIET, ...context })).toBe(why);
  });

  it('is not read again a moment before its day is over', () => {
    expect(whyRead({ ...READING, readAt: NOON - hours(24) + 1 }, QUIET)).toBeUndefined();
  });

  it('whose owners were read, though it has none, is not read for them again', () => {
    expect(whyRead({ ...READING, owners: [] }, { ...QUIET, withOwners: true })).toBeUndefined();
  });
});
