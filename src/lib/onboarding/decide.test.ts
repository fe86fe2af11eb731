import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { NOON } from '../../../test/builders/evidence.ts';
import { type Said, someConditions } from '../../../test/builders/record.ts';
import type { ConditionType } from './condition.ts';
import { decide, isReady } from './decide.ts';
import type { Decision, Situation } from './decision.ts';

type Given = Partial<Record<ConditionType, Said>>;

const ABSENT: Said = ['False', 'ExtensionAbsent'];
const MISSING: Said = ['False', 'IdentityMissing'];
const SETTLING: Said = ['Unknown', 'Settling', NOON + 600_000];
const REQUESTED: Said = ['Unknown', 'InstallRequested', NOON + 120_000];

const situation = (parts: Partial<Situation> = {}): Situation => ({
  mode: 'enforce',
  wasReady: false,
  waited: 0,
  now: NOON,
  ...parts,
});

const wait = (ms: number): Decision => ({ kind: 'wait', until: NOON + ms });
const rest: Decision = { kind: 'rest' };

const rows: readonly (readonly [string, Given, Decision])[] = [
  ['a ready machine rests', {}, rest],
  ['an excluded machine is left alone', { Selected: ['False', 'ExcludedByTag'], ExtensionInstalled: ABSENT }, rest],
  ['so is one that nobody asked for', { Selected: ['False', 'NotSelected'], ExtensionInstalled: ABSENT }, rest],
  ['so is one that is too old', { Eligible: ['False', 'OsTooOld'], ExtensionInstalled: ABSENT }, rest],
  ['one that is not Windows need not settle', { Eligible: ['False', 'NotWindows'], Selected: SETTLING }, rest],
  [
    'a machine that has not reported is looked at after five seconds',
    { Reported: ['Unknown', 'NotReportedYet'], Eligible: ['Unknown', 'OsUnknown'], ExtensionInstalled: ABSENT },
    wait(5_000),
  ],
  [
    'a machine that settles is looked at when it has',
    { Selected: SETTLING, ExtensionInstalled: ABSENT },
    wait(600_000),
  ],
  ...(['TagsUnreadable', 'ExclusionUnclear'] as const).map(
    (reason) =>
      [
        `nothing is changed while an exclusion may be meant: ${reason}`,
        { Selected: ['Unknown', reason], ExtensionInstalled: ABSENT },
        wait(6 * 3_600_000),
      ] as const,
  ),
  [
    'an operating system that nobody knows is waited for',
    { Eligible: ['Unknown', 'OsUnknown'], ExtensionInstalled: ABSENT },
    wait(6 * 3_600_000),
  ],
  [
    'a disconnected machine is waited for',
    { Connected: ['False', 'AgentDisconnected'], ExtensionInstalled: ABSENT },
    wait(6 * 3_600_000),
  ],
  [
    'an agent in error is waited for',
    { Connected: ['False', 'AgentInError'], ExtensionInstalled: ABSENT },
    wait(6 * 3_600_000),
  ],
  ['an expired agent is not', { Connected: ['False', 'AgentExpired'], ExtensionInstalled: ABSENT }, rest],
  [
    'an identity that was asked for is waited for',
    { IdentityEnabled: ['Unknown', 'IdentityRequested', NOON + 120_000], ExtensionInstalled: ABSENT },
    wait(15_000),
  ],
  ['an installation that was asked for is waited for', { ExtensionInstalled: REQUESTED }, wait(15_000)],
  [
    'work in progress on the extension is waited for',
    { ExtensionInstalled: ['Unknown', 'ExtensionInProgress'], IdentityEnabled: MISSING },
    wait(15_000),
  ],
  ['so is its removal', { ExtensionInstalled: ['Unknown', 'ExtensionBeingRemoved'] }, wait(15_000)],
  [
    'somebody else’s installation is waited for',
    { ExtensionInstalled: ['False', 'AnotherInstallInProgress', NOON + 60_000] },
    wait(60_000),
  ],
  [
    'a missing identity comes first',
    { IdentityEnabled: MISSING, ExtensionInstalled: ABSENT },
    { kind: 'enableIdentity' },
  ],
  ['then the extension', { ExtensionInstalled: ABSENT }, { kind: 'installExtension' }],
  ['an extension that came without an identity gets one', { IdentityEnabled: MISSING }, { kind: 'enableIdentity' }],
  [
    'an identity of another tenant is beyond us',
    { IdentityEnabled: ['False', 'IdentityInOtherTenant'], ExtensionInstalled: ABSENT },
    rest,
  ],
  [
    'an identity of another kind is not replaced',
    { IdentityEnabled: ['False', 'IdentityOfOtherKind'], ExtensionInstalled: ABSENT },
    rest,
  ],
  ['nor where the extension has come without one', { IdentityEnabled: ['False', 'IdentityOfOtherKind'] }, rest],
  ['a failed installation is not repeated', { ExtensionInstalled: ['False', 'InstallFailed'] }, rest],
  ['nor one that never appears', { ExtensionInstalled: ['False', 'InstallVanished'] }, rest],
  ['nor is an extension without mdmId replaced', { ExtensionInstalled: ['False', 'MdmIdMissing'] }, rest],
  ['what somebody removed stays away', { ExtensionInstalled: ['False', 'ExtensionRemoved'] }, rest],
  [
    'also while the identity is missing',
    { ExtensionInstalled: ['False', 'ExtensionRemoved'], IdentityEnabled: MISSING },
    rest,
  ],
];

