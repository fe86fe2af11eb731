/** Guards as the setting writes them: `maxRemovals=2, maxRemovalPercent=10`. */
import { closest } from './closest.ts';
import {
  DEFAULT_GUARDS,
  GUARD_KEYS,
  type Guards,
  isGuard,
  NUMBER_GUARDS,
  ROLE_ASSIGNABLE,
  type SomeGuards,
} from './guards.ts';

/** A guard that is wrong: which, what is wrong with it, and how to mend it. */
export interface GuardProblem {
  readonly key: string;
  readonly message: string;
  readonly fix: string;
}

export type GuardsRead =
  | { readonly ok: true; readonly guards: Guards }
  | { readonly ok: false; readonly problems: readonly GuardProblem[] };

type EntryRead =
  | { readonly ok: true; readonly guard: SomeGuards }
  | { readonly ok: false; readonly problem: GuardProblem };

/** Reads `NAME=VALUE, NAME=VALUE`. A guard that is not named has its default; every problem is told at once. */
export function parseGuards(text: string): GuardsRead {
  const problems: GuardProblem[] = [];
  const seen = new Set<string>();
  let guards: Guards = DEFAULT_GUARDS;
  for (const entry of text.split(',').filter((part) => part.trim() !== '')) {
    const [key = '', ...rest] = entry.split('=').map((part) => part.trim());
    const read = seen.has(key) ? refused(key, 'is given twice', 'Keep one of them.') : readEntry(key, rest.join('='));
    seen.add(key);
    if (read.ok) guards = { ...guards, ...read.guard };
    else problems.push(read.problem);
  }
  return problems.length === 0 ? { ok: true, guards } : { ok: false, problems };
}

/** The text that reads as these guards, all of them named. */
export function printGuards(guards: Guards): string {
  return Object.entries(guards)
    .map(([key, value]) => `${key}=${value}`)
    .join(', ');
}

function readEntry(key: string, value: string): EntryRead {
  if (!isGuard(key)) return unknownGuard(key);
  if (key === 'requireRoleAssignable') {
    const requireRoleAssignable = ROLE_ASSIGNABLE.find((known) => known === value);
    if (requireRoleAssignable !== undefined) return { ok: true, guard: { requireRoleAssignable } };
    return refused(
      key,
      `is none of ${ROLE_ASSIGNABLE.join(', ')}`,
      `Write ${key}=none, ${key}=groupMode or ${key}=all.`,
    );
  }
  const { max } = NUMBER_GUARDS[key];
  const range = `a whole number from 0 to ${max}`;
  const valid = /^\d{1,6}$/.test(value) && Number(value) <= max;
  return valid
    ? { ok: true, guard: { [key]: Number(value) } }
    : refused(key, `is not ${range}`, `Write ${key}=N, with N ${range}.`);
}

function unknownGuard(key: string): EntryRead {
  const meant = closest(key, GUARD_KEYS);
  const fix = meant === undefined ? `Write one of ${GUARD_KEYS.join(', ')}.` : `Write ${meant} if that is meant.`;
  return refused(key, 'is not the name of a guard', fix);
}

function refused(key: string, what: string, fix: string): EntryRead {
  return { ok: false, problem: { key, message: `"${key}" ${what}`, fix } };
}
