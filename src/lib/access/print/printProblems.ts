/** What is wrong with a policy, or odd in it, as text for people at a terminal. Pure. */
import { terminalText } from '../../escape/terminal.ts';
import type { PolicyProblem } from '../policy/problem.ts';

type Problem = Pick<PolicyProblem, 'line' | 'column' | 'message' | 'fix'>;

/** As many places of one fault are named. */
const PLACES = 10;

/** The problems, and nothing after them that would have them scroll away. */
export function printProblems(problems: readonly Problem[]): string {
  const lines = [
    `Policy problems (${problems.length})`,
    ...problemLines(problems).map((line) => `  ${line}`),
    '',
    'There is no plan for it: mend the policy, then ask again. Nothing is changed for a policy with problems.',
  ];
  return `${lines.map(terminalText).join('\n')}\n`;
}

/** One slip can make the same fault of every line after it: each fault is told once, with its places. */
export function problemLines(problems: readonly Problem[]): readonly string[] {
  const faults = Map.groupBy(problems, ({ message, fix }) => JSON.stringify([message, fix]));
  return [...faults.values()].flatMap(([first, ...others]) =>
    first === undefined ? [] : [`${placesOf([first, ...others])} ${first.message}`, `  to do: ${first.fix}`],
  );
}

function placesOf(problems: readonly Problem[]): string {
  const named = problems.slice(0, PLACES).map(({ line, column }) => `${line}:${column}`);
  const more = problems.length > PLACES ? ` and ${problems.length - PLACES} more:` : '';
  return `${named.join(', ')}${more}`;
}
