/** Many who want the same thing written at once share a write. */

/**
 * A way to ask for `write`: one runs at a time, and all who ask while it does share the next one, however it ends. A
 * promise is that of a write that began after asking.
 */
export function coalesced(write: () => Promise<void>): () => Promise<void> {
  let running: Promise<void> = Promise.resolve();
  let next: Promise<void> | undefined;
  return () => {
    next ??= running
      .catch(() => undefined)
      .then(() => {
        next = undefined;
        running = write();
        return running;
      });
    return next;
  };
}
