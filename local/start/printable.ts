/** What a terminal must not be told by a text that comes from others: control and bidirectional characters. */
const UNPRINTABLE = /[\p{Cc}\p{Cf}]/gu;

/** The text as a terminal may show it. */
export function printable(text: string): string {
  return text.replaceAll(UNPRINTABLE, ' ');
}