describe('decide', () => {
  it.each(rows)('%s', (_sentence, given, expected) => {
    expect(decide(someConditions(given), situation())).toEqual(expected);
  });

  it.each<[string, Given]>([
    ['the identity', { IdentityEnabled: MISSING, ExtensionInstalled: ABSENT }],
    ['the extension', { ExtensionInstalled: ABSENT }],
  ])('in observe leaves %s to a person', (_what, given) => {
    expect(decide(someConditions(given), situation({ mode: 'observe' }))).toEqual(rest);
  });

  it('waits longer the longer it has waited', () => {
    const silent = someConditions({ Reported: ['Unknown', 'NotReportedYet'], ExtensionInstalled: ABSENT });

    const delays = [0, 1, 2, 3].map((waited) => decide(silent, situation({ waited })));

    expect(delays).toEqual([wait(5_000), wait(10_000), wait(20_000), wait(40_000)]);
  });

  it('leaves a machine that was ready alone while its extension is updated', () => {
    const updating = someConditions({ ExtensionInstalled: ['Unknown', 'ExtensionInProgress'] });

    expect(decide(updating, situation({ wasReady: true }))).toEqual(rest);
  });
});

describe('isReady', () => {
  it.each<[string, Given, boolean, boolean]>([
    ['identity and extension make a machine ready', {}, false, true],
    ['without the identity it is not', { IdentityEnabled: MISSING }, true, false],
    ['without the extension it is not', { ExtensionInstalled: ABSENT }, true, false],
    ['an update keeps it ready', { ExtensionInstalled: ['Unknown', 'ExtensionInProgress'] }, true, true],
    ['a first installation is no update', { ExtensionInstalled: ['Unknown', 'ExtensionInProgress'] }, false, false],
    [
      'extensions that cannot be read keep it ready',
      { ExtensionInstalled: ['Unknown', 'ExtensionsUnreadable'] },
      true,
      true,
    ],
    ['and do not make it so', { ExtensionInstalled: ['Unknown', 'ExtensionsUnreadable'] }, false, false],
    [
      'an identity that cannot be read keeps it ready',
      { IdentityEnabled: ['Unknown', 'IdentityUnreadable'] },
      true,
      true,
    ],
    ['a removal is no update', { ExtensionInstalled: ['Unknown', 'ExtensionBeingRemoved'] }, true, false],
    [
      'neither connection nor eligibility demote it',
      { Connected: ['False', 'AgentExpired'], Eligible: ['False', 'OsTooOld'] },
      false,
      true,
    ],
  ])('%s', (_sentence, given, wasReady, expected) => {
    expect(isReady(someConditions(given), wasReady)).toBe(expected);
  });
});

