import { describe, expect, it } from 'vitest';
import { NOON } from '../../../test/builders/evidence.ts';
import { aMachineId } from '../../../test/builders/machine.ts';
import { type Said, someConditions } from '../../../test/builders/record.ts';
import type { ConditionType } from './condition.ts';
import { type MachineState, type Standing, summarise, type Trouble } from './state.ts';

type Given = Partial<Record<ConditionType, Said>>;

const HOUR = 3_600_000;
const ABSENT: Said = ['False', 'ExtensionAbsent'];
const MISSING: Said = ['False', 'IdentityMissing'];
const CREATING: Said = ['Unknown', 'ExtensionInProgress'];
const SILENT: Said = ['Unknown', 'NotReportedYet'];
const SETTLING: Said = ['Unknown', 'Settling'];

const standing = (parts: Partial<Standing> = {}): Standing => ({
  mode: 'enforce',
  wasReady: false,
  now: NOON,
  ...parts,
});
const trouble = (reason: Trouble['reason']): Trouble => ({ reason, code: 'SomeCode', message: 'Some text.', at: NOON });

const rows: readonly (readonly [string, Given, MachineState, string])[] = [
  ['identity and extension', {}, 'Ready', 'Ready'],
  ['excluded, whatever else', { Selected: ['False', 'ExcludedByTag'] }, 'Excluded', 'ExcludedByTag'],
  ['ready though disconnected', { Connected: ['False', 'AgentDisconnected'] }, 'Ready', 'Ready'],
  ['ready though expired', { Connected: ['False', 'AgentExpired'] }, 'Ready', 'Ready'],
  ['ready though not eligible', { Eligible: ['False', 'OsTooOld'] }, 'Ready', 'Ready'],
  ['ready though nobody asked for it', { Selected: ['False', 'NotSelected'] }, 'Ready', 'Ready'],
  ['ready though it does not report', { Reported: SILENT }, 'Ready', 'Ready'],
  [
    'not selected',
    { Selected: ['False', 'NotSelected'], Eligible: ['False', 'NotWindows'], ExtensionInstalled: ABSENT },
    'Discovered',
    'NotSelected',
  ],
  [
    'not reported',
    { Reported: SILENT, Selected: SETTLING, ExtensionInstalled: ABSENT },
    'Discovered',
    'NotReportedYet',
  ],
  [
    'settling',
    { Selected: SETTLING, Connected: ['False', 'AgentDisconnected'], ExtensionInstalled: ABSENT },
    'Discovered',
    'Settling',
  ],
  [
    'not eligible, with nothing to settle for',
    { Selected: SETTLING, Eligible: ['False', 'OsTooOld'], ExtensionInstalled: ABSENT },
    'Ineligible',
    'OsTooOld',
  ],
  [
    'not eligible before offline',
    { Eligible: ['False', 'OsTooOld'], Connected: ['False', 'AgentExpired'], ExtensionInstalled: ABSENT },
    'Ineligible',
    'OsTooOld',
  ],
  [
    'disconnected before ready',
    { Connected: ['False', 'AgentDisconnected'], ExtensionInstalled: CREATING },
    'Offline',
    'AgentDisconnected',
  ],
  [
    'expired before ready',
    { Connected: ['False', 'AgentExpired'], ExtensionInstalled: ['False', 'InstallFailed'] },
    'Offline',
    'AgentExpired',
  ],
  ...(['IdentityInOtherTenant', 'IdentityOfOtherKind'] as const).map(
    (reason) => [reason, { IdentityEnabled: ['False', reason] }, 'Failed', reason] as const,
  ),
  [
    'a failed installation',
    { ExtensionInstalled: ['False', 'InstallFailed'], IdentityEnabled: MISSING },
    'Failed',
    'InstallFailed',
  ],
  ['one that never appeared', { ExtensionInstalled: ['False', 'InstallVanished'] }, 'Failed', 'InstallVanished'],
  ['an extension without mdmId', { ExtensionInstalled: ['False', 'MdmIdMissing'] }, 'Failed', 'MdmIdMissing'],
  [
    'an unknown operating system',
    { Eligible: ['Unknown', 'OsUnknown'], ExtensionInstalled: ABSENT },
    'Waiting',
    'OsUnknown',
  ],
  [
    'a requested identity',
    { IdentityEnabled: ['Unknown', 'IdentityRequested'], ExtensionInstalled: ABSENT },
    'Onboarding',
    'IdentityRequested',
  ],
  [
    'a requested installation',
    { ExtensionInstalled: ['Unknown', 'InstallRequested'] },
    'Onboarding',
    'InstallRequested',
  ],
  [
    'an installation under way',
    { ExtensionInstalled: CREATING, IdentityEnabled: MISSING },
    'Onboarding',
    'ExtensionInProgress',
  ],
  [
    'somebody else’s installation',
    { ExtensionInstalled: ['False', 'AnotherInstallInProgress'] },
    'Waiting',
    'AnotherInstallInProgress',
  ],
  [
    'an extension that was removed',
    { ExtensionInstalled: ['False', 'ExtensionRemoved'] },
    'Waiting',
    'ExtensionRemoved',
  ],
  ['a missing identity', { IdentityEnabled: MISSING, ExtensionInstalled: ABSENT }, 'Onboarding', 'IdentityDue'],
  ['a missing identity beside the extension', { IdentityEnabled: MISSING }, 'Onboarding', 'IdentityDue'],
  ['a missing extension', { ExtensionInstalled: ABSENT }, 'Onboarding', 'InstallDue'],
];

