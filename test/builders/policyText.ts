/** Texts of access policies, for tables of what is right and wrong in them. */
import { DEFAULT_GUARDS } from '../../src/lib/access/policy/guards.ts';
import { type PolicyContext, parsePolicy } from '../../src/lib/access/policy/parsePolicy.ts';
import type { PolicyProblem } from '../../src/lib/access/policy/problem.ts';

export const GROUP = '11111111-1111-4111-8111-11111111111a';
export const USER = '22222222-2222-4222-8222-22222222222b';
export const SUBSCRIPTION = '/subscriptions/33333333-3333-4333-8333-33333333333c';

export const CONTEXT: PolicyContext = {
  trustedTags: ['Role', 'tier'],
  limits: DEFAULT_GUARDS,
  now: Date.parse('2027-01-15T12:00:00Z'),
};

/** A problem in one line: `3:5 bindings[0].role | message | fix`. */
export function told({ line, column, field, message, fix }: PolicyProblem): string {
  return `${line}:${column} ${field} | ${message} | ${fix}`;
}

/** A policy with one binding, which is right but for `lines`; these begin in line 4, at column 5. */
export function withBinding(...lines: string[]): string {
  const given = new Set(lines.map((line) => line.slice(0, line.indexOf(':'))));
  const usual = [
    ['name', 'one'],
    ['group', `{ id: ${GROUP} }`],
    ['role', 'user'],
    ['scopes', `[${SUBSCRIPTION}]`],
  ].filter(([key = '']) => !given.has(key) && !(key === 'scopes' && given.has('machines')));
  const all = [...lines, ...usual.map(([key, value]) => `${key}: ${value}`)].map((line) => `    ${line}`);
  return ['version: 1', 'bindings:', '  -', ...all].join('\n');
}

/** A policy without bindings; `lines` begin in line 3. */
export function withTop(...lines: string[]): string {
  return ['version: 1', 'bindings: []', ...lines].join('\n');
}

export function problemsOf(text: string, context: Partial<PolicyContext> = {}): string[] {
  const read = parsePolicy(text, { ...CONTEXT, ...context });
  return read.ok ? [] : read.problems.map(told);
}

export function warningsOf(text: string, context: Partial<PolicyContext> = {}): string[] {
  const read = parsePolicy(text, { ...CONTEXT, ...context });
  if (!read.ok) throw new Error(read.problems.map(told).join('\n'));
  return read.warnings.map(told);
}
