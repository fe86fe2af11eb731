/**
 * Guards: the numbers above which changes of access wait for a person. The setting `GUARDS` holds the upper limits; the
 * policy, and each binding in it, can only make them stricter. So whoever overwrites the policy cannot loosen them.
 */

/** Which groups must be role-assignable: their members can be changed by few people only. In rising strictness. */
export const ROLE_ASSIGNABLE = ['none', 'groupMode', 'all'] as const;

export type RoleAssignable = (typeof ROLE_ASSIGNABLE)[number];

export interface Guards {
  readonly maxRemovals: number;
  readonly maxRemovalPercent: number;
  readonly maxRemovalsTotal: number;
  readonly maxNewAdministrators: number;
  readonly maxNewAdministratorsPercent: number;
  readonly maxNewUsers: number;
  readonly maxNewUsersPercent: number;
  readonly maxDenied: number;
  readonly minAdministrators: number;
  readonly requireRoleAssignable: RoleAssignable;
}

/** The guards that are numbers. */
export type NumberGuard = Exclude<keyof Guards, 'requireRoleAssignable'>;

/** What the policy says about guards: some of them, or none. */
export type SomeGuards = Partial<Guards>;

/** Guards that count over all bindings together, which no single binding can set. */
export type TotalGuard = 'maxRemovalsTotal' | 'maxDenied';

/** What a binding may say about guards. */
export type BindingGuards = Partial<Omit<Guards, TotalGuard>>;

interface NumberGuardDefinition {
  readonly default: number;
  readonly max: number;
  /** Whether the smaller number or the greater is the stricter. */
  readonly stricter: 'smaller' | 'greater';
  readonly meaning: string;
}

const MANY = 100_000;

const atMost = (usual: number, max: number, meaning: string): NumberGuardDefinition => ({
  default: usual,
  max,
  stricter: 'smaller',
  meaning,
});

/** The table of the guards that are numbers: default, range, meaning. */
export const NUMBER_GUARDS: Readonly<Record<NumberGuard, NumberGuardDefinition>> = {
  maxRemovals: atMost(
    2,
    MANY,
    'So many people may lose access through a binding within 24 hours, or the percentage; 0: nobody.',
  ),
  maxRemovalPercent: atMost(10, 100, 'The same, in percent of the most people the binding gave access to.'),
  maxRemovalsTotal: atMost(20, MANY, 'So many people may lose access within 24 hours through all bindings together.'),
  maxNewAdministrators: atMost(
    5,
    MANY,
    'So many people may become administrators within 24 hours, or the percentage; 0: nobody.',
  ),
  maxNewAdministratorsPercent: atMost(20, 100, 'The same, in percent.'),
  maxNewUsers: atMost(100, MANY, 'So many people may become users within 24 hours, or the percentage; 0: nobody.'),
  maxNewUsersPercent: atMost(50, 100, 'The same, in percent.'),
  maxDenied: atMost(5, MANY, 'So many new entries of deny a day are carried out past the other guards.'),
  minAdministrators: {
    default: 1,
    max: 1000,
    stricter: 'greater',
    meaning: 'So many administrators must remain where one is removed.',
  },
};

/** What holds where the setting says nothing. */
export const DEFAULT_GUARDS: Guards = {
  maxRemovals: NUMBER_GUARDS.maxRemovals.default,
  maxRemovalPercent: NUMBER_GUARDS.maxRemovalPercent.default,
  maxRemovalsTotal: NUMBER_GUARDS.maxRemovalsTotal.default,
  maxNewAdministrators: NUMBER_GUARDS.maxNewAdministrators.default,
  maxNewAdministratorsPercent: NUMBER_GUARDS.maxNewAdministratorsPercent.default,
  maxNewUsers: NUMBER_GUARDS.maxNewUsers.default,
  maxNewUsersPercent: NUMBER_GUARDS.maxNewUsersPercent.default,
  maxDenied: NUMBER_GUARDS.maxDenied.default,
  minAdministrators: NUMBER_GUARDS.minAdministrators.default,
  requireRoleAssignable: 'groupMode',
};

/** Every guard by name, in the order of the documentation. */
export const GUARD_KEYS: readonly string[] = Object.keys(DEFAULT_GUARDS);

/** Whether there is a guard of that name. */
export function isGuard(key: string): key is keyof Guards {
  return Object.hasOwn(DEFAULT_GUARDS, key);
}

/** Of two values of one guard, the stricter. */
function stricterNumber(guard: NumberGuard, a: number, b: number): number {
  return NUMBER_GUARDS[guard].stricter === 'smaller' ? Math.min(a, b) : Math.max(a, b);
}

function stricterRoleAssignable(a: RoleAssignable, b: RoleAssignable): RoleAssignable {
  return ROLE_ASSIGNABLE.indexOf(a) >= ROLE_ASSIGNABLE.indexOf(b) ? a : b;
}

/** Guard by guard the stricter of both. What `b` does not say is as `a` says. */
export function stricter(a: Guards, b: SomeGuards): Guards {
  const number = (guard: NumberGuard) => stricterNumber(guard, a[guard], b[guard] ?? a[guard]);
  return {
    maxRemovals: number('maxRemovals'),
    maxRemovalPercent: number('maxRemovalPercent'),
    maxRemovalsTotal: number('maxRemovalsTotal'),
    maxNewAdministrators: number('maxNewAdministrators'),
    maxNewAdministratorsPercent: number('maxNewAdministratorsPercent'),
    maxNewUsers: number('maxNewUsers'),
    maxNewUsersPercent: number('maxNewUsersPercent'),
    maxDenied: number('maxDenied'),
    minAdministrators: number('minAdministrators'),
    requireRoleAssignable: stricterRoleAssignable(
      a.requireRoleAssignable,
      b.requireRoleAssignable ?? a.requireRoleAssignable,
    ),
  };
}

/** What holds for a binding: nothing of the policy or of the binding is looser than the limits of the settings. */
export function effectiveGuards(limits: Guards, policy: SomeGuards, binding: BindingGuards = {}): Guards {
  return stricter(stricter(limits, policy), binding);
}
