import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { evidence } from '../../../test/builders/evidence.ts';
import { aMachineId } from '../../../test/builders/machine.ts';
import { fullRecord, NOW } from '../../../test/contract/records.ts';
import { viewOf } from '../status/machineView.ts';
import { lookNeed } from './lookNeed.ts';
import { readRecord } from './recordSchema.ts';
import { summed } from './reflect.ts';
import { wantedSince } from './timeToReady.ts';

const FULL = fullRecord(aMachineId());

/** Every place in a JSON value. */
function placesIn(value: unknown, path: readonly string[] = []): (readonly string[])[] {
  if (typeof value !== 'object' || value === null) return [path];
  return [path, ...Object.entries(value).flatMap(([key, part]) => placesIn(part, [...path, key]))];
}

/** A copy with another value at that place; without a value there, when it is undefined. */
function replaced(value: unknown, [key, ...rest]: readonly string[], by: unknown): unknown {
  if (key === undefined) return by;
  if (Array.isArray(value))
    return value.map((part: unknown, at) => (String(at) === key ? replaced(part, rest, by) : part));
  const held = Object.fromEntries(Object.entries(value ?? {}));
  return { ...held, [key]: replaced(held[key], rest, by) };
}

const odd = fc.oneof(
  fc.constantFrom<unknown>(undefined, null, {}, [], '', 'x', -1, 9e15, 0.5, true, [null], { x: null }),
  fc.jsonValue(),
);

describe('a stored record', () => {
  it('is read as it was written', () => {
    expect(readRecord(structuredClone(FULL))).toEqual(FULL);
  });

  it('keeps what a newer version has written, also inside of other fields', () => {
    const newer = { ...FULL, later: { a: 1 }, looks: { ...FULL.looks, later: 2 } };

    expect(readRecord(newer)).toEqual(newer);
  });

  it('without one of the conditions has none: they are judged anew', () => {
    const { Connected: _new, ...conditions } = FULL.conditions ?? {};

    expect(readRecord({ ...FULL, conditions })).toEqual({ ...FULL, conditions: undefined });
  });

  it.each(['reason', 'conditions.Eligible.reason'])('may have a %s of another version', (place) => {
    expect(readRecord(replaced(FULL, place.split('.'), 'OfAnotherVersion'))).toBeDefined();
  });

  it.each<readonly [string, unknown]>([
    ['looks', null],
    ['id', {}],
    ['id.name', '..'],
    ['firstSeenAt', 9e15],
    ['attempts', undefined],
    ['timeline', [null]],
    ['trouble.reason', 'OfAnotherVersion'],
    ['held', 'OfAnotherVersion'],
    ['state', 'OfAnotherVersion'],
    ['version', 2],
  ])('with an odd %s is damaged: %o', (place, by) => {
    expect(readRecord(replaced(FULL, place.split('.'), by))).toBeUndefined();
  });

  it('that can be read can be shown, swept and summed up, whatever is odd in it', () => {
    fc.assert(
      fc.property(fc.constantFrom(...placesIn(FULL)), odd, (place, by) => {
        const record = readRecord(JSON.parse(JSON.stringify(replaced(FULL, place, by) ?? null)));
        if (record === undefined) return;
        const { now, ...given } = evidence({ now: NOW });
        expect(() => {
          viewOf(record);
          lookNeed(record, { ...given, now });
          summed(record, record.conditions, 'enforce', now);
          wantedSince(record);
        }).not.toThrow();
      }),
      { numRuns: 3000 },
    );
  });
});
