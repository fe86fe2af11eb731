/** What a document may be called: fit for the path of a URL, and the same everywhere. */
import { Failure } from '../errors.ts';

// No segment begins or ends with a dot: storage advises against one at the end, and URLs resolve `.` and `..` (Naming and
// referencing containers, blobs, and metadata, learn.microsoft.com; RFC 3986, 5.2.4).
const SEGMENT = '[A-Za-z0-9-]+(?:\\.[A-Za-z0-9-]+)*';
const NAME = new RegExp(`^${SEGMENT}(?:/${SEGMENT})*$`);
const LONGEST = 1024;

/**
 * The name, if a document can have it: letters, digits, `-` and inner `.` in segments between slashes.
 *
 * @throws Failure bug `DocumentName`
 */
export function documentName(name: string): string {
  if (name.length <= LONGEST && NAME.test(name)) return name;
  throw new Failure('bug', 'DocumentName', 'A document was given a name that it cannot have.');
}
