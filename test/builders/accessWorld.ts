/**
 * Small worlds for the access planner. People and groups have words for ids (`ann`, `staff`), since the planner takes ids as
 * they come; what stands where is told by the assignments alone, and the listings of the places follow from them.
 */
import { createHash } from 'node:crypto';
import { type Assignment, type Place, placeKey, placeOf, scopeKey } from '../../src/lib/access/assignment.ts';
import type { GrantRecord } from '../../src/lib/access/grants.ts';
import { assignmentName, descriptionOf, type Self } from '../../src/lib/access/ownership.ts';
import type { ResolvedBinding } from '../../src/lib/access/plan/desired.ts';
import { type Diff, diff } from '../../src/lib/access/plan/diff.ts';
import type { QuotaSample } from '../../src/lib/access/plan/growth.ts';
import { NO_NAMES } from '../../src/lib/access/plan/names.ts';
import { type LookedUp, type Plan, plan } from '../../src/lib/access/plan/plan.ts';
import type { PlanInput } from '../../src/lib/access/plan/planInput.ts';
import type { Binding, Exemption } from '../../src/lib/access/policy/policy.ts';
import type { MachineSelector } from '../../src/lib/access/policy/selector.ts';
import type { GroupReading } from '../../src/lib/access/readings/groupReading.ts';
import type { MachinesReading, SelectableMachine } from '../../src/lib/access/readings/machineSelector.ts';
import type { PlaceReading } from '../../src/lib/access/readings/placeReading.ts';
import type { LoginRole } from '../../src/lib/access/role.ts';
import { parseScope, type Scope, scopeId } from '../../src/lib/access/scope.ts';
import { hours } from '../../src/lib/time.ts';
import { NOON } from './evidence.ts';

export const INSTALLATION = 'aaaaaaaa-0000-4000-8000-00000000000a';
export const FORMER = 'bbbbbbbb-0000-4000-8000-00000000000b';
export const ANOTHER = 'cccccccc-0000-4000-8000-00000000000c';
export const APP = 'dddddddd-0000-4000-8000-00000000000d';
export const TWIN_APP = 'eeeeeeee-0000-4000-8000-00000000000e';

export const SELF: Self = { installationId: INSTALLATION, formerInstallationIds: [FORMER], appId: APP };

export const ROOT = '/';
export const PROD = '/providers/Microsoft.Management/managementGroups/prod';
export const SUB = '/subscriptions/11111111-1111-4111-8111-111111111111';
export const WEB = `${SUB}/resourceGroups/web`;
export const OTHER_SUB = '/subscriptions/22222222-2222-4222-8222-222222222222';

/** The id of a machine in the resource group `web`. */
export const machineId = (name: string): string => `${WEB}/providers/Microsoft.HybridCompute/machines/${name}`;

export function aSelectableMachine(name: string, rest: Partial<SelectableMachine> = {}): SelectableMachine {
  return { id: machineId(name), resourceGroup: 'web', name, tags: {}, windows: true, ...rest };
}

type BindingParts = Partial<Omit<Binding, 'target' | 'group'>> & {
  readonly group?: string;
  /** What the policy calls the group. */
  readonly called?: string;
  readonly at?: readonly string[];
  readonly machines?: MachineSelector;
};

/** Gives the members of `staff` the role of a user in the subscription, unless said otherwise. */
export function aBinding({ group = 'staff', called, at = [SUB], machines, ...rest }: BindingParts = {}): Binding {
  return {
    name: group,
    group: { id: group, ...(called !== undefined && { name: called }) },
    role: 'user',
    target:
      machines === undefined ? { kind: 'scopes', scopes: at.map(aScope) } : { kind: 'machines', selector: machines },
    assign: 'members',
    adopt: false,
    guards: {},
    ...rest,
  };
}

/** A scope as the policy has it. */
export function aScope(text: string): Scope {
  const read = parseScope(text);
  if (!read.ok) throw new Error(`${text} ${read.message}`);
  return read.scope;
}

type GroupParts = Partial<Omit<GroupReading, 'gap'>> & { readonly gap?: NonNullable<GroupReading['gap']>['reason'] };

/** A group read in full, with these eligible members. */
export function aGroup(groupId: string, eligible: readonly string[], { gap, ...rest }: GroupParts = {}): GroupReading {
  return {
    version: 1,
    groupId,
    displayName: groupId,
    roleAssignable: false,
    readAt: NOON,
    eligible: [...eligible].toSorted(),
    leftOut: [],
    nested: [],
    parents: {},
    ...(gap !== undefined && { gap: { reason: gap, detail: '', since: NOON } }),
    ...rest,
  };
}

type Rest = Partial<Assignment>;

/** When what stands was made, unless said otherwise. */
export const LONG_AGO = NOON - hours(24 * 30);

