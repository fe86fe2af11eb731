import { describe, expect, it } from 'vitest';
import {
  type AccessWorld,
  aBinding,
  aGroup,
  machineId,
  NOTHING,
  type OutcomeRow,
  outcomeOf,
  own,
  PROD,
  planInput,
  SUB,
  WEB,
} from '../../../../test/builders/accessWorld.ts';
import { NOON } from '../../../../test/builders/evidence.ts';
import { hours } from '../../time.ts';
import { diff } from './diff.ts';

const inWeb = own('ann', 'user', WEB);
const ops = (parts: Partial<Parameters<typeof aBinding>[0]> = {}) => aBinding({ name: 'next', group: 'ops', ...parts });
const left = (grant: string): string => `remove ${grant}: leftGroup (staff), IncompleteReading`;
const unreadOps = aGroup('ops', [], { gap: 'ReadDenied' });

/** She has left the group, and another one, whose members nobody could read, has a role as well. */
const unread = (next: ReturnType<typeof aBinding>, parts: AccessWorld = {}): AccessWorld => ({
  bindings: [aBinding({ at: [WEB] }), next],
  groups: [aGroup('staff', []), unreadOps],
  there: [inWeb],
  ...parts,
});

const unreadRows: readonly OutcomeRow[] = [
  ['at a narrower scope', unread(ops({ at: [machineId('web-1')] })), { withheld: [left(`ann user ${WEB}`)] }],
  ['at a wider scope', unread(ops()), { withheld: [left(`ann user ${WEB}`)] }],
  ['with a higher role', unread(ops({ at: [WEB], role: 'administrator' })), { withheld: [left(`ann user ${WEB}`)] }],
  ['that was never read', unread(ops(), { groups: [aGroup('staff', [])] }), { withheld: [left(`ann user ${WEB}`)] }],
  [
    'but not beside it',
    unread(ops({ at: [`${SUB}/resourceGroups/db`] })),
    { removes: [`ann user ${WEB}: leftGroup (staff)`] },
  ],
  [
    'nor one that is gone',
    unread(ops(), { groups: [aGroup('staff', []), aGroup('ops', ['ann'], { gap: 'GroupDeleted' })] }),
    { removes: [`ann user ${WEB}: leftGroup (staff)`] },
  ],
  [
    'nor through a binding that is over',
    unread({ ...ops(), expires: '2026-11-21' }),
    { removes: [`ann user ${WEB}: leftGroup (staff)`] },
  ],
  ['nor for who is denied', unread(ops(), { deny: ['ann'] }), { removes: [`ann user ${WEB}: deny (staff)`] }],
  [
    'nor for who has as much by what has stood',
    unread(ops(), {
      bindings: [aBinding({ at: [WEB] }), ops(), aBinding({ name: 'all', group: 'all', at: [PROD] })],
      groups: [aGroup('staff', []), unreadOps, aGroup('all', ['ann'])],
      there: [inWeb, own('ann', 'user', PROD)],
    }),
    { kept: 1, removes: [`ann user ${WEB}: leftGroup (staff)`] },
  ],
];

describe('a group that cannot be read may give what takes the place', () => {
  it.each(unreadRows)('%s', (_row, world, expected) => {
    expect(outcomeOf(world)).toEqual({ ...NOTHING, ...expected });
  });

  it.each([
    ['ReadDenied', 168, true],
    ['ReadDenied', 167, undefined],
    ['HiddenMembership', 168, undefined],
  ] as const)('and by %s for %i hours, an approver may stand in for it: %s', (gap, forHours, proposed) => {
    const groups = [aGroup('staff', []), aGroup('ops', [], { gap })];
    const blockedSince = { staff: NOON - hours(forHours) };

    expect(diff(planInput(unread(ops(), { groups, blockedSince }))).withheld[0]?.proposed).toBe(proposed);
  });
});
