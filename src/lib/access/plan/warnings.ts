/** What people should know about a plan, beyond its changes. Pure. */

import { hours, type Instant, toIso } from '../../time.ts';
import { endOf, isOver } from '../policy/day.ts';
import type { GroupReading } from '../readings/groupReading.ts';
import { inventoryGap } from '../readings/machineSelector.ts';
import { denialWarnings } from './denialWarnings.ts';
import { denyWarnings, type ToldOfDenied } from './denyWarnings.ts';
import type { ResolvedBinding } from './desired.ts';
import type { Diff } from './diff.ts';
import { called, type ListedById } from './listed.ts';
import { uselessDenial, uselessExemption } from './listedWarnings.ts';
import type { PlanInput } from './planInput.ts';
import type { PlanWarning } from './planWarning.ts';
import { isNearlyFull } from './quota.ts';
import { scopeWarnings } from './scopeWarnings.ts';

/** Before the end of a binding, so long ahead people are told. */
const SOON_MS = hours(24 * 14);

/** Everything worth telling. */
export function warningsOf(input: PlanInput, diff: Diff, told: ToldOfDenied): readonly PlanWarning[] {
  return [
    ...diff.bindings.flatMap((resolved) => bindingWarnings(resolved, input)),
    ...scopeWarnings(diff.bindings, input),
    ...exemptionWarnings(input, diff, told.listed),
    ...diff.denied.flatMap((id) => [...uselessDenial(id, told.listed), ...denyWarnings(id, input, diff, told)]),
    ...installationWarnings(diff, input),
    ...quotaWarnings(diff),
    ...activationWarnings(input),
    ...denialWarnings(input, told.listed),
  ];
}

function bindingWarnings(resolved: ResolvedBinding, input: PlanInput): PlanWarning[] {
  const { binding, reading, expired } = resolved;
  const warnings = [...expiryWarnings(resolved, input.now), ...(expired ? [] : targetWarnings(resolved, input))];
  const { id, name: said } = binding.group;
  if (said !== undefined && reading?.displayName !== undefined && said !== reading.displayName) {
    warnings.push({
      code: 'GroupRenamed',
      binding: binding.name,
      message: `The policy calls group ${id} "${said}", and the directory "${reading.displayName}". The id decides.`,
      fix: 'Make sure that the id is of the group that is meant, then correct the name in the policy.',
    });
  }
  return warnings;
}

/** What a binding gives, and where. */
function targetWarnings({ binding, reading, scopes, blocked }: ResolvedBinding, input: PlanInput): PlanWarning[] {
  const warnings: PlanWarning[] = [];
  if (blocked !== undefined) {
    const fix =
      'Bind a role-assignable group, or set assign: members; GUARDS requireRoleAssignable says what is asked for.';
    warnings.push({ code: 'NotRoleAssignable', binding: binding.name, message: blocked.message, fix });
  }
  if (binding.assign === 'group') {
    warnings.push({
      code: 'JoinersPassNoGuard',
      binding: binding.name,
      message: 'The group itself gets the role: whoever joins it later signs in without passing a guard of this app.',
      fix: 'Nothing, if that is meant; assign: members brings the guards back.',
    });
  }
  warnings.push(...memberWarnings(binding.name, reading));
  // While machines are missing from the inventory, the selector is not to blame.
  if (binding.target.kind === 'machines' && scopes.length === 0 && inventoryGap(input.machines) === undefined) {
    warnings.push({
      code: 'SelectorChoosesNothing',
      binding: binding.name,
      message: 'The selector chooses no machine.',
      fix: 'Compare it with the names, resource groups and tags of the machines; tags must be named in TRUSTED_TAGS.',
    });
  }
  return warnings;
}

/** People who get access and may not be meant. */
function memberWarnings(binding: string, reading: GroupReading | undefined): PlanWarning[] {
  const warnings: PlanWarning[] = [];
  if (reading?.external !== undefined) {
    const message = `External accounts (#EXT#) with userType Member in group ${reading.groupId} get access: ${someOf(reading.external)}.`;
    const fix = 'Set userType to Guest for each that must not sign in, or remove it from the group.';
    warnings.push({ code: 'ExternalMember', binding, message, fix });
  }
  if (reading?.untyped !== undefined) {
    const message = `Accounts without userType in group ${reading.groupId} count as members of the tenant: ${someOf(reading.untyped)}.`;
    const fix = 'Set userType to Member for each: PATCH /users/{id} of Microsoft Graph with {"userType": "Member"}.';
    warnings.push({ code: 'UserTypeMissing', binding, message, fix });
  }
  return warnings;
}

