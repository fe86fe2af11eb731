/**
 * What makes a spreadsheet read a cell as a formula: the signs, also full-width, also behind white space that an import
 * trims, and a leading tab, line break or NUL.
 */
const FORMULA = /^(?:[\s\0]*[=+\-@＝＋－＠]|[\t\r\n\0])/;

/**
 * Text as one CSV field, always quoted. A text that a spreadsheet would run as a formula gets a leading apostrophe,
 * which spreadsheets read as "this is text"; other readers see it.
 *
 * Rules: RFC 4180 §2.5–2.7 (quotes are doubled inside quotes), OWASP "CSV Injection", ASVS 1.2.10.
 */
export function csvField(text: string): string {
  const guarded = FORMULA.test(text) ? `'${text}` : text;
  return `"${guarded.replaceAll('"', '""')}"`;
}
