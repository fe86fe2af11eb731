/** What was removed, on record for whoever looks into it later: JSON lines, without names of people or texts of others. */
import { appendFile, writeFile } from 'node:fs/promises';
import { resolve } from 'node:path';
import type { RemoveOutcome } from '../../src/lib/access/assignmentWriter.ts';
import type { Grant } from '../../src/lib/access/ownership.ts';
import { Failure } from '../../src/lib/errors.ts';
import { type Instant, toIso } from '../../src/lib/time.ts';

export interface RemovalLine extends Grant {
  readonly at: string;
  /** Name of the role assignment. */
  readonly assignment: string;
  /** Of the call, in the activity log of Azure. */
  readonly correlationId: string;
  /** `begun`: the call is about to be made. A removal with no other line was cut off, and may have been made. */
  readonly outcome: 'begun' | RemoveOutcome['kind'] | 'failed';
  /** What Azure called it when it was not removed. */
  readonly code?: string;
}

export interface RemovalRecord {
  readonly path: string;
  write(line: RemovalLine): Promise<void>;
}

/**
 * A record in a new file of this folder, for nobody's eyes but those of who runs the command.
 *
 * @throws Failure rejected `RecordUnwritable`
 */
export async function openRemovalRecord(folder: string, now: Instant): Promise<RemovalRecord> {
  // Colons do not fit into the name of a file everywhere.
  const path = resolve(folder, `offboard-${toIso(now).replaceAll(':', '-')}.jsonl`);
  await written(path, () => writeFile(path, '', { flag: 'wx', mode: 0o600 }));
  return { path, write: (line) => written(path, () => appendFile(path, `${JSON.stringify(line)}\n`)) };
}

/** Nothing is removed that cannot be put on record. */
async function written(path: string, write: () => Promise<void>): Promise<void> {
  try {
    await write();
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    throw new Failure(
      'rejected',
      'RecordUnwritable',
      `${path}, where removals are put on record, cannot be written: ${why}`,
    );
  }
}
