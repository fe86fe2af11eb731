import { describe, expect, it } from 'vitest';
import { NOON } from '../../../../test/builders/evidence.ts';
import { hours } from '../../time.ts';
import type { DirectoryChanges } from '../directory.ts';
import type { GroupReading } from '../readings/groupReading.ts';
import { mustRead, type RereadContext } from './reread.ts';

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
    expect(mustRead({ ...READING, readAt: NOON + hours(5) }, QUIET)).toBe(true);
  });

  it('of which nothing has changed is not read again', () => {
    expect(mustRead(READING, QUIET)).toBe(false);
    expect(mustRead(READING, { ...QUIET, changes: changes(['eve'], ['others']) })).toBe(false);
  });

  it.each<[string, GroupReading | undefined, Partial<RereadContext>]>([
    ['was never read', undefined, {}],
    ['could not be read in full', { ...READING, gap: { reason: 'PageFailed', detail: '', since: NOON } }, {}],
    ['was read a day ago', { ...READING, readAt: NOON - hours(24) }, {}],
    ['has changes in the newest plan', READING, { pending: new Set(['staff']) }],
    ['was in no policy of late, so that nobody has listened for its changes', READING, { followed: new Set() }],
    ['has owners that are of interest now and were not before', READING, { withOwners: true }],
    ['may have changed, since the change feed could not be had', READING, { changes: undefined }],
    [
      'may have changed, since the change feed begins anew',
      READING,
      { changes: { kind: 'startOver', marks: { users: '1', groups: '1' } } },
    ],
    ['has changed', READING, { changes: changes([], ['staff']) }],
    ['holds a group that has changed', READING, { changes: changes([], ['deep']) }],
    ['holds one that has, further down', READING, { changes: changes([], ['others', 'deeper']) }],
    ['has a member that has changed', READING, { changes: changes(['eve', 'bob']) }],
    ['has a member that has changed and was left out', READING, { changes: changes(['dis']) }],
  ])('that %s is read', (_why, reading, context) => {
    expect(mustRead(reading, { ...QUIET, ...context })).toBe(true);
  });

  it('is not read again a moment before its day is over', () => {
    expect(mustRead({ ...READING, readAt: NOON - hours(24) + 1 }, QUIET)).toBe(false);
  });

  it('whose owners were read, though it has none, is not read for them again', () => {
    expect(mustRead({ ...READING, owners: [] }, { ...QUIET, withOwners: true })).toBe(false);
  });
});
