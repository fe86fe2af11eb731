import { describe, expect, it } from 'vitest';
import { NOON } from '../../../test/builders/evidence.ts';
import { type Said, someConditions } from '../../../test/builders/record.ts';
import type { ConditionType } from './condition.ts';
import { type MachineState, summarise } from './state.ts';

type Given = Partial<Record<ConditionType, Said>>;

const ABSENT: Said = ['False', 'ExtensionAbsent'];

const stateOf = (given: Given, wasReady: boolean) => {
  const { state, reason } = summarise(someConditions(given), { mode: 'enforce', wasReady, now: NOON });
  return [state, reason];
};

/** What nobody knows, and the state that it makes of a machine that was never ready. */
const rows: readonly (readonly [string, Given, MachineState])[] = [
  ['ExclusionUnclear', { Selected: ['Unknown', 'ExclusionUnclear'], ExtensionInstalled: ABSENT }, 'Discovered'],
  ['TagsUnreadable', { Selected: ['Unknown', 'TagsUnreadable'], ExtensionInstalled: ABSENT }, 'Discovered'],
  ['ReportUnreadable', { Eligible: ['Unknown', 'ReportUnreadable'], ExtensionInstalled: ABSENT }, 'Waiting'],
  ['ExtensionsUnreadable', { ExtensionInstalled: ['Unknown', 'ExtensionsUnreadable'] }, 'Waiting'],
  ['IdentityUnreadable', { IdentityEnabled: ['Unknown', 'IdentityUnreadable'], ExtensionInstalled: ABSENT }, 'Waiting'],
  ['AnotherInstallInProgress', { ExtensionInstalled: ['False', 'AnotherInstallInProgress'] }, 'Waiting'],
  ['BlockedByExtension', { ExtensionInstalled: ['False', 'BlockedByExtension'] }, 'Stuck'],
];

describe('a doubt about a machine', () => {
  it.each(rows)('%s is shown as its state', (reason, given, state) => {
    expect(stateOf(given, false)).toEqual([state, reason]);
  });

  it.each<Given>([
    { Selected: ['Unknown', 'TagsUnreadable'] },
    { Selected: ['Unknown', 'ExclusionUnclear'] },
    { Eligible: ['Unknown', 'ReportUnreadable'] },
    { ExtensionInstalled: ['Unknown', 'ExtensionsUnreadable'] },
    { IdentityEnabled: ['Unknown', 'IdentityUnreadable'] },
  ])('takes nothing from a machine that was ready: %o', (given) => {
    expect(stateOf(given, true)).toEqual(['Ready', 'Ready']);
  });

  it('about the tags does not hide that the machine cannot carry the extension', () => {
    const given: Given = {
      Selected: ['Unknown', 'TagsUnreadable'],
      Eligible: ['False', 'NotWindows'],
      ExtensionInstalled: ABSENT,
    };

    expect(stateOf(given, false)).toEqual(['Ineligible', 'NotWindows']);
  });
});
