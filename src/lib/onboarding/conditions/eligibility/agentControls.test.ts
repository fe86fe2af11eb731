import { describe, expect, it } from 'vitest';
import { evidence } from '../../../../../test/builders/evidence.ts';
import { aMachine } from '../../../../../test/builders/machine.ts';
import type { AgentControls } from '../../machine.ts';
import { allowListed, extensionsEnabled, inFullMode, notBlockListed } from './agentControls.ts';
import type { EligibilityRule } from './rule.ts';

const OURS = { publisher: 'microsoft.azure.activedirectory', type: 'AADLOGINFORWINDOWS' };
const OTHER = { publisher: 'Microsoft.Azure.Monitor', type: 'AzureMonitorWindowsAgent' };
const SIBLING = { publisher: 'Microsoft.Azure.ActiveDirectory', type: 'AADSSHLoginForLinux' };
const NOTHING = { publisher: 'Allow', type: 'None' };

type Rows = readonly (readonly [what: string, agent: AgentControls, expected: string | undefined])[];

const verdict = (rule: EligibilityRule, agent: AgentControls) => rule(evidence({ machine: { agent } }))?.reason;

describe('the agent must not be in monitor mode', () => {
  const rows: Rows = [
    ['full mode', { monitorMode: false }, undefined],
    ['monitor mode', { monitorMode: true }, 'MonitorMode'],
    ['not told', {}, undefined],
  ];

  it.each(rows)('%s', (_what, agent, expected) => {
    expect(verdict(inFullMode, agent)).toBe(expected);
  });
});

describe('the agent must have its extensions enabled', () => {
  const rows: Rows = [
    ['enabled', { extensionsEnabled: true }, undefined],
    ['disabled', { extensionsEnabled: false }, 'ExtensionsDisabled'],
    ['not told', {}, undefined],
  ];

  it.each(rows)('%s', (_what, agent, expected) => {
    expect(verdict(extensionsEnabled, agent)).toBe(expected);
  });
});

describe('the extension must not be on the block list', () => {
  const rows: Rows = [
    ['ours, in any case', { blockList: [OTHER, OURS] }, 'BlockListed'],
    ['ours, though allowed as well', { blockList: [OURS], allowList: [OURS] }, 'BlockListed'],
    ['every type of our publisher', { blockList: [{ ...OURS, type: '*' }] }, 'BlockListed'],
    ['everything', { blockList: [{ publisher: '*', type: '*' }] }, 'BlockListed'],
    ['every type of another publisher', { blockList: [{ ...OTHER, type: '*' }] }, undefined],
    ['others', { blockList: [OTHER, SIBLING] }, undefined],
    ['an empty list', { blockList: [] }, undefined],
    ['not told', {}, undefined],
  ];

  it.each(rows)('%s', (_what, agent, expected) => {
    expect(verdict(notBlockListed, agent)).toBe(expected);
  });
});

describe('the extension must be on the allow list, where there is one', () => {
  const rows: Rows = [
    ['ours, in any case', { allowList: [OTHER, OURS] }, undefined],
    ['others', { allowList: [OTHER, SIBLING] }, 'NotAllowListed'],
    ['a wildcard, of which no page tells', { allowList: [{ publisher: '*', type: '*' }] }, 'NotAllowListed'],
    ['nothing is allowed', { allowList: [NOTHING] }, 'NotAllowListed'],
    ['an empty list', { allowList: [] }, undefined],
    ['not told', {}, undefined],
  ];

  it.each(rows)('%s', (_what, agent, expected) => {
    expect(verdict(allowListed, agent)).toBe(expected);
  });
});

describe('an agent that tells nothing of its configuration', () => {
  it.each([inFullMode, extensionsEnabled, notBlockListed, allowListed])('is not restricted: $name', (rule) => {
    const { agent: _none, ...machine } = aMachine();

    expect(rule({ ...evidence(), machine })).toBeUndefined();
  });
});
