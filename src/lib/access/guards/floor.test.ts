import { describe, expect, it } from 'vitest';
import {
  type AccessWorld,
  ANOTHER,
  aBinding,
  aGroup,
  foreign,
  NO_SUCH_PERSON,
  OTHER_SUB,
  own,
  PROD,
  ROOT,
  SUB,
  WEB,
} from '../../../../test/builders/accessWorld.ts';
import { NOON } from '../../../../test/builders/evidence.ts';
import { approvedAll, type GuardedParts, guardedWorld } from '../../../../test/builders/guarded.ts';
import { placeKey, placeOf } from '../assignment.ts';
import type { PersonSeen } from '../directory.ts';
import { REMOVE_REASONS, type RemoveReason } from '../plan/change.ts';
import { NO_NAMES } from '../plan/names.ts';
import { changeKey } from './changeKey.ts';
import { type AdministratorsKnown, mayBeLast, sureAdministrators } from './floor.ts';
import { guard } from './guard.ts';

const admins = aBinding({ group: 'admins', role: 'administrator' });
const asGroup = { principalType: 'Group' };
const admin = (id: string, scope = SUB) => own(id, 'administrator', scope);

/** `ann` leaves; who else there is, is in question. */
const world = (parts: AccessWorld): AccessWorld => ({
  bindings: [admins],
  groups: [aGroup('admins', ['bob'])],
  there: [admin('ann')],
  ...parts,
});

const seen = (parts: Partial<PersonSeen>): GuardedParts => {
  const person = { id: 'liz', enabled: true, userType: 'Member', ...parts };
  return { names: { ...NO_NAMES, people: new Map([['liz', person]]) } };
};

const denial = {
  id: 'd1',
  name: 'lock',
  scope: SUB,
  principalIds: ['bob'],
  excludedPrincipalIds: [] as string[],
  everyone: false,
  notBelow: false,
  roles: ['administrator' as const],
};

type Row = readonly [what: string, world: AccessWorld, parts?: GuardedParts];

const rows = (list: readonly Row[]) => list.map(([what, there, parts = {}]) => [what, there, parts] as const);

/** Whether the floor holds the removal of `ann`, where so many must remain. */
const isHeld = (parts: AccessWorld, minAdministrators = 1, more: GuardedParts = {}): boolean => {
  const { withheld } = guardedWorld(parts, { ...more, limits: { minAdministrators } }).guarded;
  return withheld.some(({ principalId, why }) => principalId === 'ann' && why.code === 'Floor');
};

