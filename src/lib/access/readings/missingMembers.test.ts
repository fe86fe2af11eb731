import { describe, expect, it } from 'vitest';
import { aGroup } from '../../../../test/builders/accessWorld.ts';
import { aDirectory, aMember } from '../../../../test/builders/directory.ts';
import { NOON } from '../../../../test/builders/evidence.ts';
import { hours, minutes } from '../../time.ts';
import type { GroupReading } from './groupReading.ts';
import { readGroup } from './readGroup.ts';

const EARLIER = NOON - minutes(10);

async function missingFrom(
  previous: GroupReading | undefined,
  listed: readonly string[],
  disabled: readonly string[] = [],
) {
  const pages = [[...listed.map((id) => aMember(id)), ...disabled.map((id) => aMember(id, { enabled: false }))]];
  const directory = aDirectory({ pages });
  return (await readGroup('staff', { directory, previous, withOwners: false, now: NOON })).missing;
}

const lacking = (since: number, parts: Parameters<typeof aGroup>[2] = {}): GroupReading =>
  aGroup('staff', ['ann'], { missing: [{ id: 'bob', since }], ...parts });

describe('of a group is missing', () => {
  it.each<[string, GroupReading | undefined, readonly string[], GroupReading['missing']]>([
    ['nobody, when it is read for the first time', undefined, ['ann'], undefined],
    ['nobody, when everybody is there still', aGroup('staff', ['ann']), ['ann'], undefined],
    [
      'whom the last reading had, from now on',
      aGroup('staff', ['ann', 'eve', 'bob']),
      ['ann'],
      [
        { id: 'bob', since: NOON },
        { id: 'eve', since: NOON },
      ],
    ],
    ['whom an earlier one had, since then', lacking(EARLIER), ['ann'], [{ id: 'bob', since: EARLIER }]],
    ['nobody who is back', lacking(EARLIER), ['ann', 'bob'], undefined],
    [
      'whom only an incomplete reading has lacked, from now on',
      lacking(EARLIER, { gap: 'HiddenMembership' }),
      ['ann'],
      [{ id: 'bob', since: NOON }],
    ],
    [
      'whom a reading has lacked for almost a week',
      lacking(NOON - hours(24 * 7) + 1),
      ['ann'],
      [{ id: 'bob', since: NOON - hours(24 * 7) + 1 }],
    ],
    ['nobody whom it has lacked for a week', lacking(NOON - hours(24 * 7)), ['ann'], undefined],
  ])('%s', async (_who, previous, listed, expected) => {
    expect(await missingFrom(previous, listed)).toEqual(expected);
  });

  it('nobody who is in it and disabled', async () => {
    expect(await missingFrom(lacking(EARLIER), ['ann'], ['bob'])).toBeUndefined();
  });

  it('whoever was, when the group could not be read', async () => {
    const directory = aDirectory({ group: 'absent' });
    const read = await readGroup('staff', { directory, previous: lacking(EARLIER), withOwners: false, now: NOON });

    expect(read).toMatchObject({ eligible: ['ann'], missing: [{ id: 'bob', since: EARLIER }] });
  });
});
