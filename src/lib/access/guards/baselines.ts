/**
 * What the policy said of each binding when everybody who gains by it had been counted. A change that somebody writes makes
 * everybody new who gains by it; machines that come and go by themselves make nobody new. Pure.
 */
import * as z from 'zod';
import { type Instant, minutes } from '../../time.ts';
import { scopeKey } from '../assignment.ts';
import { type Change, compare, type WithheldCode } from '../plan/change.ts';
import type { ResolvedBinding } from '../plan/desired.ts';
import type { Diff } from '../plan/diff.ts';
import type { PlanInput } from '../plan/planInput.ts';
import { type Binding, ROLES } from '../policy/policy.ts';
import { chooses, inventoryGap } from '../readings/machineSelector.ts';
import { suffices } from '../role.ts';
import { scopeId } from '../scope.ts';
import type { Holdings } from './holdings.ts';
import { peopleBehind } from './peopleBehind.ts';

/** The text of a binding, as far as it decides who gets what. */
const terms = z.object({
  group: z.string(),
  role: z.enum(ROLES),
  /** Keys of scopes, sorted. */
  scopes: z.array(z.string()).exactOptional(),
  selector: z
    .object({
      tags: z.record(z.string(), z.string()).exactOptional(),
      resourceGroup: z.string().exactOptional(),
      name: z.string().exactOptional(),
    })
    .exactOptional(),
});

type Terms = z.output<typeof terms>;

const baseline = z.object({
  binding: z.string(),
  terms,
  /** When a plan first saw these terms. */
  since: z.number(),
  /** What all of these give is no gain by a change. Nothing before a binding has been carried out for the first time. */
  before: z.array(terms),
});

export const bindingBaselines = z.array(baseline);

export type BindingBaseline = z.output<typeof baseline>;

/** Changes of one binding that are remembered before everybody counts for everything. */
const MOST_TERMS = 20;
/** An instance may still go by the policy before. */
const OLD_POLICY_MS = minutes(1);

/**
 * The baselines of a plan. `known`: what the last plan left; undefined when nothing is known, so that only the record can say
 * who is new.
 */
export function baselinesNow(
  known: readonly BindingBaseline[] | undefined,
  bindings: readonly ResolvedBinding[],
  now: Instant,
): readonly BindingBaseline[] {
  const last = new Map(known?.map((one) => [one.binding, one]));
  return bindings.map(({ binding }) => {
    const current = termsOf(binding);
    const before = last.get(binding.name);
    if (before === undefined)
      return { binding: binding.name, terms: current, since: now, before: known === undefined ? [current] : [] };
    return isSame(before.terms, current) ? before : changed(before, current, now);
  });
}

function changed({ binding, terms: last, before }: BindingBaseline, current: Terms, now: Instant): BindingBaseline {
  const isKnown = before.length === 0 || before.some((one) => isSame(one, last));
  const all = isKnown ? before : [...before, last];
  return { binding, terms: current, since: now, before: all.length > MOST_TERMS ? [] : all };
}

function termsOf({ group, role, target }: Binding): Terms {
  if (target.kind === 'machines') return { group: group.id, role, selector: { ...target.selector } };
  return { group: group.id, role, scopes: [...new Set(target.scopes.map((one) => scopeKey(scopeId(one))))].toSorted() };
}

function isSame(a: Terms, b: Terms): boolean {
  return keyOf(a) === keyOf(b);
}

function keyOf({ group, role, scopes, selector }: Terms): string {
  const { tags = {}, resourceGroup, name } = selector ?? {};
  const sorted = Object.entries(tags).toSorted(([a], [b]) => compare(a, b));
  return JSON.stringify([group, role, scopes, resourceGroup, name, sorted]);
}

/** A grant that somebody gains by a change of the policy, and how it is known who has been counted for it already. */
export interface Gain {
  /** A person who was counted for the binding after this has been counted for its present text. */
  readonly since: Instant;
}

