/** A value with its past: what it has been since which revision, newest first. */
export interface Version<T> {
  readonly since: number;
  readonly value: T;
  readonly before: Version<T> | undefined;
}

/** The value as of a revision; undefined when it was not there yet. */
export function valueAt<T>(newest: Version<T>, revision: number): T | undefined {
  let version: Version<T> | undefined = newest;
  while (version && version.since > revision) version = version.before;
  return version?.value;
}
