/** The tags of an Azure resource. */
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
  return Object.entries(tags).some(([key, held]) => key.toLowerCase() === name.toLowerCase() && held === value);
}

/** The same, with the value in whatever case: for an opt-out, which should hold however somebody has written it. */
export function hasTagInAnyCase(tags: Tags, { name, value }: Tag): boolean {
  return Object.entries(tags).some(
    ([key, held]) => key.toLowerCase() === name.toLowerCase() && held.toLowerCase() === value.toLowerCase(),
  );
}