type Granted = Pick<Change, 'binding' | 'scope' | 'role'>;

interface Baselines extends Pick<PlanInput, 'machines'> {
  readonly baselines: readonly BindingBaseline[];
}

/** Tells whether an addition follows from a change of the policy; undefined when the policy gave as much before. */
export function gainsIn({ baselines, machines }: Baselines): (change: Granted) => Gain | undefined {
  const byName = new Map(baselines.map((one) => [one.binding, one]));
  const byScope = new Map(machines?.machines.map((machine) => [scopeKey(machine.id), machine]));
  const gave = ({ role, scopes, selector }: Terms, change: Granted): boolean => {
    const key = scopeKey(change.scope);
    if (!suffices(role, change.role)) return false;
    if (scopes !== undefined) return scopes.some((one) => key === one || key.startsWith(`${one}/`));
    const machine = byScope.get(key);
    return selector !== undefined && machine !== undefined && chooses(selector, machine);
  };
  const known = new Map<string, boolean>();
  const isCovered = ({ terms: { group }, before, binding }: BindingBaseline, change: Granted): boolean => {
    const key = JSON.stringify([binding, change.scope]);
    const covered =
      known.get(key) ?? (before.length > 0 && before.every((one) => one.group === group && gave(one, change)));
    known.set(key, covered);
    return covered;
  };
  return (change) => {
    const found = change.binding === null ? undefined : byName.get(change.binding);
    if (found === undefined || isCovered(found, change)) return undefined;
    return { since: found.since + OLD_POLICY_MS };
  };
}

/** When the text of a binding last changed in a way that somebody gains by; undefined for one that is new. */
export function changedAt(binding: string | null, { baselines }: Pick<Baselines, 'baselines'>): Instant | undefined {
  const found = baselines.find((one) => one.binding === binding);
  if (found === undefined || found.before.length === 0) return undefined;
  return found.before.length === 1 && found.before.every((one) => isSame(one, found.terms)) ? undefined : found.since;
}

interface Settling extends Baselines, Pick<PlanInput, 'groups'>, Pick<Holdings, 'wasCountedSince'> {
  readonly diff: Pick<Diff, 'bindings' | 'adds' | 'removes' | 'withheld'>;
}

/** The baselines for the next plan: what a binding says now is one once nobody is left who gains by it and was not counted. */
export function baselinesAfter(input: Settling): readonly BindingBaseline[] {
  const open = openIn(input);
  return input.baselines.map((one) => (open.has(one.binding) ? one : { ...one, before: [one.terms] }));
}

/** Bindings of which somebody may still gain by what they say now. */
function openIn(input: Settling): ReadonlySet<string | null> {
  const { diff, machines, groups } = input;
  const gainOf = gainsIn(input);
  const behind = peopleBehind(groups);
  const isOpen = ({ binding, expired, reading }: ResolvedBinding): boolean =>
    expired ||
    reading === undefined ||
    reading.gap !== undefined ||
    (binding.target.kind === 'machines' && inventoryGap(machines) !== undefined);
  const gains = (change: Change): boolean => {
    const gain = gainOf(change);
    const { binding, role, principalId } = change;
    return (
      gain !== undefined && behind(principalId).some((id) => !input.wasCountedSince(gain.since, binding, id, role))
    );
  };
  const withheld = diff.withheld.filter(({ why }) => !FOR_GOOD.has(why.code));
  const changes = [...diff.adds, ...diff.removes, ...withheld];
  return new Set([
    ...diff.bindings.filter(isOpen).map(({ binding }) => binding.name),
    // A person who is about to lose something may come back.
    ...changes.filter((change) => change.action === 'remove' || gains(change)).map(({ binding }) => binding),
  ]);
}

/** Azure takes no second assignment beside one with a condition, however long anybody waits. */
const FOR_GOOD: ReadonlySet<WithheldCode> = new Set(['ConditionalAssignment']);
