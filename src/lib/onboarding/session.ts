/**
 * A machine's ledger row in the hands of one look. Others may leave a request on the row meanwhile, and that is merged; a
 * look that has lost the row to another one stops at its next save, which is why a save comes before every change.
 */
import { Failure } from '../errors.ts';
import { EXCLUDED_BY_PERSON, INCLUDED } from './exclusionOnRecord.ts';
import { OFFBOARD_REQUESTED } from './offboardingOnRecord.ts';
import type { Held, Ledger } from './ports.ts';
import type { MachineRecord, TimelineEntry } from './record.ts';
import { ledgerBusy } from './row.ts';

const TRIES = 5;

/** What people leave in the timeline of a row. */
const BY_PEOPLE: ReadonlySet<string> = new Set([OFFBOARD_REQUESTED, EXCLUDED_BY_PERSON, INCLUDED]);

export class LookSession {
  readonly #ledger: Ledger;
  readonly #token: string;
  /** The row as the look found it: what differs from it later, others have left there. */
  readonly #began: MachineRecord;
  /** What people have said meanwhile: their lines in the timeline. */
  readonly #requests: TimelineEntry[] = [];
  #held: Held;

  /** `held` is the row as the look's beginning left it, with `token` as the running look. */
  constructor(ledger: Ledger, token: string, held: Held) {
    this.#ledger = ledger;
    this.#token = token;
    this.#began = held.record;
    this.#held = held;
  }

  /** The record as last saved. */
  get record(): MachineRecord {
    return this.#held.record;
  }

  /**
   * Saves the record. `finish` may change its marks, seeing what others have left on them.
   * Throws `LookLost` when another look has taken the row over.
   */
  async save(record: MachineRecord, finish: (record: MachineRecord) => MachineRecord = same): Promise<MachineRecord> {
    for (let attempt = 0; attempt < TRIES; attempt++) {
      const next = finish(this.#merged(record));
      const written = await this.#ledger.write(next, this.#held.etag);
      if (written !== 'conflict') {
        this.#held = { record: next, etag: written.etag };
        return next;
      }
      await this.#reread();
    }
    throw ledgerBusy();
  }

  /** Removes the row, unless somebody has left a request on it. Answers whether it is gone. */
  async remove(): Promise<boolean> {
    return (await this.#ledger.remove(this.#held.record.id, this.#held.etag)) === 'removed';
  }

  /** The record with what others have left on the row since the look began. */
  #merged(record: MachineRecord): MachineRecord {
    const { looks, offboard, absence } = this.#held.record;
    const isNew = offboard !== undefined && this.#began.offboard === undefined && record.offboard === undefined;
    const toldAt = absence?.toldAt;
    const isTold = toldAt !== undefined && toldAt !== this.#began.absence?.toldAt;
    const timeline = [...record.timeline, ...this.#requests.filter((entry) => !isNoted(entry, record))];
    return {
      ...this.#decided(record),
      ...(isNew && { offboard }),
      ...(isTold && { absence: { ...record.absence, toldAt } }),
      timeline,
      looks,
    };
  }

  /** A person has excluded the machine since, or let it in. */
  #decided({ exclusion: own, ...record }: MachineRecord): MachineRecord {
    const { exclusion: left } = this.#held.record;
    const exclusion = left?.at === this.#began.exclusion?.at ? own : left;
    return exclusion === undefined ? record : { ...record, exclusion };
  }

  async #reread(): Promise<void> {
    const held = await this.#ledger.read(this.#held.record.id);
    if (held === undefined || held.record.looks.running?.token !== this.#token) throw lookLost();
    const known = this.#held.record;
    const { timeline } = held.record;
    this.#requests.push(...timeline.filter((one) => BY_PEOPLE.has(one.event) && !isNoted(one, known)));
    this.#held = held;
  }
}

function isNoted({ at, message }: TimelineEntry, { timeline }: MachineRecord): boolean {
  return timeline.some((entry) => entry.at === at && entry.message === message);
}

/** Whether the failure says that another look has taken over, which is no trouble at all. */
export function isLookLost(error: unknown): boolean {
  return error instanceof Failure && error.code === 'LookLost';
}

function lookLost(): Failure {
  return new Failure('conflict', 'LookLost', 'Another look has taken this machine over.');
}

function same(record: MachineRecord): MachineRecord {
  return record;
}
