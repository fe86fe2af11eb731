/** Documents in memory: for simulations on virtual time. Held to the same contract as the real ones. */
import { documentName } from '../../src/lib/access/documentName.ts';
import type { DocumentRead, Documents } from '../../src/lib/access/documents.ts';

/** No documents yet; all instances of a simulated app may share them. */
export function createMemoryDocuments(): Documents {
  const documents = new Map<string, { readonly json: string; readonly etag: string }>();
  let writes = 0;

  async function read(name: string): Promise<DocumentRead | undefined> {
    const found = documents.get(documentName(name));
    return found && { value: JSON.parse(found.json), etag: found.etag };
  }

  return {
    read,
    async readUnless(name, etag) {
      return documents.get(documentName(name))?.etag === etag ? 'same' : read(name);
    },
    async write(name, value) {
      documents.set(documentName(name), { json: JSON.stringify(value), etag: String(++writes) });
    },
    async remove(name) {
      documents.delete(documentName(name));
    },
  };
}
