/**
 * Whether the inventory knows a machine, asked for many at once. An event may name any id, and a machine that the inventory
 * shows is no invention: reading it need not wait behind ids that somebody made up.
 */

import { foldCase } from '../foldCase.ts';
import type { MachineIndex } from './inventory.ts';
import { armId, type MachineId } from './machineId.ts';

/** Whether the inventory shows the machine. Throws what the inventory throws. */
export type InventoryLookup = (id: MachineId) => Promise<boolean>;

/** How long ids are collected for one query: it is asked only when the reads for unknown ids are used up. */
const COLLECT_MS = 1000;
/** Ids in one query: each has some 200 characters. */
const MOST_IDS = 100;

export interface InventoryLookupDeps {
  readonly index: MachineIndex;
  readonly sleep: (ms: number) => Promise<void>;
}

interface Batch {
  readonly ids: MachineId[];
  readonly shown: Promise<ReadonlySet<string>>;
}

/** One per process: it collects the ids of all who ask within a second. */
export function createInventoryLookup({ index, sleep }: InventoryLookupDeps): InventoryLookup {
  let open: Batch | undefined;

  function opened(): Batch {
    const ids: MachineId[] = [];
    const shown = sleep(COLLECT_MS).then(() => {
      if (open?.ids === ids) open = undefined;
      return index.shown(ids);
    });
    return { ids, shown };
  }

  return async (id) => {
    if (open === undefined || open.ids.length >= MOST_IDS) open = opened();
    open.ids.push(id);
    return (await open.shown).has(foldCase(armId(id)));
  };
}