/** An assignment that somebody else made. */
export function foreign(principalId: string, role: LoginRole = 'user', scope = SUB, rest: Rest = {}): Assignment {
  const name = `foreign-${role}-${principalId}`;
  return { name, scope, role, principalId, principalType: 'User', createdAt: LONG_AGO, ...rest };
}

/** An assignment as an installation makes it; as we do, unless said otherwise. */
export function own(
  principalId: string,
  role: LoginRole = 'user',
  scope = SUB,
  { by = INSTALLATION, appId = APP, ...rest }: Rest & { readonly by?: string; readonly appId?: string } = {},
): Assignment {
  const name = assignmentName(by, { scope, role, principalId });
  const description = descriptionOf({ installationId: by, appId });
  return { name, scope, role, principalId, principalType: 'User', description, createdAt: LONG_AGO, ...rest };
}

/** What is true of one world. */
export interface AccessWorld {
  readonly bindings?: readonly Binding[];
  readonly groups?: readonly GroupReading[];
  readonly there?: readonly Assignment[];
  readonly deny?: readonly string[];
  readonly exempt?: readonly Exemption[];
  /** Names of the assignments that PIM has activated, and until when. */
  /** Deny assignments that every place shows. */
  readonly denials?: PlaceReading['denials'];
  readonly activations?: Readonly<Record<string, number>> | null;
  /** Scopes of the places that could not be read. */
  readonly unreadable?: readonly string[];
  /** Why they could not; a missing permission unless said otherwise. */
  readonly placeGap?: NonNullable<PlaceReading['gap']>;
  /** Scopes of places that were read although no binding and no assignment names them. */
  readonly alsoRead?: readonly string[];
  /** Scopes of places that were not read at all. */
  readonly unread?: readonly string[];
  readonly machines?: readonly SelectableMachine[] | undefined;
  readonly machinesGap?: string;
  /** Subscriptions that are watched; every one unless said otherwise. */
  readonly watched?: readonly string[];
  /** Name of an assignment → the binding it is on record with. All others are on record with none. */
  readonly recorded?: Readonly<Record<string, string>>;
  /** Names of assignments that are not on record. */
  readonly unrecorded?: readonly string[];
  /** Names of assignments that were found rather than written, and when. */
  readonly found?: Readonly<Record<string, number>>;
  /** Group → principal → when the first complete reading without them began. */
  readonly absent?: Readonly<Record<string, Readonly<Record<string, number>>>>;
  /** Without it one reading is enough. */
  readonly confirmMs?: number;
  /** The last plan was made for another policy. */
  readonly newPolicy?: boolean;
  /** Binding → since when its removals have been blocked. */
  readonly blockedSince?: Readonly<Record<string, number>>;
  readonly used?: number;
  readonly history?: Readonly<Record<string, readonly QuotaSample[]>>;
  readonly blocked?: readonly string[];
  readonly self?: Self;
  readonly held?: boolean;
  readonly now?: number;
}

/** The same world as the planner takes it. Every management group and the root lie above every subscription. */
export function planInput(world: AccessWorld): PlanInput {
  const { groups = [], blocked = [], history = {} } = world;
  const { self = SELF, held = false, now = NOON } = world;
  const machines = machinesReading(world);
  const refused: ResolvedBinding['blocked'] = { code: 'NotRoleAssignable', message: 'Anybody may change its members.' };
  return {
    policy: policyOf(world),
    groups: new Map(groups.map((group) => [group.groupId, group])),
    places: placesOf(world),
    ...(machines !== undefined && { machines }),
    self,
    ...earlier(world),
    history: new Map(Object.entries(history)),
    blocked: ({ name }) => (blocked.includes(name) ? refused : undefined),
    held,
    now,
  };
}

/** What earlier runs have left. */
function earlier(
  world: AccessWorld,
): Pick<PlanInput, 'recorded' | 'absentSince' | 'confirmMs' | 'policySeenBefore' | 'blockedSince'> {
  const { absent = {}, confirmMs = 0, newPolicy = false, blockedSince = {} } = world;
  return {
    recorded: recordsOf(world),
    absentSince: (groupId, principalId) => absent[groupId]?.[principalId],
    confirmMs,
    policySeenBefore: !newPolicy,
    blockedSince: (binding) => blockedSince[binding],
  };
}

function recordsOf({ there = [], recorded = {}, unrecorded = [], found = {} }: AccessWorld): Map<string, GrantRecord> {
  const records = there
    .filter(({ name }) => !unrecorded.includes(name))
    .map(({ name, scope, role, principalId }): [string, GrantRecord] => {
      const at = found[name];
      const how = at === undefined ? ({ how: 'written', at: LONG_AGO } as const) : ({ how: 'found', at } as const);
      return [name, { name, scope, role, principalId, binding: recorded[name] ?? null, ...how }];
    });
  return new Map(records);
}