describe('the state of a machine', () => {
  it.each(rows)('%s', (_sentence, given, state, reason) => {
    expect(summarise(someConditions(given), standing())).toMatchObject({ state, reason });
  });

  it('is Gone when ARM has no such machine, whatever was wrong before', () => {
    expect(summarise('absent', standing({ trouble: trouble('LookKeptFailing') }))).toMatchObject({
      state: 'Gone',
      reason: 'Absent',
    });
  });

  it('is Gone with the new id of a machine that was moved', () => {
    expect(summarise('absent', standing({ movedTo: aMachineId('srv-1', 'rg-new') }))).toEqual({
      state: 'Gone',
      reason: 'MovedAway',
      message: expect.stringMatching(/has another id now\. It is \/subscriptions\/.*\/rg-new\/.*\/machines\/srv-1\.$/),
    });
  });

  it('is Discovered before the first look', () => {
    expect(summarise(undefined, standing())).toMatchObject({ state: 'Discovered', reason: 'NotLookedAt' });
  });

  it('is Ready while the extension of a ready machine is updated, and Onboarding while it is removed', () => {
    const updating = summarise(someConditions({ ExtensionInstalled: CREATING }), standing({ wasReady: true }));
    const leaving = summarise(
      someConditions({ ExtensionInstalled: ['Unknown', 'ExtensionBeingRemoved'] }),
      standing({ wasReady: true }),
    );

    expect(updating.state).toBe('Ready');
    expect(leaving).toMatchObject({ state: 'Onboarding', reason: 'ExtensionBeingRemoved' });
  });

  it.each<[string, Given, number, MachineState]>([
    ['an installation after an hour', { ExtensionInstalled: CREATING }, HOUR, 'Onboarding'],
    ['an installation after more than an hour', { ExtensionInstalled: CREATING }, HOUR + 1, 'Stuck'],
    [
      'an identity after more than an hour',
      { IdentityEnabled: ['Unknown', 'IdentityRequested'], ExtensionInstalled: ABSENT },
      HOUR + 1,
      'Stuck',
    ],
    [
      'an agent that went away meanwhile',
      { ExtensionInstalled: CREATING, Connected: ['False', 'AgentDisconnected'] },
      HOUR + 1,
      'Offline',
    ],
    ['an installation that failed', { ExtensionInstalled: ['False', 'InstallFailed'] }, HOUR + 1, 'Failed'],
  ])('counts the time in progress: %s', (_sentence, given, ms, state) => {
    const summary = summarise(someConditions(given), standing({ inProgressSince: NOON - ms }));

    expect(summary.state).toBe(state);
  });

  it.each<[string, Given, string]>([
    [
      'the identity',
      { IdentityEnabled: MISSING, ExtensionInstalled: ABSENT },
      'The system-assigned identity is enabled next.',
    ],
    ['the extension', { ExtensionInstalled: ABSENT }, 'The extension AADLoginForWindows is installed next.'],
  ])('in observe shows what enforce would do: %s', (_what, given, next) => {
    const summary = summarise(someConditions(given), standing({ mode: 'observe' }));

    expect(summary).toMatchObject({ state: 'Waiting', reason: 'ObserveMode' });
    expect(summary.message).toBe(`ONBOARDING_MODE is observe: nothing is changed. In enforce: ${next}`);
    expect(summary.fix).toContain('ONBOARDING_MODE=enforce');
  });
});

