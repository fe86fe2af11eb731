/** No ledger of grants: nothing is written yet, so nothing is on record. */
import type { Grants } from '../lib/access/grants.ts';

export const NO_GRANTS: Grants = {
  list: async () => new Map(),
  save: async () => undefined,
  remove: async () => undefined,
};