function policyOf({ bindings = [], deny = [], exempt = [] }: AccessWorld): PlanInput['policy'] {
  return { bindings, exemptions: exempt, deny };
}

function machinesReading({ machines, machinesGap, watched }: AccessWorld): MachinesReading | undefined {
  if (machines === undefined) return undefined;
  return {
    version: 1,
    readAt: NOON,
    machines: [...machines],
    ...(machinesGap !== undefined && { gap: machinesGap }),
    ...(watched !== undefined && { watched: [...watched] }),
  };
}

function placesOf(world: AccessWorld): Map<string, PlaceReading> {
  const { bindings = [], there = [], unreadable = [], alsoRead = [], unread = [], machines = [] } = world;
  const named = bindings.flatMap(({ target }) => (target.kind === 'scopes' ? target.scopes.map(scopeId) : []));
  const scopes = [...named, ...there.map(({ scope }) => scope), ...alsoRead, ...machines.map(({ id }) => id)];
  const keyOf = (scope: string): string => placeKey(placeOf(scope));
  const left = new Set(unread.map(keyOf));
  const doubtful = new Set(unreadable.map(keyOf));
  const places = new Map(scopes.filter((scope) => scope !== ROOT).map((scope) => [keyOf(scope), placeOf(scope)]));
  return new Map(
    [...places]
      .filter(([key]) => !left.has(key))
      .map(([key, place]) => [key, placeReading(place, world, doubtful.has(key))]),
  );
}

const FORBIDDEN = { code: 'AuthorizationFailed', message: 'No.' };

function placeReading(
  place: Place,
  { there = [], activations = {}, denials = [], used, placeGap = FORBIDDEN }: AccessWorld,
  gap: boolean,
): PlaceReading {
  const assignments = there.filter(({ scope }) => isShown(scope, place));
  return {
    version: 1,
    place,
    readAt: NOON,
    assignments,
    used: used ?? assignments.length,
    denials,
    activations: activations === null ? null : { ...activations },
    ...(gap && { gap: placeGap }),
  };
}

function isShown(scope: string, place: Place): boolean {
  const home = placeOf(scope);
  const above = scopeKey(scope) === ROOT || (home.kind === 'managementGroup' && place.kind === 'subscription');
  return above || placeKey(home) === placeKey(place);
}

export const sha256 = () => {
  const hash = createHash('sha256');
  return { update: (text: string) => void hash.update(text), digest: () => hash.digest('hex') };
};

/** Somebody whom the directory does not have. */
export const NO_SUCH_PERSON = 'ghost';

/** The whole plan for a world, with what the directory tells of people. */
export function planFor(world: AccessWorld, looked: Partial<LookedUp> = {}): Promise<Plan> {
  const names = { ...NO_NAMES, asked: new Set([NO_SUCH_PERSON]) };
  const told = { names, deniedIn: new Map(), listed: new Map(), ...looked };
  return plan(planInput(world), async () => told, sha256);
}

/** What comes of a world, in words. */
export interface Outcome {
  readonly adds: readonly string[];
  readonly removes: readonly string[];
  readonly withheld: readonly string[];
  readonly kept: number;
  readonly foreign: readonly string[];
  readonly satisfied: readonly string[];
}

export const NOTHING: Outcome = { adds: [], removes: [], withheld: [], kept: 0, foreign: [], satisfied: [] };

/** A world, and what is to come of it besides nothing. */
export type OutcomeRow = readonly [what: string, world: AccessWorld, expected: Partial<Outcome>];

/** The diff of a world, a line a finding: `ann user /subscriptions/s1: member (staff)`. */
export function outcomeOf(world: AccessWorld): Outcome {
  return told(diff(planInput(world)));
}

function told({ adds, removes, withheld, kept, foreign, satisfied }: Diff): Outcome {
  type Grant = { readonly principalId: string; readonly role: LoginRole; readonly scope: string };
  const grant = ({ principalId, role, scope }: Grant): string => `${principalId} ${role} ${scope}`;
  const changed = (change: Diff['adds'][number]): string => `${grant(change)}: ${change.reason} (${change.binding})`;
  return {
    adds: adds.map(changed),
    removes: removes.map(changed),
    withheld: withheld.map((change) => `${change.action} ${changed(change)}, ${change.why.code}`),
    kept: [...kept.values()].reduce((sum, count) => sum + count, 0),
    foreign: foreign.map((one) => `${grant(one)}${one.installationId === undefined ? '' : ' of another installation'}`),
    satisfied: satisfied.map((one) => `${grant(one)} (${one.binding}) by ${one.by}${until(one.endsAt)}`),
  };
}

function until(endsAt: number | undefined): string {
  return endsAt === undefined ? '' : ` for ${(endsAt - NOON) / 60_000} min`;
}
