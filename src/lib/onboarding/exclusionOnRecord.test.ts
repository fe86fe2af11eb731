import { describe, expect, it } from 'vitest';
import { NOON } from '../../../test/builders/evidence.ts';
import { aRecord } from '../../../test/builders/record.ts';
import { withEarlierExclusion } from './exclusionOnRecord.ts';
import type { MachineRecord } from './record.ts';

/** A record whose timeline has these events, a second apart. */
function withEvents(parts: Partial<MachineRecord>, ...events: readonly string[]): MachineRecord {
  return aRecord({ ...parts, timeline: events.map((event, n) => ({ at: NOON + n * 1000, event, message: event })) });
}

describe('a row that an earlier version wrote', () => {
  it.each<[string, Partial<MachineRecord>, readonly string[], MachineRecord['exclusion']]>([
    [
      'of a machine that was excluded when it went is excluded still',
      { state: 'Gone' },
      ['FirstSeen', 'Excluded', 'Gone'],
      { at: NOON + 2000, because: 'excluded' },
    ],
    [
      'of one that had left says so',
      { state: 'Gone' },
      ['Excluded', 'Offboarded', 'Excluded', 'Gone', 'Gone'],
      { at: NOON + 3000, because: 'offboarded' },
    ],
    [
      'of one that had been let in again since is not',
      { state: 'Gone' },
      ['Excluded', 'Onboarding', 'Gone'],
      undefined,
    ],
    ['of one that is there is not', { state: 'Excluded' }, ['Excluded'], undefined],
    [
      'that says it itself stays as it is',
      { state: 'Gone', exclusion: { at: NOON, because: 'person' } },
      ['Excluded', 'Gone'],
      { at: NOON, because: 'person' },
    ],
  ])('%s', (_what, parts, events, exclusion) => {
    expect(withEarlierExclusion(withEvents(parts, ...events)).exclusion).toEqual(exclusion);
  });
});