describe('a machine that is to leave', () => {
  const EXCLUDED: Given = { Selected: ['False', 'ExcludedByTag'] };
  const REMOVING: Given = { ...EXCLUDED, ExtensionInstalled: ['Unknown', 'ExtensionBeingRemoved'] };

  it.each<[string, Given, string]>([
    ['ready', {}, 'The exclusion tag is set next.'],
    [
      'about to be excluded',
      { Selected: ['Unknown', 'ExclusionRequested'] },
      'The exclusion tag was requested; it is not visible yet.',
    ],
    ['excluded', EXCLUDED, 'The extension is removed next.'],
    [
      'excluded amid its installation',
      { ...EXCLUDED, ExtensionInstalled: CREATING },
      'The extension AADLoginForWindows is being worked on. It is removed once that is over.',
    ],
    ['losing its extension', REMOVING, 'The extension AADLoginForWindows is being removed.'],
    [
      'losing its extension, with its agent away',
      { ...REMOVING, Connected: ['False', 'AgentExpired'] },
      'The extension AADLoginForWindows is being removed. The connection of the agent has expired; Azure can no longer manage the machine. This waits until it is back.',
    ],
  ])('is Excluded while it is %s, and says how far it is', (_what, given, sentence) => {
    const summary = summarise(someConditions(given), standing({ wasReady: true, leaving: true }));

    expect(summary).toMatchObject({
      state: 'Excluded',
      reason: 'Offboarding',
      fix: expect.stringContaining('https://'),
    });
    expect(summary.message).toMatch(/^The machine is leaving Microsoft Entra/);
    expect(summary.message.endsWith(` ${sentence}`)).toBe(true);
  });

  it.each<[string, Given, Partial<Standing>, MachineState, string]>([
    ['what failed', { ...EXCLUDED, ExtensionInstalled: ['False', 'RemovalFailed'] }, {}, 'Excluded', 'RemovalFailed'],
    ['a pause', {}, { held: 'OnboardingPaused' }, 'Excluded', 'OnboardingPaused'],
    ['no pause of what is under way', REMOVING, { held: 'OnboardingPaused' }, 'Excluded', 'Offboarding'],
    ['observe', EXCLUDED, { mode: 'observe' }, 'Excluded', 'ObserveMode'],
    ['what goes on in observe', REMOVING, { mode: 'observe' }, 'Excluded', 'Offboarding'],
    ['what ARM denies', EXCLUDED, { trouble: trouble('WriteDenied') }, 'Failed', 'WriteDenied'],
    ['that its looks keep failing', EXCLUDED, { trouble: trouble('LookKeptFailing') }, 'Failed', 'LookKeptFailing'],
  ])('shows %s', (_what, given, parts, state, reason) => {
    expect(summarise(someConditions(given), standing({ leaving: true, ...parts }))).toMatchObject({ state, reason });
  });
});