describe('the floor counts', () => {
  const others = (...there: AccessWorld['there'] & {}): AccessWorld => world({ there: [admin('ann'), ...there] });

  it.each(
    rows([
      ['who keeps the role', others(admin('bob'))],
      ['who has it from above', others(foreign('bob', 'administrator', PROD))],
      ['who has it at the root', others(foreign('bob', 'administrator', ROOT))],
      ['who has it from others, and is in a group that was read', others(foreign('bob', 'administrator'))],
      [
        'who has it from others, and is an enabled member as we asked',
        others(foreign('liz', 'administrator')),
        seen({}),
      ],
      ['a member in whatever case', others(foreign('liz', 'administrator')), seen({ userType: 'member' })],
      ['a member older than userType', others(foreign('liz', 'administrator')), seen({ userType: null })],
      ['members of a group that has it', others(foreign('admins', 'administrator', SUB, asGroup))],
      ['what another installation gave', others(own('bob', 'administrator', SUB, { by: ANOTHER }))],
      [
        'whom a deny assignment of others spares',
        { ...others(admin('bob')), denials: [{ ...denial, everyone: true, excludedPrincipalIds: ['bob'] }] },
      ],
      [
        'whom a deny assignment of another role concerns',
        { ...others(admin('bob')), denials: [{ ...denial, roles: ['user'] }] },
      ],
    ]),
  )('%s', (_what, there, parts) => {
    expect(isHeld(there, 1, parts)).toBe(false);
    expect(isHeld(there, 2, parts)).toBe(true);
  });

  it.each(
    rows([
      ['nobody who is only about to get it', others()],
      ['nobody with the role of a user', others(own('bob'))],
      [
        'nobody who has it elsewhere',
        others(foreign('bob', 'administrator', WEB), foreign('bob', 'administrator', OTHER_SUB)),
      ],
      [
        'nobody whom PIM has activated',
        { ...others(foreign('bob', 'administrator')), activations: { 'foreign-administrator-bob': NOON + 1 } },
      ],
      ['nobody with a condition', others(foreign('bob', 'administrator', SUB, { conditional: true }))],
      ['nobody whom the policy denies', { ...others(foreign('bob', 'administrator')), deny: ['bob'] }],
      ['nobody whom a deny assignment keeps out', { ...others(foreign('bob', 'administrator')), denials: [denial] }],
      [
        'nobody whose group a deny assignment keeps out',
        { ...others(foreign('bob', 'administrator')), denials: [{ ...denial, principalIds: ['admins'] }] },
      ],
      ['nobody of whom nothing is known', others(foreign('liz', 'administrator'))],
      [
        'nobody who is missing from the answer of the directory, though a group read before has them',
        others(admin('bob')),
        { names: { ...NO_NAMES, asked: new Set(['bob']) } },
      ],
      ['no disabled account', others(foreign('liz', 'administrator')), seen({ enabled: false })],
      ['no guest', others(foreign('liz', 'administrator')), seen({ userType: 'Guest' })],
      ['nobody of whom the directory does not tell', others(foreign('liz', 'administrator')), seen({ enabled: null })],
      ['no members of a group that was not read', others(foreign('ops', 'administrator', SUB, asGroup))],
      [
        'nobody who is exempt, and no longer wanted',
        {
          ...others(admin('liz')),
          exempt: [{ principal: 'liz', owner: 'cto', reason: 'on call', until: '2030-01-01' }],
        },
        seen({}),
      ],
    ]),
  )('%s', (_what, there, parts) => {
    expect(isHeld(there, 1, parts)).toBe(true);
    expect(isHeld(there, 0, parts)).toBe(false);
  });

  it('a person once, however they got it', () => {
    const there = others(
      admin('bob'),
      foreign('bob', 'administrator', PROD),
      foreign('admins', 'administrator', SUB, asGroup),
    );

    expect(isHeld(there, 2)).toBe(true);
  });

  it('no members of a group with a gap, though they were in it', () => {
    const doubtful = aGroup('ops', ['bob'], { gap: 'PageFailed' });
    const there = world({
      bindings: [admins, aBinding({ group: 'ops', at: [OTHER_SUB] })],
      groups: [aGroup('admins', []), doubtful],
      there: [admin('ann'), foreign('ops', 'administrator', SUB, asGroup), foreign('bob', 'administrator')],
    });

    expect(isHeld(there)).toBe(true);
    // Also when it is known of them that they could sign in.
    const bob = { id: 'bob', enabled: true, userType: 'Member' };
    const onlyThrough = { ...there, there: [admin('ann'), foreign('ops', 'administrator', SUB, asGroup)] };
    expect(isHeld(onlyThrough, 1, { names: { ...NO_NAMES, people: new Map([['bob', bob]]) } })).toBe(true);
  });

  it('who is not in the group that a deny assignment keeps out', () => {
    const there = world({
      groups: [aGroup('admins', ['bob']), aGroup('ops', ['eve'])],
      there: [admin('ann'), admin('bob')],
      denials: [{ ...denial, principalIds: ['ops'] }],
    });

    expect(isHeld(there)).toBe(false);
  });
});

