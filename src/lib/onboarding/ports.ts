/**
 * What onboarding needs from the outside. Each port has two implementations held to one contract suite (test/contract):
 * the real one in src/lib/azure, and one on virtual time in local/memory.
 */
import type { Tag } from '../tags.ts';
import type { Instant } from '../time.ts';
import type { ObservedMachine } from './machine.ts';
import type { MachineId } from './machineId.ts';
import type { MachineRecord } from './record.ts';
import type { MachineState } from './state.ts';

/** How a call relates to the shared rate. */
export interface CallOptions {
  /** A slot that an earlier call over the rate has reserved. */
  readonly slot?: Instant;
  /** The machine is not in the ledger yet: reading it has a small budget of its own, since anybody can name an id. */
  readonly unknown?: boolean;
  /** A GUID that names this look in ARM's own logs. */
  readonly correlationId?: string;
}

/** Reading machines. Every method may throw `Throttled` or a `Failure` of kind transient. */
export interface MachineReader {
  /** `absent` is ARM's 404; `denied` its 401 and 403, which never mean gone. */
  get(id: MachineId, options: CallOptions): Promise<MachineReading>;
  /** How a long-running operation goes. An operation that ARM no longer knows has `ended`. */
  operation(url: string, options: CallOptions): Promise<OperationReading>;
  /** Whether the machines of a subscription may be read at all. */
  check(subscriptionId: string): Promise<{ readonly kind: 'readable' } | Exclude<MachineReading, { kind: 'machine' }>>;
  /** The tenant of a subscription, undefined when ARM does not tell. */
  tenantOf(subscriptionId: string): Promise<string | undefined>;
  /** Whether Azure has AADLoginForWindows in a location, undefined when ARM does not tell. `anew`: whatever was said before. */
  offersExtension(location: string, subscriptionId: string, anew?: boolean): Promise<boolean | undefined>;
}

export type MachineReading =
  | { readonly kind: 'machine'; readonly machine: ObservedMachine }
  | { readonly kind: 'absent' }
  | { readonly kind: 'denied'; readonly code: string; readonly message: string };

export type OperationReading =
  | { readonly kind: 'running'; readonly url: string; readonly retryAfterMs?: number }
  /** `failure` when it ended in Failed or Canceled. */
  | { readonly kind: 'ended'; readonly failure?: { readonly code: string; readonly message: string } };

/** Changing machines: the only thing that can. Throws `Throttled` and transient failures as the reader does. */
export interface MachineWriter {
  /** PATCHes the system-assigned identity onto the machine. */
  enableIdentity(id: MachineId, options: CallOptions): Promise<WriteResult>;
  /** PUTs the extension of the article; returns when ARM has taken it on, not when it is installed. */
  installExtension(id: MachineId, location: string, options: CallOptions): Promise<WriteResult>;
  /** Adds the tag, or gives it this value; every other tag stays as it is. */
  excludeByTag(id: MachineId, tag: Tag, options: CallOptions): Promise<WriteResult>;
  /** DELETEs the extension of that name; returns when ARM has taken it on. `absent`: it, or the machine, is gone already. */
  removeExtension(id: MachineId, extensionName: string, options: CallOptions): Promise<WriteResult>;
}

export type WriteResult =
  | { readonly kind: 'accepted'; readonly operationUrl?: string; readonly retryAfterMs?: number }
  /** 409, most of all HCRP409: somebody else works on an extension of this machine. */
  | { readonly kind: 'busy' }
  /** The machine went meanwhile. */
  | { readonly kind: 'absent' }
  /** 401, 403, and the 409 of a lock: permission, lock or policy. */
  | { readonly kind: 'denied'; readonly code: string; readonly message: string }
  /** Any other 4xx. */
  | { readonly kind: 'refused'; readonly code: string; readonly message: string };

/** A record with the mark that a later write must present. */
export interface Held {
  readonly record: MachineRecord;
  readonly etag: string;
}

/** One page of the list of machines, in the order of their ids. */
export interface MachinePage {
  readonly items: readonly MachineRecord[];
  /** Where the next page begins; undefined on the last one. */
  readonly next?: string;
}

export interface MachineFilter {
  /** Any of these; not said, every one. */
  readonly states?: readonly MachineState[];
  readonly reason?: string;
  readonly subscriptionId?: string;
  /** Without case. */
  readonly resourceGroup?: string;
  /** A part of the name, without case. */
  readonly q?: string;
}

/** The ledger of machines. Every method may throw a transient `Failure`. */
export interface Ledger {
  read(id: MachineId): Promise<Held | undefined>;
  /**
   * Writes the record if the row still is as `etag` says (undefined: if there is none). Answers the new mark, or
   * `conflict` when somebody was faster.
   */
  write(record: MachineRecord, etag: string | undefined): Promise<{ readonly etag: string } | 'conflict'>;
  /** Removes the row if it still is as `etag` says. */
  remove(id: MachineId, etag: string): Promise<'removed' | 'conflict'>;
  list(filter: MachineFilter, limit: number, from?: string): Promise<MachinePage>;
}

/** What a message on the queue says: look at this machine. Never what to do with it. */
export interface LookMessage {
  readonly version: 1;
  readonly machineId: string;
  readonly token: string;
  /** It stands for a message that the queue had brought back. */
  readonly redelivered?: true;
}

export interface LookQueue {
  /** Sends the message; it becomes visible after `delayMs`. */
  send(message: LookMessage, delayMs: number): Promise<void>;
}

/** Input that could not be read: acknowledged, so that it is not delivered for ever, and kept for people to see. */
export interface Malformed {
  readonly at: Instant;
  readonly source: 'event' | 'message';
  /** What is wrong with it; never its content, which may name people. */
  readonly why: string;
  readonly eventId?: string;
  /** The queue on which it kept failing. */
  readonly queue?: string;
}

/** What came in and made no look: counted by reason over the last days, and what could not be read. */
export interface Journal {
  /** Counts one; the counts of all instances add up. */
  count(what: string): Promise<void>;
  malformed(entry: Malformed): Promise<void>;
  /** The counts of the last seven days, and the newest 20 entries that could not be read, newest first. */
  read(): Promise<{ readonly counts: Readonly<Record<string, number>>; readonly malformed: readonly Malformed[] }>;
}
