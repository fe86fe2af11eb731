/** What is wrong with a policy, first by field, then by line. */
import { fieldPath } from '../../fieldPath.ts';
import { shorten } from '../../onboarding/shorten.ts';

export type Path = readonly PropertyKey[];

/** What is wrong or doubtful, and where in the document. */
export interface Finding {
  readonly path: Path;
  /** What is the matter with the field, without its name: `is missing`. */
  readonly what: string;
  /** A sentence. */
  readonly fix: string;
  /** It is about the key, not about what stands behind it. */
  readonly key?: true;
}

/** A place in the text; both count from 1, columns in UTF-16 units as editors do. 0 where there is no text. */
export interface Position {
  readonly line: number;
  readonly column: number;
}

/** What people see. */
export interface PolicyProblem extends Position {
  /** Such as `bindings[2].group.id`; `policy` for the document as a whole. */
  readonly field: string;
  readonly message: string;
  readonly fix: string;
}

/** A broken file can hold a fault a letter; more than this help nobody. */
const MOST = 100;

/** The name of a field in messages. */
export function fieldName(path: Path): string {
  return shorten(fieldPath(path, 'policy'), 200);
}

/** Where there is no text. */
export const NO_TEXT: Position = { line: 0, column: 0 };

/** The place as a sentence begins with it, for people. */
export function placeBefore({ line, column }: Position): string {
  return line === NO_TEXT.line ? '' : `Line ${line}, column ${column}: `;
}

/** A problem of the document as a whole. */
export function problemAt(position: Position, message: string, fix: string): PolicyProblem {
  return { ...position, field: 'policy', message, fix };
}

/** The finding as people see it. */
export function problemOf({ path, what, fix }: Finding, { line, column }: Position): PolicyProblem {
  const field = fieldName(path);
  return { line, column, field, message: `${path.length === 0 ? 'The policy' : field} ${what}.`, fix };
}

/** In the order of the text. Where there are too many, the last one says how many are left out. */
export function inOrder(problems: readonly PolicyProblem[]): PolicyProblem[] {
  const sorted = problems.toSorted((a, b) => a.line - b.line || a.column - b.column);
  const last = sorted[MOST - 1];
  if (last === undefined || sorted.length === MOST) return sorted;
  const left = sorted.length - MOST;
  const more = problemAt(last, `${left} more problems are not shown.`, 'Mend the first ones, then look again.');
  return [...sorted.slice(0, MOST), more];
}
