/** The tags of an Azure resource. */
import { foldCase } from './foldCase.ts';
export type Tags = Readonly<Record<string, string>>;

/** One tag. */
export interface Tag {
  readonly name: string;
  readonly value: string;
}

/** The tag as settings write it, `NAME=VALUE`. */
export function tagText({ name, value }: Tag): string {
  return `${name}=${value}`;
}

/** Whether the tag is among them. ARM compares tag names without case and values with it. */
export function hasTag(tags: Tags, name: string, value: string): boolean {
  return Object.entries(tags).some(([key, held]) => foldCase(key) === foldCase(name) && held === value);
}

/** Controls, zero-width and other characters that nobody sees (Unicode: Cc, Cf, Default_Ignorable_Code_Point). */
const INVISIBLE = /[\p{Cc}\p{Cf}\p{DI}]/gu;

/**
 * What all spellings of a tag name or value have in common: case, surrounding spaces, invisible characters and
 * compatibility forms (NFKC: full-width letters, the no-break space) make no difference. For opting out only: a tag that
 * asks for something must be exact.
 */
export function normalizedTagText(text: string): string {
  return text.normalize('NFKC').replaceAll(INVISIBLE, '').trim().toLowerCase();
}

/** The values of the tags of this name, however the name is written. */
export function valuesOfTag(tags: Tags, name: string): readonly string[] {
  const wanted = normalizedTagText(name);
  return Object.entries(tags).flatMap(([key, value]) => (normalizedTagText(key) === wanted ? [value] : []));
}
