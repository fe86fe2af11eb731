/**
 * What a terminal takes for more than text: control characters, of which some begin orders to it (ECMA-48, 5.2 and 5.3; one
 * of them, CSI, also in a form of its own, U+009B), and those that only format, by which a text can read as another one
 * (Unicode Technical Report 36, 2.10).
 */
const UNPRINTABLE = /[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}]/gu;

/** Text of others as a terminal may show it, in one line. */
export function terminalText(text: string): string {
  return text.replaceAll(UNPRINTABLE, ' ');
}

/** A value as JSON that a terminal may show: the same value, whoever reads it. */
export function terminalJson(value: object): string {
  return JSON.stringify(value, undefined, 2).replaceAll(UNPRINTABLE, (character) =>
    character === '\n' ? character : escaped(character),
  );
}

/** RFC 8259, 7: by its UTF-16 units. */
function escaped(character: string): string {
  const units = Array.from({ length: character.length }, (_, i) => character.charCodeAt(i));
  return units.map((unit) => `\\u${unit.toString(16).padStart(4, '0')}`).join('');
}
