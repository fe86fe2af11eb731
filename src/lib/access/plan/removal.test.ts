import { describe, expect, it } from 'vitest';
import {
  type AccessWorld,
  aBinding,
  aGroup,
  aSelectableMachine,
  foreign,
  machineId,
  NO_SUCH_PERSON,
  own,
  planFor,
  SUB,
  TWIN_APP,
  WEB,
} from '../../../../test/builders/accessWorld.ts';
import type { LeftOutReason } from '../readings/groupReading.ts';
import { DIFF_CODES, REMOVE_REASONS, type RemoveReason } from './change.ts';

const staff = aBinding();
const empty = aGroup('staff', []);
const asGroup = { principalType: 'Group' };
const without = (reason: 'guest' | 'disabled' | 'device'): AccessWorld => ({
  bindings: [staff],
  groups: [aGroup('staff', [], { leftOut: [{ id: 'ann', reason }] })],
  there: [own('ann')],
});
const selector = aBinding({ machines: { name: 'web-*' } });

/** A world in which `ann` or `staff` is to go, for each reason. */
const reasons: Readonly<Record<RemoveReason, AccessWorld>> = {
  leftGroup: { bindings: [staff], groups: [empty], there: [own('ann')] },
  disabled: without('disabled'),
  guest: without('guest'),
  notAPerson: without('device'),
  deleted: { bindings: [staff], groups: [empty], there: [own(NO_SUCH_PERSON)] },
  dropped: { there: [own('ann')] },
  expired: { bindings: [aBinding({ expires: '2026-01-01' })], groups: [empty], there: [own('ann')] },
  switchedToGroup: {
    bindings: [aBinding({ assign: 'group' })],
    groups: [aGroup('staff', ['ann'])],
    there: [own('ann'), own('staff', 'user', SUB, asGroup)],
  },
  switchedToMembers: { bindings: [staff], groups: [empty], there: [own('staff', 'user', SUB, asGroup)] },
  machineUnmatched: {
    bindings: [selector],
    groups: [aGroup('staff', ['ann'])],
    machines: [aSelectableMachine('db-1')],
    there: [own('ann', 'user', machineId('db-1'))],
  },
  deny: { bindings: [staff], groups: [aGroup('staff', ['ann'])], there: [own('ann')], deny: ['ann'] },
};

