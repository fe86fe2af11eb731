/**
 * Slips of the pen that a parser sees only by what follows from them: comments of JavaScript, and lines that are indented
 * otherwise than what stands above. Looked for only in a text that is refused anyway: what looks like one may be a text.
 */
import { type PolicyProblem, type Position, problemAt } from './problem.ts';

/** The slips in the order of the text; none in most texts. */
export function slipsIn(text: string): readonly PolicyProblem[] {
  const comments = commentsIn(text);
  return comments.length > 0 ? comments : indentationIn(text);
}

/** Texts in quotes and comments of YAML, which are passed over, or what begins a comment elsewhere. */
const COMMENT = /"(?:\\.|[^"\\])*"|(?<![\p{L}\p{N}])'(?:''|[^'])*'|(?<!\S)#.*|(?<=^|[\s{}[\],"])\/[/*]/gmu;

function commentsIn(text: string): readonly PolicyProblem[] {
  return [...text.matchAll(COMMENT)]
    .filter(([found]) => found === '//' || found === '/*')
    .map(({ index }) =>
      problemAt(
        positionOf(text, index),
        'A comment begins here, in a form that neither JSON nor YAML has.',
        'Begin the comment with #, or take it away.',
      ),
    );
}

function positionOf(text: string, offset: number): Position {
  const lines = text.slice(0, offset).split('\n');
  return { line: lines.length, column: (lines.at(-1)?.length ?? 0) + 1 };
}

/** A line of block YAML that begins a key or an entry of a list. */
interface Block {
  readonly indent: number;
  /** Where its key stands, behind the dash of an entry. */
  readonly inner: number;
  /** What follows it may stand further in. */
  readonly opens: boolean;
}

/** The first line that stands at no level above it, or further in than a line that has its value already. */
function indentationIn(text: string): readonly PolicyProblem[] {
  // Brackets say what belongs together, whatever the indentation.
  if (/^\s*[{[]/.test(text)) return [];
  const levels: number[] = [];
  let before: Block | undefined;
  let open = 0;
  for (const [index, line] of text.split('\n').entries()) {
    const said = line.replace(/\r$/, '').replace(/(?:^|\s)#.*$/, '');
    const block = open === 0 ? blockOf(said) : undefined;
    open += bracketsLeftOpen(said);
    if (block === undefined) continue;
    if (!fits(block, before, levels)) return [problemAt({ line: index + 1, column: block.indent + 1 }, ...WRONG)];
    while ((levels.at(-1) ?? -1) > block.indent) levels.pop();
    levels.push(block.indent, block.inner);
    before = block;
  }
  return [];
}

/** What stands in brackets needs no indentation. */
function bracketsLeftOpen(line: string): number {
  const bare = line.replaceAll(/"(?:\\.|[^"\\])*"|'[^']*'/g, '');
  return (bare.match(/[[{]/g)?.length ?? 0) - (bare.match(/[\]}]/g)?.length ?? 0);
}

const WRONG = [
  'This line is indented otherwise than what stands above.',
  'Indent the keys of one entry equally, and what belongs to a key further than the key.',
] as const;

function fits({ indent }: Block, before: Block | undefined, levels: readonly number[]): boolean {
  if (before === undefined) return indent === 0;
  return indent > before.inner ? before.opens : levels.includes(indent);
}

/** Undefined for a line that begins neither a key nor an entry of a list: nothing, or a text that goes on. */
function blockOf(line: string): Block | undefined {
  const found = /^( *)(?:(- +)?[^\s:#-][^:]*:(?:\s|$)|-(?:\s|$))/.exec(line);
  if (found === null) return undefined;
  const [, spaces = '', dash = ''] = found;
  const indent = spaces.length;
  return { indent, inner: indent + dash.length, opens: /(?::|-|[|>][-+\d]*)\s*$/.test(line) };
}
