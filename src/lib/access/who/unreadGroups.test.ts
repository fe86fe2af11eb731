import { describe, expect, it } from 'vitest';
import { NOON } from '../../../../test/builders/evidence.ts';
import { ADMINS, ANN, idOf, policyText, STAFF, SUB, theirs } from '../../../../test/builders/runWorld.ts';
import { Failure } from '../../errors.ts';
import { resolveBinding } from '../plan/desired.ts';
import { type Names, NO_NAMES } from '../plan/names.ts';
import { DEFAULT_GUARDS } from '../policy/guards.ts';
import { parsePolicy } from '../policy/parsePolicy.ts';
import { unread } from '../readings/groupReading.ts';
import { unreadGroups, untoldMembers, untoldMembership } from './unreadGroups.ts';
import type { Known } from './who.ts';

const GROUP = `${SUB}/resourceGroups/web`;
const ELSEWHERE = idOf(905);

const byGroup = (id: string, scope = SUB, principalType = 'Group') => theirs(id, 'user', scope, { principalType });

/** Staff has a binding; its group was read when `read`. */
function known(read: boolean): Pick<Known, 'groups' | 'bindings'> {
  const parsed = parsePolicy(policyText(), { limits: DEFAULT_GUARDS, trustedTags: [], now: NOON });
  if (!parsed.ok) throw new Error(JSON.stringify(parsed.problems));
  const groups = new Map(read ? [[STAFF, unread(STAFF, undefined, { reason: 'PageFailed', detail: '' }, NOON)]] : []);
  return { groups, bindings: parsed.policy.bindings.map((one) => resolveBinding(one, groups, undefined, NOON)) };
}

describe('groups whose members no reading tells', () => {
  it('are those with a role that no reading is of, each once, and no people', () => {
    const there = [theirs(ANN), byGroup(STAFF), byGroup(ADMINS, GROUP), byGroup(ADMINS)];

    expect(unreadGroups(there, known(true))).toEqual([{ id: ADMINS, scope: GROUP, elsewhere: false, bound: false }]);
  });

  it('are named, and why nobody knows who is in them', () => {
    const there = [byGroup(STAFF), byGroup(ADMINS), byGroup(ELSEWHERE, GROUP, 'ForeignGroup')];
    const person = { id: ADMINS, displayName: 'Admins', enabled: null, userType: null };
    const names: Names = { ...NO_NAMES, people: new Map([[ADMINS, person]]), asked: new Set([ADMINS, ELSEWHERE]) };

    expect(untoldMembers(unreadGroups(there, known(false)), names)).toEqual([
      {
        scope: SUB,
        message: `Group ${STAFF}: The group has not been read yet.`,
        fix: 'Wait for the run that is under way.',
      },
      {
        scope: SUB,
        message: `Who is in group Admins (${ADMINS}) is not known: no binding of the policy names it, so that nobody reads its members.`,
        fix: 'Look its members up in the directory, or ask with user= for one person.',
      },
      {
        scope: GROUP,
        message: `Who is in group ${ELSEWHERE} is not known: it is a group of another tenant.`,
        fix: 'Look its members up in the directory of that tenant.',
      },
    ]);
  });

  it('are no doubt when they are gone: nobody is in them', () => {
    const gone: Names = { ...NO_NAMES, asked: new Set([ADMINS]) };

    expect(untoldMembers(unreadGroups([byGroup(ADMINS)], known(true)), gone)).toEqual([]);
  });

  it.each([
    ['Authorization_RequestDenied', 'denied', /^Grant User\.Read\.All and GroupMember\.Read\.All /],
    ['ServiceUnavailable', 'transient', /^Ask again later/],
  ] as const)('say what to do when nobody could find out who is in them: %s', (code, kind, fix) => {
    const groups = unreadGroups([byGroup(ADMINS)], known(true));

    expect(untoldMembership(groups, new Failure(kind, code, 'No.'))).toEqual([
      { scope: SUB, message: expect.stringContaining(ADMINS), fix: expect.stringMatching(fix) },
    ]);
  });
});
