/** The policy as people have it in mind: plain state, from which its text follows, and what it wants in a given truth. */

import type { LoginRole } from '../../src/lib/access/role.ts';
import { hours, type Instant, toIso } from '../../src/lib/time.ts';
import { NOON } from '../builders/evidence.ts';
import { machineIdOf, machineScope, SCOPES } from './scopes.ts';
import { closureOf, groupId, isEligible, nth, personId, type Truth } from './truth.ts';
import { type BindingPlan, type Expiry, MACHINES, type Tag, type Target, type World } from './world.ts';

export interface PolicyState {
  readonly bindings: readonly BindingState[];
  /** Numbers of people. */
  readonly deny: readonly number[];
  readonly exempt: readonly number[];
  readonly broken: boolean;
}

export interface BindingState extends BindingPlan {
  readonly name: string;
  readonly dropped: boolean;
}

/** Ends long before everything does. */
const SOON = NOON + hours(36);
const EXEMPT_UNTIL = '2030-12-31';

export function policyOf({ bindings, deny, exempt }: World): PolicyState {
  const named = bindings.map((plan, n) => ({ ...plan, name: `b${n}`, dropped: false }));
  return { bindings: named, deny, exempt, broken: false };
}

/** As it lies in the blob. JSON is YAML. */
export function textOf({ bindings, deny, exempt, broken }: PolicyState): string {
  if (broken) return 'version: 1\nbindings: oh no';
  const exemptions = [...new Set(exempt)].map((n) => {
    return { principal: personId(n), owner: 'Owner', reason: 'Reason', until: EXEMPT_UNTIL };
  });
  return JSON.stringify({
    version: 1,
    bindings: bindings.filter(({ dropped }) => !dropped).map(bindingText),
    ...(exemptions.length > 0 && { exemptions }),
    ...(deny.length > 0 && { deny: [...new Set(deny)].map(personId) }),
  });
}

function bindingText({ name, group, role, target, assign, adopt, expires }: BindingState): object {
  const day = dayOf(expires);
  return {
    name,
    group: { id: groupId(group) },
    role,
    ...(isSelecting(target)
      ? { machines: selectorText(target) }
      : { scopes: [...new Set(target.scopes.map((n) => nth(SCOPES, n)))] }),
    assign,
    ...(adopts({ adopt, target }) && { adopt }),
    ...(day !== undefined && { expires: day }),
  };
}

/** Whether it chooses machines, rather than naming scopes. */
export function isSelecting(target: Target): target is Exclude<Target, { readonly scopes: unknown }> {
  return !('scopes' in target);
}

function selectorText(target: Exclude<Target, { readonly scopes: unknown }>): object {
  if ('tag' in target) return { tags: { role: target.tag } };
  return { name: target.names === 'all' ? '*' : machineIdOf(target.names % MACHINES).name };
}

function adopts({ adopt, target }: Pick<BindingState, 'adopt' | 'target'>): boolean {
  return adopt && !isSelecting(target);
}

function dayOf(expires: Expiry): string | undefined {
  if (expires === 'never') return undefined;
  return toIso(expires === 'over' ? NOON - hours(48) : SOON - 1).slice(0, 10);
}

function isOver(expires: Expiry, now: Instant): boolean {
  return expires === 'over' || (expires === 'soon' && now >= SOON);
}

/** One role at one scope that a binding gives now to its group. */
export interface Giving {
  readonly binding: BindingState;
  readonly scope: string;
  readonly role: LoginRole;
}

/** What the bindings give that are in force. */
export function givings({ bindings, broken }: PolicyState, truth: Truth, now: Instant): readonly Giving[] {
  if (broken) return [];
  return bindings
    .filter(({ dropped, expires }) => !dropped && !isOver(expires, now))
    .flatMap((binding) => scopesOf(binding, truth).map((scope) => ({ binding, scope, role: binding.role })));
}

export function scopesOf({ target }: BindingState, { machines }: Truth): readonly string[] {
  if (!isSelecting(target)) return [...new Set(target.scopes.map((n) => nth(SCOPES, n)))];
  return machines.flatMap(({ tag, gone }, n) => (isChosen(target, tag, n) && !gone ? [machineScope(n)] : []));
}

function isChosen(target: Exclude<Target, { readonly scopes: unknown }>, tag: Tag, n: number): boolean {
  if ('tag' in target) return tag === target.tag;
  return target.names === 'all' || target.names % MACHINES === n;
}

/** Whether a giving takes over what others have made. */
export function isAdopting({ binding }: Giving): boolean {
  return adopts(binding);
}

/** Numbers of the people to whom a giving gives its role, by themselves or through the group. */
export function receivers({ binding }: Giving, { deny }: PolicyState, truth: Truth): readonly number[] {
  return [...closureOf(truth, binding.group).people].filter((n) => isEligible(truth, n) && !deny.includes(n));
}

/** Ids of the principals to whom a giving assigns its role. */
export function principals(giving: Giving, policy: PolicyState, truth: Truth): readonly string[] {
  const { group, assign } = giving.binding;
  if (truth.groups[group]?.gone !== false) return [];
  return assign === 'group' ? [groupId(group)] : receivers(giving, policy, truth).map(personId);
}
