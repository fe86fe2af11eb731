/**
 * Text as a PowerShell expression that yields exactly it. Printable ASCII is a single-quoted literal (`'it''s'`), where
 * nothing is expanded and only the quote is doubled. Everything else is added by its code,
 * `(''+'Andr'+[char]0xe9)`, so the output is always printable ASCII on one line.
 *
 * Rule: about_Quoting_Rules, and `IsSingleQuote` of PowerShell's tokenizer: ‘ ’ ‚ ‛ end a string as `'` does.
 * Doubling those is not enough: Windows PowerShell 5.1 reads a script without a byte order mark in the machine's ANSI
 * code page, where the UTF-8 bytes of a harmless Ñ (C3 91) become `Ã‘`, and that quote ends the string.
 */
export function powershellString(text: string): string {
  if (/^[ -~]*$/.test(text)) return quoted(text);

  const parts = Array.from(text.matchAll(/[ -~]+|[^ -~]/g), ([part]) => part);
  // The leading '' makes `+` join text; a [char] in front would add numbers.
  return `(''+${parts.map((part) => (/^[ -~]/.test(part) ? quoted(part) : character(part))).join('+')})`;
}

function quoted(text: string): string {
  return `'${text.replaceAll("'", "''")}'`;
}

function character(unit: string): string {
  return `[char]0x${unit.charCodeAt(0).toString(16)}`;
}
