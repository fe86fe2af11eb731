/**
 * The closed family of failures. Expected outcomes are values; these are for what a caller cannot go on from. Whoever
 * catches one switches on `kind`, never on the text: transient and throttled mean "later"; denied (401, 403), rejected
 * (any other refusal) and misconfigured mean "somebody must change something"; bug means us.
 */
export type FailureKind =
  | 'transient'
  | 'throttled'
  | 'notFound'
  | 'conflict'
  | 'denied'
  | 'rejected'
  | 'misconfigured'
  | 'bug';

/** A failure with a stable `code` for machines and a sentence for people. */
export class Failure extends Error {
  readonly kind: FailureKind;
  /** Stable and closed within its kind where it is ours; as the service said it where it is not. */
  readonly code: string;

  constructor(kind: FailureKind, code: string, message: string, options?: { cause?: unknown }) {
    super(message, options);
    this.name = 'Failure';
    this.kind = kind;
    this.code = code;
  }
}

/** A call that must wait: `slot` is when it may be made, already reserved for whoever comes back with it. */
export class Throttled extends Failure {
  /** Epoch milliseconds from which the call may be made. */
  readonly slot: number;

  constructor(code: string, message: string, slot: number, options?: { cause?: unknown }) {
    super('throttled', code, message, options);
    this.name = 'Throttled';
    this.slot = slot;
  }
}
