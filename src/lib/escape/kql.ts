/**
 * Text as a KQL string literal, quotes included: `resources | where name =~ ${kqlString(name)}`.
 *
 * Rule: learn.microsoft.com/kusto/query/scalar-data-types/string, and `ScanStringLiteralContent` of
 * microsoft/Kusto-Query-Language: a backslash and the enclosing quote are escaped, a line break ends the literal. What
 * counts as a line break or as invisible is written as `\uXXXX`, so that a query is always one line.
 */
export function kqlString(text: string): string {
  // oxlint-disable-next-line no-control-regex -- control characters are what this is about
  const content = text.replace(/[\\"\u0000-\u001f\u007f-\u009f\u2028\u2029]/g, (character) =>
    character === '\\' || character === '"' ? `\\${character}` : unicodeEscape(character),
  );
  return `"${content}"`;
}

function unicodeEscape(character: string): string {
  return `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`;
}
