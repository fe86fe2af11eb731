import { describe, expect, it } from 'vitest';
import { NOON } from '../../../test/builders/evidence.ts';
import { type Said, someConditions } from '../../../test/builders/record.ts';
import type { ConditionType } from './condition.ts';
import { decide } from './decide.ts';
import type { Decision, Leaving, Situation } from './decision.ts';

type Given = Partial<Record<ConditionType, Said>>;

const EXCLUDED: Given = { Selected: ['False', 'ExcludedByTag'] };
const ABSENT: Said = ['False', 'ExtensionAbsent'];
const REMOVING: Said = ['Unknown', 'ExtensionBeingRemoved'];

const installed: Leaving = { extension: 'EntraLogin', busyUntil: undefined };
const bare: Leaving = { extension: undefined, busyUntil: undefined };
const situation = (leaving: Leaving, parts: Partial<Situation> = {}): Situation => ({
  mode: 'enforce',
  wasReady: true,
  waited: 0,
  leaving,
  now: NOON,
  ...parts,
});

const rest: Decision = { kind: 'rest' };
const wait = (ms: number): Decision => ({ kind: 'wait', until: NOON + ms });
const exclude: Decision = { kind: 'excludeByTag' };
const remove: Decision = { kind: 'removeExtension', extension: 'EntraLogin' };

const rows: readonly (readonly [string, Given, Leaving, Decision])[] = [
  ['is excluded first, although it is ready', {}, installed, exclude],
  ['is excluded also without an extension', { ExtensionInstalled: ABSENT }, bare, exclude],
  ['is excluded though nobody has asked for it', { Selected: ['False', 'NotSelected'] }, installed, exclude],
  ['is excluded where its tag has another value', { Selected: ['Unknown', 'ExclusionUnclear'] }, installed, exclude],
  ['waits while its tags cannot be read', { Selected: ['Unknown', 'TagsUnreadable'] }, installed, wait(6 * 3_600_000)],
  ['is excluded before it has reported', { Reported: ['Unknown', 'NotReportedYet'] }, installed, exclude],
  [
    'is excluded while work on its extension is under way',
    { ExtensionInstalled: ['Unknown', 'ExtensionInProgress'] },
    installed,
    exclude,
  ],
  [
    'waits for its exclusion to show, also while its agent is away',
    {
      Selected: ['Unknown', 'ExclusionRequested', NOON + 240_000],
      Connected: ['False', 'AgentDisconnected'],
      ExtensionInstalled: REMOVING,
    },
    installed,
    wait(15_000),
  ],
  ['loses its extension then, by the name that it has', EXCLUDED, installed, remove],
  [
    'loses one that is not as it should be, too',
    { ...EXCLUDED, ExtensionInstalled: ['False', 'InstallFailed'] },
    installed,
    remove,
  ],
  [
    'loses it while its agent is away',
    { ...EXCLUDED, Connected: ['False', 'AgentDisconnected'], Eligible: ['False', 'OsTooOld'] },
    installed,
    remove,
  ],
  ['waits for the removal', { ...EXCLUDED, ExtensionInstalled: REMOVING }, installed, wait(15_000)],
  [
    'waits for hours while its agent is away',
    { ...EXCLUDED, ExtensionInstalled: REMOVING, Connected: ['False', 'AgentExpired'] },
    installed,
    wait(6 * 3_600_000),
  ],
  [
    'waits for a removal to show, also while its agent is away',
    {
      ...EXCLUDED,
      ExtensionInstalled: ['Unknown', 'ExtensionBeingRemoved', NOON + 240_000],
      Connected: ['False', 'AgentExpired'],
    },
    installed,
    wait(15_000),
  ],
  [
    'waits for an installation of which nobody knows whether it is coming',
    { ...EXCLUDED, ExtensionInstalled: ['Unknown', 'InstallRequested'] },
    bare,
    wait(15_000),
  ],
  ['waits for somebody else’s work', EXCLUDED, { ...installed, busyUntil: NOON + 7_000 }, wait(7_000)],
  ['waits no longer than that', EXCLUDED, { ...installed, busyUntil: NOON }, remove],
  ['rests when the removal failed', { ...EXCLUDED, ExtensionInstalled: ['False', 'RemovalFailed'] }, installed, rest],
  ['has left when the extension is gone', { ...EXCLUDED, ExtensionInstalled: ABSENT }, bare, { kind: 'left' }],
];

describe('a machine that is to leave', () => {
  it.each(rows)('%s', (_sentence, given, leaving, expected) => {
    expect(decide(someConditions(given), situation(leaving))).toEqual(expected);
  });

  it.each([
    ['the tag', {}],
    ['the extension', EXCLUDED],
  ])('keeps %s as it is in observe', (_what, given) => {
    expect(decide(someConditions(given), situation(installed, { mode: 'observe' }))).toEqual(rest);
  });

  it('is waited for longer the longer it was', () => {
    const removing = someConditions({ ...EXCLUDED, ExtensionInstalled: REMOVING });

    expect(decide(removing, situation(installed, { waited: 2 }))).toEqual(wait(60_000));
  });
});
