/** The ledger of grants in memory: for simulations on virtual time. Held to the same contract as the real one. */
import { placeKey, placeOf } from '../../src/lib/access/assignment.ts';
import { type GrantRecord, type Grants, grantName } from '../../src/lib/access/grants.ts';

/** No grants yet; all instances of a simulated app may share them. */
export function createMemoryGrants(): Grants {
  const places = new Map<string, Map<string, GrantRecord>>();
  const at = (key: string): Map<string, GrantRecord> => places.get(key) ?? new Map<string, GrantRecord>();
  return {
    async list(place) {
      return structuredClone(at(placeKey(place)));
    },
    async save(records) {
      for (const record of records) {
        const key = placeKey(placeOf(record.scope));
        places.set(key, at(key).set(grantName(record.name), structuredClone(record)));
      }
    },
    async remove(scope, name) {
      at(placeKey(placeOf(scope))).delete(grantName(name));
    },
  };
}
