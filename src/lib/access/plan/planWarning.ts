/** What a plan warns of: it is allowed, and somebody should know. */

export const PLAN_WARNINGS = [
  'GroupRenamed',
  'BindingExpired',
  'BindingExpiresSoon',
  'ExemptionExpired',
  'DenyBeatsExemption',
  'ExemptionUnknown',
  'ExemptionNoUser',
  'DenyIneffective',
  'DenyUnknown',
  'DenyNoUser',
  'NotRoleAssignable',
  'JoinersPassNoGuard',
  'ExternalMember',
  'UserTypeMissing',
  'SelectorChoosesNothing',
  'ScopeWithoutMachines',
  'OtherInstallation',
  'SharedInstallation',
  'QuotaNearlyFull',
  'QuotaExceeded',
  'ActivationsUnreadable',
  'DenyAssignment',
] as const;

export interface PlanWarning {
  readonly code: (typeof PLAN_WARNINGS)[number];
  readonly binding?: string;
  readonly message: string;
  readonly fix: string;
}
