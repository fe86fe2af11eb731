/** What is allowed in a policy and probably not meant, or without effect. */
import type { Instant } from '../../time.ts';
import { isOver, type PolicyDay } from './day.ts';
import { type Guards, isGuard, type SomeGuards, stricter } from './guards.ts';
import type { AccessPolicy, Binding } from './policy.ts';
import { type Finding, fieldName, type Path } from './problem.ts';
import { repeats } from './repeats.ts';

/** What a policy is held against. */
export interface Circumstances {
  /** The limits of the settings. */
  readonly limits: Guards;
  readonly now: Instant;
}

/** Everything doubtful in a policy that breaks no rule. */
export function doubts(policy: AccessPolicy, { limits, now }: Circumstances): Finding[] {
  const ofPolicy = stricter(limits, policy.guards);
  return [
    ...looser(policy.guards, limits, ['guards'], 'the setting GUARDS'),
    ...policy.bindings.flatMap((binding, index) => [
      ...looser(
        binding.guards,
        ofPolicy,
        ['bindings', index, 'guards'],
        'the setting GUARDS or the guards of the policy',
      ),
      ...over(binding.expires, ['bindings', index, 'expires'], now, 'so the binding gives nobody access'),
      ...sameScopes(binding, ['bindings', index, 'scopes']),
    ]),
    ...bothWays(policy.bindings),
    ...policy.exemptions.flatMap(({ until }, index) =>
      over(until, ['exemptions', index, 'until'], now, 'so the exemption protects nobody'),
    ),
    ...denied(policy),
  ];
}

function looser(guards: SomeGuards, limits: Guards, path: Path, source: string): Finding[] {
  const held = stricter(limits, guards);
  return Object.entries(guards).flatMap(([guard, value]) => {
    if (!isGuard(guard) || held[guard] === value) return [];
    return [
      {
        path: [...path, guard],
        what: `is ${value}, which is looser than ${held[guard]} and has no effect: a policy can only make guards stricter`,
        fix: `Take it away, or change ${source}.`,
      },
    ];
  });
}

function over(day: PolicyDay | undefined, path: Path, now: Instant, effect: string): Finding[] {
  if (day === undefined || !isOver(day, now)) return [];
  return [{ path, what: `is ${day}, which is over, ${effect}`, fix: 'Take the entry away, or set a later day.' }];
}

function sameScopes({ target }: Binding, path: Path): Finding[] {
  if (target.kind === 'machines') return [];
  const scopes = target.scopes.map(({ key }, index) => ({ key, entry: [...path, index] }));
  return repeats(scopes).map(({ entry, first }) => ({
    path: entry,
    what: `is the same scope as ${fieldName(first)}`,
    fix: 'Take one of them away, or name the scope that is meant.',
  }));
}

interface Grant {
  readonly index: number;
  readonly binding: Binding;
}

/** One group, one role, one scope, both as members and as a group: every person is given twice what one assignment gives. */
function bothWays(bindings: readonly Binding[]): Finding[] {
  const grants = bindings.flatMap((binding, index) => {
    const scopes = binding.target.kind === 'scopes' ? new Set(binding.target.scopes.map(({ key }) => key)) : [];
    return [...scopes].map((scope) => ({
      key: `${binding.group.id}\n${binding.role}\n${scope}`,
      entry: { index, binding } satisfies Grant,
    }));
  });
  const clashes = repeats(grants).filter(({ entry, first }) => entry.binding.assign !== first.binding.assign);
  return [...new Map(clashes.map((clash) => [clash.entry.index, clash])).values()].map(({ entry, first }) => ({
    path: ['bindings', entry.index],
    what: `gives the group of bindings[${first.index}] the same role at the same scope in the other way (assign)`,
    fix: 'Keep assign: members or assign: group for a scope, not both.',
  }));
}

function denied({ deny, exemptions }: AccessPolicy): Finding[] {
  const exempt = new Set(exemptions.map(({ principal }) => principal));
  const entries = deny.map((id, index) => ({ key: id, entry: ['deny', index] }));
  return [
    ...repeats(entries).map(({ entry, first }) => ({
      path: entry,
      what: `is also ${fieldName(first)}`,
      fix: 'Take one of them away.',
    })),
    ...entries
      .filter(({ key }) => exempt.has(key))
      .map(({ entry }) => ({
        path: entry,
        what: 'is also exempt; deny goes first, so the access is removed',
        fix: 'Take the user out of deny, or the exemption away.',
      })),
  ];
}