const until = fc.integer({ min: NOON - 1000, max: NOON + 1_000_000 });
const anyConditions = fc
  .record({
    Selected: fc.oneof(
      fc.constantFrom<Said>(
        ['True', 'SelectedByRule'],
        ['True', 'SelectedByTag'],
        ['False', 'NotSelected'],
        ['False', 'ExcludedByTag'],
      ),
      until.map((at): Said => ['Unknown', 'Settling', at]),
    ),
    Reported: fc.constantFrom<Said>(['True', 'AgentReported'], ['Unknown', 'NotReportedYet']),
    Eligible: fc.constantFrom<Said>(
      ['True', 'RequirementsMet'],
      ['Unknown', 'OsUnknown'],
      ['False', 'NotWindows'],
      ['False', 'OsTooOld'],
    ),
    Connected: fc.constantFrom<Said>(
      ['True', 'AgentConnected'],
      ['Unknown', 'NotReportedYet'],
      ['False', 'AgentDisconnected'],
      ['False', 'AgentExpired'],
      ['False', 'AgentInError'],
    ),
    IdentityEnabled: fc.oneof(
      fc.constantFrom<Said>(
        ['True', 'IdentityPresent'],
        MISSING,
        ['False', 'IdentityInOtherTenant'],
        ['False', 'IdentityOfOtherKind'],
      ),
      until.map((at): Said => ['Unknown', 'IdentityRequested', at]),
    ),
    ExtensionInstalled: fc.oneof(
      fc.constantFrom<Said>(
        ['True', 'ExtensionSucceeded'],
        ABSENT,
        ['False', 'ExtensionRemoved'],
        ['False', 'InstallFailed'],
        ['False', 'InstallVanished'],
        ['False', 'MdmIdMissing'],
        ['Unknown', 'ExtensionInProgress'],
        ['Unknown', 'ExtensionBeingRemoved'],
      ),
      until.map((at): Said => ['Unknown', 'InstallRequested', at]),
      until.map((at): Said => ['False', 'AnotherInstallInProgress', at]),
    ),
  })
  .map((said) => someConditions(said));

const anySituation = fc.record({
  mode: fc.constantFrom<Situation['mode']>('enforce', 'observe'),
  wasReady: fc.boolean(),
  waited: fc.nat({ max: 100 }),
  now: fc.constant(NOON),
});

/** A property of every decision that changes something. */
function everyChange(
  holds: (conditions: ReturnType<typeof someConditions>, decision: Decision, at: Situation) => void,
) {
  fc.assert(
    fc.property(anyConditions, anySituation, (conditions, at) => {
      const decision = decide(conditions, at);
      if (decision.kind === 'enableIdentity' || decision.kind === 'installExtension') holds(conditions, decision, at);
    }),
    { numRuns: 2000 },
  );
}

describe('every change', () => {
  it('is made in enforce only', () => {
    everyChange((_conditions, _decision, at) => expect(at.mode).toBe('enforce'));
  });

  it('is made on a machine that is selected, reported, eligible and connected', () => {
    everyChange(({ Selected, Reported, Eligible, Connected }) => {
      const status = [Selected, Reported, Eligible, Connected].map((condition) => condition.status);

      expect(status).toEqual(['True', 'True', 'True', 'True']);
    });
  });

  it('is made on a machine that is not ready', () => {
    everyChange(({ IdentityEnabled, ExtensionInstalled }) => {
      expect([IdentityEnabled.status, ExtensionInstalled.status]).not.toEqual(['True', 'True']);
    });
  });

  it('installs only with an identity and without an extension, and enables only a missing identity', () => {
    everyChange(({ IdentityEnabled, ExtensionInstalled }, decision) => {
      const seen = [decision.kind, IdentityEnabled.status, ExtensionInstalled.reason];

      expect([
        ['installExtension', 'True', 'ExtensionAbsent'],
        ['enableIdentity', 'False', 'ExtensionAbsent'],
        ['enableIdentity', 'False', 'ExtensionSucceeded'],
      ]).toContainEqual(seen);
    });
  });
});
