/** A text of YAML (or JSON, which YAML includes) as a plain value that knows where each of its parts stands. */
import { LineCounter, parseDocument, type YAMLError } from 'yaml';
import { type Path, type PolicyProblem, type Position, problemAt, problemOf } from './problem.ts';
import { type Place, readTree } from './tree.ts';
import { yamlText } from './yamlTexts.ts';

export interface PolicyDocument {
  readonly value: unknown;
  /** What the document may not contain. The value has null there. */
  readonly refused: readonly PolicyProblem[];
  /** Whether something at or above the path was refused, so that what is missing there is no news. */
  isRefused(path: Path): boolean;
  /** Where the value at the path stands, or the nearest thing around it that is there. */
  at(path: Path): Position;
  /** Where the key at the path stands; for an entry of a list, the entry. */
  atKey(path: Path): Position;
  /** How the value at the path is written, where it is one word or number. */
  source(path: Path): string | undefined;
}

export type DocumentRead =
  | { readonly ok: true; readonly document: PolicyDocument }
  | { readonly ok: false; readonly problems: readonly PolicyProblem[] };

const START: Position = { line: 1, column: 1 };

const MAX_BYTES = 1_048_576;

/** YAML 1.2 with nothing that surprises: dates stay texts, `yes` stays a text, keys are texts. */
const OPTIONS = {
  schema: 'core',
  merge: false,
  resolveKnownTags: false,
  stringKeys: true,
  // Found by our own look at the tree: this one takes time quadratic in the size of a map.
  uniqueKeys: false,
  prettyErrors: false,
  // Not `silent`: with that the parser says nothing of a second document.
  logLevel: 'error',
} as const;

/** Reads the text. Never throws, whatever the text is. */
export function readDocument(text: string): DocumentRead {
  const content = text.replace(/^\u{feff}/u, '');
  const unreadable = notAText(content);
  if (unreadable !== undefined) return { ok: false, problems: [unreadable] };

  const parsed = parseDocument(content, OPTIONS);
  const position = positionsIn(content);
  if (parsed.errors.length > 0) return { ok: false, problems: syntaxProblems(parsed.errors, position) };
  if (parsed.contents === null) return { ok: false, problems: [EMPTY] };
  return { ok: true, document: located(parsed.contents, position) };
}

const EMPTY = problemAt(
  START,
  'The policy is empty.',
  'Write version: 1 and bindings; bindings: [] means that nobody gets access.',
);

/** What no parser need look at. */
function notAText(text: string): PolicyProblem | undefined {
  if (text.length > MAX_BYTES || new TextEncoder().encode(text).length > MAX_BYTES) {
    return problemAt(
      START,
      'The policy is larger than 1 MiB.',
      'Name groups instead of people, and scopes instead of machines.',
    );
  }
  // What YAML 1.2 §5.1 does not allow in a stream, and what decoders put in the place of bytes that are no text.
  const foreign = /(?![\t\n\r])[\p{Cc}\p{Cs}\u{fffd}-\u{ffff}]/u.exec(text);
  if (foreign === null) return undefined;
  const position = positionsIn(text)(foreign.index);
  return problemAt(position, 'The policy holds signs that are no text.', 'Save it as plain text in UTF-8.');
}

/** From offsets to places. The lines are counted here: the parser counts only those that it got to. */
function positionsIn(text: string): (offset: number) => Position {
  const lines = new LineCounter();
  lines.addNewLine(0);
  for (const { index } of text.matchAll(/\n/g)) lines.addNewLine(index + 1);
  return (offset) => {
    const { line, col } = lines.linePos(offset);
    return { line, column: col };
  };
}

/** A text that is no YAML at all can hold an error a letter. */
const ERRORS_READ = 10_000;

/** The first error of each line: what the parser stumbles over next follows from it. */
function syntaxProblems(errors: readonly YAMLError[], position: (offset: number) => Position): PolicyProblem[] {
  const found = errors.slice(0, ERRORS_READ).map((error) => {
    const { message, fix } = yamlText(error);
    return problemAt(position(error.pos[0]), message, fix);
  });
  return [...new Map(found.toReversed().map((problem) => [problem.line, problem])).values()];
}

function located(contents: unknown, position: (offset: number) => Position): PolicyDocument {
  const { value, place, refusals } = readTree(contents);
  return {
    value,
    refused: refusals.map((refusal) => problemOf(refusal, position(refusal.offset))),
    isRefused: (path) => isUnknown(place, path),
    at: (path) => position(nearest(place, path).offset),
    atKey: (path) => position(nearest(place, path).keyOffset),
    source: (path) => path.reduce<Place | undefined>((place, step) => place?.inside.get(step), place)?.source,
  };
}

/** As far along the path as there is something. */
function nearest(place: Place, [step, ...rest]: Path): Place {
  const next = step === undefined ? undefined : place.inside.get(step);
  return next === undefined ? place : nearest(next, rest);
}

/** Whether something was refused on the way to the path, or there. */
function isUnknown({ unknown, inside }: Place, [step, ...rest]: Path): boolean {
  const next = step === undefined ? undefined : inside.get(step);
  return unknown === true || (next !== undefined && isUnknown(next, rest));
}
