/** What access remembers between invocations and is too large for a row: readings and the plan, as JSON documents. */

/** A document as it was written, with its mark: another one with each writing. */
export interface DocumentRead {
  readonly value: unknown;
  readonly etag: string;
}

/** Documents by name. Every method may throw a transient `Failure`. */
export interface Documents {
  /** The document and its mark; undefined when there is none, or when it is not what was written. */
  read(name: string): Promise<DocumentRead | undefined>;
  /** The same, unless the document still has this mark: then nothing of it is fetched. */
  readUnless(name: string, etag: string): Promise<DocumentRead | 'same' | undefined>;
  /** Replaces the document, whatever it was. */
  write(name: string, value: object): Promise<void>;
  remove(name: string): Promise<void>;
}

/** The policy as it lies in its blob. */
export type PolicyText =
  | { readonly kind: 'text'; readonly text: string; readonly etag: string; readonly versionId?: string }
  /** There is no such blob. */
  | { readonly kind: 'absent' }
  /** No setting says where the policy is. */
  | { readonly kind: 'notConfigured' }
  /**
   * It cannot be read: permission, network, size. The code is ours (`PolicyDenied`, `PolicyTooLarge`, `PolicyNotUtf8`,
   * `PolicyTimeout`) or as the service said it.
   */
  | { readonly kind: 'unreadable'; readonly code: string; readonly message: string };

/** Where the policy comes from. Never throws. */
export interface PolicySource {
  read(): Promise<PolicyText>;
}
