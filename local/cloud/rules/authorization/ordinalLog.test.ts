import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { ordinalLog } from './ordinalLog.ts';

describe('a log of ordinals', () => {
  it('holds, behind any ordinal, what was added and not removed, in order', () => {
    const change = fc.oneof(
      fc.record({ add: fc.integer({ min: 1, max: 3 }) }),
      fc.record({ remove: fc.nat({ max: 20 }) }),
    );

    fc.assert(
      fc.property(fc.array(change, { maxLength: 60 }), fc.integer({ min: -1, max: 60 }), (changes, behind) => {
        const log = ordinalLog<{ readonly ordinal: number }>();
        let expected: { readonly ordinal: number }[] = [];
        let ordinal = 0;
        for (const one of changes) {
          if ('add' in one) {
            const entry = { ordinal };
            ordinal += one.add;
            log.add(entry);
            expected.push(entry);
          } else {
            const gone = expected[one.remove];
            if (gone) log.remove(gone);
            expected = expected.filter((entry) => entry !== gone);
          }
        }

        expect([...log.after(behind)]).toEqual(expected.filter((entry) => entry.ordinal > behind));
        expect(log.size()).toBe(expected.length);
      }),
    );
  });
});
