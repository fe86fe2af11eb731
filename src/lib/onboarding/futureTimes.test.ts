import { describe, expect, it } from 'vitest';
import { NOON } from '../../../test/builders/evidence.ts';
import { aRecord } from '../../../test/builders/record.ts';
import { hours, minutes, seconds } from '../time.ts';
import { withoutFutureTimes } from './futureTimes.ts';
import type { MachineRecord } from './record.ts';

/** As an instance would write it whose clock is five hours ahead. */
const AHEAD = NOON + hours(5);

describe('a record that was written by a clock that runs ahead', () => {
  it.each<[string, Partial<MachineRecord>, Partial<MachineRecord>]>([
    ['counts what was asked for as asked for now', { installRequestedAt: AHEAD }, { installRequestedAt: NOON }],
    ['so with the identity', { identityRequestedAt: AHEAD }, { identityRequestedAt: NOON }],
    ['settles from now on', { firstSeenAt: AHEAD }, { firstSeenAt: NOON }],
    ['has the grace from now on', { readyAt: AHEAD, removedAt: AHEAD }, { readyAt: NOON, removedAt: NOON }],
    ['is in progress since now', { inProgressSince: AHEAD, takenAt: AHEAD }, { inProgressSince: NOON, takenAt: NOON }],
    ['registered again now', { registeredAt: AHEAD, offboardedAt: AHEAD }, { registeredAt: NOON, offboardedAt: NOON }],
    [
      'has been missing since now',
      { absence: { toldAt: AHEAD, seenAt: AHEAD } },
      { absence: { toldAt: NOON, seenAt: NOON } },
    ],
    ['waits for others since now', { busySince: AHEAD }, { busySince: NOON }],
    ['waits for others a quarter of an hour at most', { busyUntil: AHEAD }, { busyUntil: NOON + minutes(15) }],
    ['has no turn of the rate that lies hours off', { slot: { call: 'write', at: AHEAD } }, {}],
    [
      'leaves from now on',
      { offboard: { requestedAt: AHEAD, tagRequestedAt: AHEAD, removalRequestedAt: AHEAD, by: 'a person' } },
      { offboard: { requestedAt: NOON, tagRequestedAt: NOON, removalRequestedAt: NOON, by: 'a person' } },
    ],
  ])('%s', (_sentence, parts, expected) => {
    expect(withoutFutureTimes({ ...aRecord(), ...parts }, NOON)).toEqual({ ...aRecord(), ...expected });
  });
});

describe('a record of a clock that is right', () => {
  it.each<[string, Partial<MachineRecord>]>([
    ['the past', { installRequestedAt: NOON - hours(1), busyUntil: NOON - 1, readyAt: NOON }],
    ['waits that are to come', { busyUntil: NOON + minutes(15), slot: { call: 'read', at: NOON + minutes(40) } }],
    ['clocks that differ by seconds', { installRequestedAt: NOON + seconds(50) }],
  ])('stays as it is: %s', (_sentence, parts) => {
    const record = { ...aRecord(), ...parts };

    expect(withoutFutureTimes(record, NOON)).toEqual(record);
  });
});