const NAMED_AT_MOST = 5;

function someOf(ids: readonly string[]): string {
  const rest = ids.length - NAMED_AT_MOST;
  return ids.slice(0, NAMED_AT_MOST).join(', ') + (rest > 0 ? ` and ${rest} more` : '');
}

function expiryWarnings({ binding, expired }: ResolvedBinding, now: Instant): PlanWarning[] {
  const { name, expires } = binding;
  if (expires === undefined) return [];
  const fix = 'Set a later day for expires, or take the binding out of the policy.';
  if (expired)
    return [{ code: 'BindingExpired', binding: name, message: `The binding ended with ${expires} (UTC).`, fix }];
  if (endOf(expires) - now > SOON_MS) return [];
  return [{ code: 'BindingExpiresSoon', binding: name, message: `The binding ends with ${expires} (UTC).`, fix }];
}

function exemptionWarnings({ policy, now }: PlanInput, diff: Diff, listed: ListedById): PlanWarning[] {
  return policy.exemptions.flatMap((exemption): PlanWarning[] => {
    const { principal, until, owner } = exemption;
    if (isOver(until, now)) {
      const message = `The exemption of ${principal} (${owner}) ended with ${until} (UTC).`;
      return [{ code: 'ExemptionExpired', message, fix: 'Take it out of the policy, or set a later day.' }];
    }
    const useless = uselessExemption(exemption, diff, listed);
    if (!diff.denied.includes(principal)) return useless;
    const message = `${called(principal, listed)} is exempt and denied; the denial wins.`;
    return [...useless, { code: 'DenyBeatsExemption', message, fix: 'Take one of the two out of the policy.' }];
  });
}

function installationWarnings({ foreign, sharedWith }: Diff, { self }: PlanInput): PlanWarning[] {
  const others = new Map<string, number>();
  for (const { installationId: id } of foreign) if (id !== undefined) others.set(id, (others.get(id) ?? 0) + 1);
  return [
    ...[...others].map(([id, count]) => ({
      code: 'OtherInstallation' as const,
      message: `${count} assignments are of installation ${id}.`,
      fix: 'If that installation is gone, name it in FORMER_INSTALLATION_IDS to take them over; else give each its own scopes.',
    })),
    ...sharedWith.map((app) => ({
      code: 'SharedInstallation' as const,
      ...(self.appId === undefined ? perhapsShared(app) : shared(app)),
    })),
  ];
}

function shared(app: string): Pick<PlanWarning, 'message' | 'fix'> {
  return {
    message: `App ${app} works under the same INSTALLATION_ID. All removals are held.`,
    fix: 'Give one of the two apps an INSTALLATION_ID of its own. If the other is gone, let this one have a new id, and name the old one in FORMER_INSTALLATION_IDS.',
  };
}

function perhapsShared(app: string): Pick<PlanWarning, 'message' | 'fix'> {
  return {
    message: `This app does not know its own object id, and cannot tell whether app ${app} is another one under the same INSTALLATION_ID. All removals are held.`,
    fix: 'Wait for the next run: the object id comes from the access token of this app. If it stays unknown, check that the managed identity gets tokens for Azure Resource Manager.',
  };
}

function quotaWarnings({ quota }: Diff): PlanWarning[] {
  return quota.filter(isNearlyFull).map(({ scope, used, after, limit, fullAt }) => ({
    code: after > limit ? ('QuotaExceeded' as const) : ('QuotaNearlyFull' as const),
    message: `${scope} has ${used} of ${limit} role assignments, and ${after} after this plan${fullAt === undefined ? '' : `; as it grows, it is full on ${toIso(fullAt).slice(0, 10)}`}.`,
    fix: 'Use assign: group for large groups, wider scopes instead of many machines, or remove assignments that nobody needs.',
  }));
}

function activationWarnings({ places }: PlanInput): PlanWarning[] {
  const silent = [...places.values()].filter(({ gap, activations }) => gap === undefined && activations === null);
  if (silent.length === 0) return [];
  const message = `Privileged Identity Management does not tell of ${silent.length} places what it has activated there; such assignments count as lasting.`;
  return [
    { code: 'ActivationsUnreadable', message, fix: 'Nothing, if PIM is not in use; else grant the app Reader there.' },
  ];
}
