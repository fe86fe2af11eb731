/** What is wrong with a query. */
export class QueryProblem extends Error {}

/** The words of a query, taken one by one. What does not fit is a `QueryProblem`. */
export interface Tokens {
  /** The next one, undefined at the end; it stays. */
  peek(): string | undefined;
  next(): string;
  /** Takes these, in this order. */
  expect(...words: readonly string[]): void;
  /** Takes the next one if it is this. */
  skip(word: string): boolean;
  name(): string;
  /** One or more with commas between them. */
  list<T>(one: () => T): T[];
}

const TOKEN = /\s*(?:("(?:[^"\\]|\\.)*"|'(?:[^'\\]|\\.)*')|(=~|==|[|(),.=])|([A-Za-z_]\w*)|(\d+))/y;

/** The words of a text in KQL. */
export function tokensIn(text: string): Tokens {
  const words = wordsIn(text);
  let at = 0;
  const tokens: Tokens = {
    peek: () => words[at],
    next() {
      const word = words[at];
      if (word === undefined) throw new QueryProblem('The query ends too early.');
      at += 1;
      return word;
    },
    expect(...expected) {
      for (const word of expected) {
        const found = tokens.next();
        if (found !== word) throw new QueryProblem(`Expected '${word}' and found '${found}'.`);
      }
    },
    skip(word) {
      const found = words[at] === word;
      if (found) at += 1;
      return found;
    },
    name() {
      const word = tokens.next();
      if (!/^[A-Za-z_]/.test(word)) throw new QueryProblem(`Expected a name and found '${word}'.`);
      return word;
    },
    list(one) {
      const items = [one()];
      while (tokens.skip(',')) items.push(one());
      return items;
    },
  };
  return tokens;
}

function wordsIn(text: string): string[] {
  const words: string[] = [];
  const end = text.trimEnd().length;
  for (let from = 0; from < end; from = TOKEN.lastIndex) {
    TOKEN.lastIndex = from;
    const word = TOKEN.exec(text)?.[0];
    if (word === undefined) throw new QueryProblem(`Cannot read '${text.slice(from, from + 20)}'.`);
    words.push(word.trimStart());
  }
  return words;
}

/** The value of a string literal: a backslash escapes the next character, `\uXXXX` is one by its code. */
export function unquoted(literal: string): string {
  return literal
    .slice(1, -1)
    .replace(/\\(?:u([0-9a-f]{4})|(.))/gi, (_, code: string | undefined, plain: string) =>
      code === undefined ? plain : String.fromCharCode(Number.parseInt(code, 16)),
    );
}
