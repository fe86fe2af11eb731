import { describe, expect, it } from 'vitest';
import { NOON } from '../../../../test/builders/evidence.ts';
import { SUBSCRIPTION } from '../../../../test/builders/machine.ts';
import { ANN, BOB, ours, SELF, SUB, theirs } from '../../../../test/builders/runWorld.ts';
import { minutes } from '../../time.ts';
import type { ChangeRecord } from '../apply/changeRecord.ts';
import { type Assignment, type Place, placeKey } from '../assignment.ts';
import { assignmentName } from '../ownership.ts';
import type { PlaceReading } from '../readings/placeReading.ts';
import { withOwnChanges } from './ownChanges.ts';

const HERE: Place = { kind: 'subscription', id: SUBSCRIPTION };
const PROD = '/providers/Microsoft.Management/managementGroups/prod';
const ABOVE: Place = { kind: 'managementGroup', name: 'prod' };
const LATER = NOON + minutes(5);

const reading = (place: Place, assignments: Assignment[]): PlaceReading => ({
  version: 1,
  place,
  readAt: NOON,
  assignments,
  used: assignments.length,
  denials: [],
  activations: {},
});

const placesOf = (...readings: PlaceReading[]) => new Map(readings.map((one) => [placeKey(one.place), one]));

function change(parts: Partial<ChangeRecord>): ChangeRecord {
  const grant = { scope: SUB, role: 'user', principalId: ANN, ...parts } as const;
  return {
    runId: 'run',
    id: 'c',
    action: 'add',
    principalType: 'User',
    binding: 'web',
    reason: 'member',
    status: 'done',
    at: LATER,
    code: 'Created',
    message: '',
    evidence: [],
    tries: 1,
    assignment: assignmentName(SELF.installationId, grant),
    ...grant,
  };
}

const removed = (parts: Partial<ChangeRecord> = {}) => change({ action: 'remove', code: 'Removed', ...parts });

const { assignment: _unnamed, ...unnamed } = removed({ code: 'WasAbsent' });

/** Who has something in the subscription after these changes. */
function after(there: Assignment[], changes: readonly ChangeRecord[]): string[] {
  const places = withOwnChanges(placesOf(reading(HERE, there)), changes, SELF);
  return (places.get(placeKey(HERE))?.assignments ?? []).map(({ principalId }) => principalId);
}

describe('the readings with what this app has changed since', () => {
  it.each<[string, Assignment[], ChangeRecord[], string[]]>([
    ['show what was added', [ours(BOB)], [change({})], [BOB, ANN]],
    ['show what was added once, where it was read already', [ours(ANN)], [change({})], [ANN]],
    ['do not show what was removed', [ours(ANN), ours(BOB)], [removed()], [BOB]],
    ['do not show what was gone when it was to be removed', [ours(ANN)], [removed({ code: 'WasAbsent' })], []],
    ['do not show what no listing showed any more', [ours(ANN), theirs(ANN)], [unnamed], []],
    ['show what was added again after it was removed', [ours(ANN)], [change({ at: LATER + 1 }), removed()], [ANN]],
    ['do not show what was removed after it was added', [], [removed({ at: LATER + 1 }), change({})], []],
    ['keep what others made of the same grant', [theirs(ANN), ours(ANN)], [removed()], [ANN]],
    ['are as they were where another assignment gives it', [], [change({ code: 'AlreadyThere' })], []],
    ['are as they were where nothing was made', [], [change({ status: 'held' }), change({ status: 'failed' })], []],
    ['are as they were after what they were made after', [ours(ANN)], [removed({ at: NOON - minutes(2) })], [ANN]],
    ['count what the clock of another instance has a little earlier', [ours(ANN)], [removed({ at: NOON - 1 })], []],
  ])('%s', (_, there, changes, expected) => {
    expect(after(there, changes)).toEqual(expected);
  });

  it('show a change at a management group also where that lies above', () => {
    const above = ours(BOB, 'user', PROD);
    const places = placesOf(reading(HERE, [above]), reading(ABOVE, [above]));

    const now = withOwnChanges(places, [change({ scope: PROD.toUpperCase() })], SELF);

    expect([...now.values()].map(({ assignments }) => assignments.map(({ principalId }) => principalId))).toEqual([
      [BOB, ANN],
      [BOB, ANN],
    ]);
  });

  it('are the very same without changes', () => {
    const places = placesOf(reading(HERE, []));

    expect(withOwnChanges(places, [change({ status: 'waiting' })], SELF)).toBe(places);
  });
});
