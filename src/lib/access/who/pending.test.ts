import { describe, expect, it } from 'vitest';
import { NOON } from '../../../../test/builders/evidence.ts';
import { SUBSCRIPTION } from '../../../../test/builders/machine.ts';
import { ANN, BOB, CYD, ours, STAFF, SUB } from '../../../../test/builders/runWorld.ts';
import type { ChangeRecord } from '../apply/changeRecord.ts';
import { placeKey } from '../assignment.ts';
import type { Change } from '../plan/change.ts';
import type { GroupReading } from '../readings/groupReading.ts';
import { concernsMachine, concernsPerson, pendingIn } from './pending.ts';

const PROD = '/providers/Microsoft.Management/managementGroups/prod';
const MACHINE = `${SUB}/resourceGroups/web/providers/Microsoft.HybridCompute/machines/web-1`;

const change = (parts: Partial<Change> = {}): Change => ({
  action: 'add',
  scope: SUB,
  role: 'user',
  principalId: ANN,
  principalType: 'User',
  binding: 'web',
  reason: 'member',
  ...parts,
});

const tried = (of: Change, status: ChangeRecord['status'], runId = 'run'): ChangeRecord => ({
  ...of,
  runId,
  id: 'c',
  status,
  at: NOON,
  code: 'Code',
  message: 'Said.',
  evidence: [],
  tries: 1,
});

const plan = (adds: readonly Change[]) => ({ runId: 'run', adds: [...adds], removes: [], withheld: [] });
const WHY = { code: 'Code', message: 'Said.' };

describe('what is pending', () => {
  it.each<[string, ChangeRecord[], unknown]>([
    ['is planned while nothing was tried', [], [{ ...change(), status: 'planned' }]],
    ['is planned while it waits', [tried(change(), 'waiting')], [{ ...change(), status: 'planned' }]],
    ['is planned while it is written', [tried(change(), 'writing')], [{ ...change(), status: 'planned' }]],
    ['is nothing that is made', [tried(change(), 'done')], []],
    ['is withheld where it was held', [tried(change(), 'held')], [{ ...change(), status: 'withheld', why: WHY }]],
    ['has failed where Azure refused', [tried(change(), 'failed')], [{ ...change(), status: 'failed', why: WHY }]],
    ['is no business of other runs', [tried(change(), 'done', 'older')], [{ ...change(), status: 'planned' }]],
    ['is another grant', [tried(change({ role: 'administrator' }), 'done')], [{ ...change(), status: 'planned' }]],
  ])('%s', (_, records, expected) => {
    expect(pendingIn(plan([change()]), records, () => true)).toEqual(expected);
  });

  it('is what the plan withholds, with its reason, and only what concerns the one who asks', () => {
    const why = { code: 'GuardNewUsers', message: 'Too many.' } as const;
    const withheld = [
      { ...change({ quarantine: 'q' }), why },
      { ...change({ principalId: BOB }), why, proposed: true as const },
    ];

    expect(pendingIn({ ...plan([]), withheld }, [], concernsPerson(ANN, { groups: new Map() }))).toEqual([
      { ...change({ quarantine: 'q' }), status: 'withheld', why },
    ]);
    expect(pendingIn({ ...plan([]), withheld }, [], concernsPerson(BOB, { groups: new Map() }))).toEqual([
      { ...change({ principalId: BOB }), status: 'withheld', why },
    ]);
  });
});

describe('whom a change concerns', () => {
  const staff: GroupReading = {
    version: 1,
    groupId: STAFF,
    roleAssignable: false,
    readAt: NOON,
    eligible: [ANN],
    leftOut: [],
    nested: [],
    parents: {},
  };

  it.each<[string, string, Change, boolean]>([
    ['their own', ANN, change(), true],
    ['that of somebody else', BOB, change(), false],
    ['that of a group that holds them', ANN, change({ principalId: STAFF, principalType: 'Group' }), true],
    ['that of a group that does not', BOB, change({ principalId: STAFF, principalType: 'Group' }), false],
    ['that of a group through which they lose', CYD, change({ principalId: STAFF, people: [CYD] }), true],
  ])('a person: %s', (_, person, of, expected) => {
    expect(concernsPerson(person, { groups: new Map([[STAFF, staff]]) })(of)).toBe(expected);
  });

  it.each<[string, string, boolean]>([
    ['at the machine', MACHINE.toUpperCase(), true],
    ['above it', SUB, true],
    ['at another machine', `${MACHINE}1`, false],
    ['in another subscription', SUB.replace(SUBSCRIPTION, CYD), false],
    ['at a management group that lies above', PROD, true],
    ['at another management group', `${PROD}-2`, false],
  ])('a machine: what is changed %s', (_, scope, expected) => {
    const place = { kind: 'subscription', id: SUBSCRIPTION } as const;
    const assignments = [ours(BOB, 'user', PROD)];
    const reading = { version: 1 as const, place, readAt: NOON, assignments, used: 1, denials: [], activations: {} };

    expect(concernsMachine(MACHINE, { places: new Map([[placeKey(place), reading]]) })(change({ scope }))).toBe(
      expected,
    );
  });
});