/** A world in which something is withheld, for each code, with what is said of it. */
const codes: Readonly<Record<(typeof DIFF_CODES)[number], readonly [AccessWorld, string]>> = {
  PolicyUnreadable: [
    { ...reasons.leftGroup, held: true },
    'The policy cannot be read; what the last good one would change waits until it can.',
  ],
  IncompleteReading: [
    { bindings: [staff], groups: [aGroup('staff', [], { gap: 'PageFailed' })], there: [own('ann')] },
    'Binding staff: A page of the members could not be read.',
  ],
  PlaceUnreadable: [
    { ...reasons.leftGroup, unreadable: [SUB] },
    'The assignments there could not be read, so that nobody knows what is there.',
  ],
  MachinesIncomplete: [
    { ...reasons.machineUnmatched, machinesGap: 'a page is missing' },
    'The inventory is incomplete: a page is missing.',
  ],
  MachineNotSeen: [
    { ...reasons.machineUnmatched, machines: [] },
    'The inventory does not show the machine, which alone removes nothing.',
  ],
  Exempt: [
    { ...reasons.leftGroup, exempt: [{ principal: 'ann', owner: 'cto', reason: 'on call', until: '2027-01-01' }] },
    'Exempt until 2027-01-01: on call (cto).',
  ],
  SharedInstallation: [
    { ...reasons.leftGroup, there: [own('ann', 'user', SUB, { appId: TWIN_APP })] },
    `App ${TWIN_APP} works under the same INSTALLATION_ID; give one of the two another.`,
  ],
  WaitsForGroup: [
    { ...reasons.switchedToGroup, there: [own('ann')], blocked: ['staff'] },
    'The assignment of the group is made first.',
  ],
  WaitsForMembers: [
    { ...reasons.switchedToMembers, groups: [aGroup('staff', ['bob'])] },
    'Its members get their own assignments first.',
  ],
  WaitsForRole: [
    { bindings: [staff], groups: [aGroup('staff', ['ann'])], there: [own('ann', 'user', WEB)] },
    'What takes its place is given first.',
  ],
  NotRoleAssignable: [
    { bindings: [staff], groups: [aGroup('staff', ['ann'])], blocked: ['staff'] },
    'Anybody may change its members.',
  ],
  ConditionalAssignment: [
    {
      bindings: [staff],
      groups: [aGroup('staff', ['ann'])],
      there: [foreign('ann', 'user', SUB, { conditional: true })],
    },
    'Assignment foreign-user-ann gives the role there under a condition, and Azure takes no second one beside it.',
  ],
  DeniedInGroup: [
    { bindings: [aBinding({ assign: 'group' })], groups: [aGroup('staff', ['ann', 'bob'])], deny: ['bob'] },
    'The policy denies 1 of the members of group staff. Take them out of the group, or set assign: members.',
  ],
  AwaitsSecondReading: [
    { ...reasons.leftGroup, confirmMs: 300_000 },
    'Seen once; a complete reading of the group that begins at 2026-11-22T12:05:00.000Z or later confirms it.',
  ],
  AwaitsSecondRun: [
    { ...reasons.dropped, newPolicy: true },
    'The policy has changed; the next run confirms it, if the policy is still the same then.',
  ],
};

describe('why somebody loses a role', () => {
  it.each(REMOVE_REASONS)('%s', async (reason) => {
    const { removes, withheld } = await planFor(reasons[reason]);

    expect(removes.map((change) => change.reason)).toEqual([reason]);
    expect(withheld).toEqual([]);
  });
});

describe('what keeps a change from being made', () => {
  it.each(DIFF_CODES)('%s, which is told in a sentence', async (code) => {
    const [world, message] = codes[code];
    const { removes, withheld } = await planFor(world);

    expect(removes).toEqual([]);
    expect(withheld.map(({ why }) => why)).toContainEqual({ code, message });
  });
});

describe('an exemption', () => {
  it('does not hide a stronger reason to wait', async () => {
    const [doubtful] = codes.IncompleteReading;
    const [{ exempt = [] }] = codes.Exempt;
    const { withheld } = await planFor({ ...doubtful, exempt });

    expect(withheld).toMatchObject([{ why: { code: 'IncompleteReading' } }]);
  });
});

describe('a member whom the directory does not tell apart', () => {
  it('is not removed, whatever else was read', async () => {
    const groups = [aGroup('staff', [], { leftOut: [{ id: 'ann', reason: 'notReadable' }] })];
    const { removes, withheld } = await planFor({ bindings: [staff], groups, there: [own('ann')] });

    expect(removes).toEqual([]);
    expect(withheld).toMatchObject([{ principalId: 'ann', binding: 'staff', why: { code: 'IncompleteReading' } }]);
  });
});

describe('who is in the group and gets nothing through it', () => {
  it.each<[Exclude<LeftOutReason, 'notReadable'>, RemoveReason]>([
    ['guest', 'guest'],
    ['disabled', 'disabled'],
    ['servicePrincipal', 'notAPerson'],
    ['device', 'notAPerson'],
    ['contact', 'notAPerson'],
    ['notAPerson', 'notAPerson'],
  ])('loses it as %s for %s', async (reason, expected) => {
    const groups = [aGroup('staff', [], { leftOut: [{ id: 'ann', reason }] })];
    const { removes } = await planFor({ bindings: [staff], groups, there: [own('ann')] });

    expect(removes).toMatchObject([{ reason: expected, binding: 'staff' }]);
  });
});