describe('the floor holds', () => {
  it('all removals of administrators at the scope, and says how to go on', () => {
    const there = world({ there: ['ann', 'eve'].map((id) => admin(id)) });
    const { withheld } = guardedWorld(there, { limits: { minAdministrators: 2 } }).guarded;

    expect(withheld.map(({ principalId }) => principalId)).toEqual(['ann', 'eve']);
    expect(withheld[0]?.why).toEqual({
      code: 'Floor',
      message: `Too few administrators would be sure to remain at ${SUB}: 0, and at least 2 must (minAdministrators). Make somebody else administrator there first; no approval lifts this.`,
    });
  });

  it('what guards would hold as well, so that nothing of it waits for an approver', () => {
    const limits = { minAdministrators: 1, maxRemovals: 0, maxRemovalPercent: 0 };
    const { withheld, held } = guardedWorld(world({}), { limits }).guarded;

    expect(held).toEqual([]);
    expect(withheld).toMatchObject([{ why: { code: 'Floor' } }]);
  });

  it('what an approver has approved', () => {
    const { found } = guardedWorld(world({}));
    const decided = approvedAll(found.removes.map(changeKey));

    expect(isHeld(world({}), 1, { decided })).toBe(true);
  });

  it('no scope but that one', () => {
    const there = world({
      bindings: [aBinding({ group: 'admins', role: 'administrator', at: [SUB, OTHER_SUB] })],
      there: [admin('ann'), admin('ann', OTHER_SUB), admin('bob', OTHER_SUB)],
    });
    const { removes, withheld } = guardedWorld(there, { limits: { minAdministrators: 1 } }).guarded;

    expect(removes).toMatchObject([{ scope: OTHER_SUB }]);
    expect(withheld).toMatchObject([{ scope: SUB, why: { code: 'Floor' } }]);
  });

  it('as many as the binding asks for', () => {
    const strict = aBinding({ group: 'admins', role: 'administrator', guards: { minAdministrators: 2 } });

    expect(isHeld(world({ bindings: [strict], there: [admin('ann'), admin('bob')] }))).toBe(true);
  });

  it.each<readonly [what: string, world: AccessWorld]>([
    ['nobody with the role of a user', world({ bindings: [aBinding({ group: 'admins' })], there: [own('ann')] })],
    ['nobody who is denied', world({ deny: ['ann'] })],
    [
      'no disabled account',
      world({ groups: [aGroup('admins', ['bob'], { leftOut: [{ id: 'ann', reason: 'disabled' }] })] }),
    ],
    ['no guest', world({ groups: [aGroup('admins', ['bob'], { leftOut: [{ id: 'ann', reason: 'guest' }] })] })],
  ])('%s', (_what, there) => {
    const { guarded, found } = guardedWorld(there, { limits: { minAdministrators: 5 } });

    expect(found.removes).toHaveLength(1);
    expect(guarded.removes).toEqual(found.removes);
  });

  it('nobody whom the directory no longer has', () => {
    const names = { ...NO_NAMES, asked: new Set([NO_SUCH_PERSON]) };
    const there = world({ there: [admin(NO_SUCH_PERSON)] });

    expect(guardedWorld(there, { limits: { minAdministrators: 5 }, names }).guarded.withheld).toEqual([]);
  });
});

describe('a place that is not known', () => {
  it('has no administrator', () => {
    const { guardInput } = guardedWorld(world({ there: [admin('ann'), admin('bob')] }), {
      limits: { minAdministrators: 1 },
    });

    expect(guard(guardInput).withheld).toEqual([]);
    expect(guard({ ...guardInput, places: new Map() }).withheld).toMatchObject([{ why: { code: 'Floor' } }]);
  });
});

describe('right before a removal', () => {
  const listed = guardedWorld(world({ there: [admin('ann'), admin('bob'), admin('cem')] })).input;
  const place = listed.places.get(placeKey(placeOf(SUB)));
  const groups = new Map([['admins', aGroup('admins', ['ann', 'bob', 'cem'])]]);
  const known = { groups, names: NO_NAMES, denied: [], going: [] };
  const leftAt = (parts: Partial<AdministratorsKnown>) =>
    place && [...sureAdministrators({ ...known, ...parts })(place, SUB)];

  it('those are told who are sure to remain', () => {
    expect(leftAt({})).toEqual(['ann', 'bob', 'cem']);
    expect(leftAt({ denied: ['cem'] })).toEqual(['ann', 'bob']);
    expect(leftAt({ groups: new Map() })).toEqual([]);
    const people = new Map([['bob', { id: 'bob', enabled: false, userType: 'Member' }]]);
    expect(leftAt({ names: { people, asked: new Set(['bob']) } })).toEqual(['ann', 'cem']);
    expect(leftAt({ names: { people, asked: new Set(['bob', 'cem']) } })).toEqual(['ann']);
  });

  it('nobody counts by what is going, however its scope is written', () => {
    const going = [{ scope: SUB.toUpperCase(), role: 'administrator' as const, principalId: 'ann' }];

    expect(leftAt({ going })).toEqual(['bob', 'cem']);
    expect(leftAt({ going: going.map((one) => ({ ...one, role: 'user' as const })) })).toEqual(['ann', 'bob', 'cem']);
    expect(leftAt({ going: going.map((one) => ({ ...one, scope: WEB })) })).toEqual(['ann', 'bob', 'cem']);
  });

  it.each<[RemoveReason, boolean]>([
    ['leftGroup', true],
    ['deleted', true],
    ['dropped', true],
    ['expired', true],
    ['switchedToGroup', true],
    ['switchedToMembers', true],
    ['machineUnmatched', true],
    ['disabled', false],
    ['guest', false],
    ['notAPerson', false],
    ['deny', false],
  ])('of an administrator for this reason, the floor is asked or not: %s, %s', (reason, expected) => {
    expect(mayBeLast({ role: 'administrator', reason })).toBe(expected);
    expect(mayBeLast({ role: 'user', reason })).toBe(false);
  });

  it('every reason has its row above', () => {
    expect(REMOVE_REASONS).toHaveLength(11);
  });
});
