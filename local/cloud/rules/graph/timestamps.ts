/** The instant as the directory writes it: UTC, to the second, as in the examples of learn.microsoft.com/graph/api. */
export function directoryTimestamp(instant: number): string {
  return new Date(instant).toISOString().replace(/\.\d+Z$/, 'Z');
}
