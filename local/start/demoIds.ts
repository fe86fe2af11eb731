/** Object ids of what the demo puts into the directory: the same at every start, so that its policy can name them. */
import { v5 } from 'uuid';

const NAMESPACE = 'decade00-0000-4000-8000-000000000000';

/** The id of what the demo calls so; a GUID. */
export function demoId(called: string): string {
  return v5(called, NAMESPACE);
}