describe('a machine that is to leave and is held back', () => {
  it.each<[string, Given, string]>([
    ['before it is excluded', {}, 'The exclusion tag is set next.'],
    ['before it loses its extension', { Selected: ['False', 'ExcludedByTag'] }, 'The extension is removed next.'],
  ])('%s says that it is leaving, what comes next, and what holds it', (_when, given, next) => {
    const summary = summarise(someConditions(given), standing({ leaving: true, held: 'OnboardingPaused' }));

    expect(summary.reason).toBe('OnboardingPaused');
    expect(summary.message).toMatch(/^The machine is leaving Microsoft Entra/);
    expect(summary.message.endsWith(` ${next} Onboarding is paused: the change that is due is held back.`)).toBe(true);
    expect(summary.fix).toContain('/resume');
  });
});

describe('trouble', () => {
  it.each<[Trouble['reason'], Given | undefined, MachineState]>([
    ['ReadDenied', undefined, 'Failed'],
    ['WriteDenied', { ExtensionInstalled: ABSENT }, 'Failed'],
    ['WriteRefused', { IdentityEnabled: MISSING, ExtensionInstalled: ABSENT }, 'Failed'],
    ['ReadDenied', {}, 'Ready'],
    ['WriteDenied', { Selected: ['False', 'ExcludedByTag'], ExtensionInstalled: ABSENT }, 'Excluded'],
    ['ReadDenied', { Connected: ['False', 'AgentDisconnected'], ExtensionInstalled: ABSENT }, 'Offline'],
    ['LookKeptFailing', undefined, 'Failed'],
    ['LookKeptFailing', {}, 'Ready'],
    ['LookKeptFailing', { Selected: ['False', 'ExcludedByTag'] }, 'Failed'],
    ['LookKeptFailing', { Connected: ['False', 'AgentDisconnected'], ExtensionInstalled: ABSENT }, 'Failed'],
  ])('%s, with %j, is %s', (reason, given, state) => {
    const conditions = given && someConditions(given);

    expect(summarise(conditions, standing({ trouble: trouble(reason) })).state).toBe(state);
  });

  it('is told with its code, its text and the way out', () => {
    const summary = summarise(
      someConditions({ ExtensionInstalled: ABSENT }),
      standing({ trouble: trouble('WriteDenied') }),
    );

    expect(summary.message).toBe(
      'Azure Resource Manager does not let this app change the machine. SomeCode: Some text.',
    );
    expect(summary.fix).toContain('machines/extensions/write');
  });
});

describe('trouble whose text names its code', () => {
  it('is not told its code twice', () => {
    const said = { ...trouble('ReadDenied'), message: 'HTTP 403 SomeCode: Some text.' };

    expect(summarise(undefined, standing({ trouble: said })).message).toBe(
      'Azure Resource Manager does not let this app read the machine. HTTP 403 SomeCode: Some text.',
    );
  });
});

describe('the words of a state', () => {
  it('are those of the condition that decides, with its fix', () => {
    const conditions = someConditions({ Eligible: ['False', 'OsTooOld'], ExtensionInstalled: ABSENT });
    const told = { ...conditions, Eligible: { ...conditions.Eligible, message: 'Build 20348.', fix: 'Upgrade.' } };

    expect(summarise(told, standing())).toEqual({
      state: 'Ineligible',
      reason: 'OsTooOld',
      message: 'Build 20348.',
      fix: 'Upgrade.',
    });
  });

  it('have no fix where there is nothing to do', () => {
    expect(summarise(someConditions(), standing())).toEqual({
      state: 'Ready',
      reason: 'Ready',
      message: 'People who hold a login role can sign in with Microsoft Entra accounts.',
    });
  });
});
