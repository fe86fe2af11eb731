import { describe, expect, it } from 'vitest';
import { explain, type Reason } from './reasons.ts';

/** What keeps a machine from being ready until a person does something, on the machine or in Azure. */
const FOR_A_PERSON: readonly Reason[] = [
  'NotSelected',
  'ExcludedByTag',
  'OsUnknown',
  'NotWindows',
  'OsTooOld',
  'ServerCore',
  'DomainUnknown',
  'DomainJoined',
  'AzureVm',
  'MonitorMode',
  'ExtensionsDisabled',
  'BlockListed',
  'NotAllowListed',
  'NotOffered',
  'AgentDisconnected',
  'AgentExpired',
  'AgentInError',
  'IdentityInOtherTenant',
  'IdentityOfOtherKind',
  'InstallFailed',
  'InstallVanished',
  'RemovalFailed',
  'MdmIdMissing',
  'InProgressTooLong',
];

const ASK: readonly (readonly [Reason, string])[] = [
  ['WriteRefused', 'POST /api/machines/{subscription}/{resource group}/{name}/reconcile (function key'],
  ['LookKeptFailing', 'POST /api/machines/{subscription}/{resource group}/{name}/reconcile (function key'],
  ['InstallVanished', 'POST /api/machines/{subscription}/{resource group}/{name}/reconcile (function key'],
  ['RemovalFailed', 'POST /api/machines/{subscription}/{resource group}/{name}/offboard (master key'],
  ['OnboardingPaused', 'POST /api/resume (master key, or the role Approver) with {"what":"onboarding","reason":"…"}'],
  ['RolloutHalted', 'POST /api/resume (master key, or the role Approver) with {"what":"onboarding","reason":"…"}'],
];

describe('what a person has to do', () => {
  it.each(FOR_A_PERSON)('%s comes with a way out and a page to read', (reason) => {
    expect(explain(reason).fix).toMatch(/https:\/\/learn\.microsoft\.com\/\S+[^.\s]\.$/);
  });

  it.each(ASK)('%s says the whole request and whose key it wants', (reason, request) => {
    expect(explain(reason).fix).toContain(request);
    expect(explain(reason).fix).not.toContain('POST …');
  });
});
