import { describe, expect, it } from 'vitest';
import { NOON, someSettings } from '../../../test/builders/evidence.ts';
import { aMachine, anExtension, TENANT } from '../../../test/builders/machine.ts';
import { aRecord } from '../../../test/builders/record.ts';
import { departed } from './history.ts';
import type { ObservedMachine } from './machine.ts';
import { offboarded } from './offboardingOnRecord.ts';
import { type Reading, reflect, summed } from './reflect.ts';
import { secondsToReady, wantedSince } from './timeToReady.ts';

const reading = (machine: Partial<ObservedMachine> = {}, parts: Partial<Reading> = {}): Reading => ({
  machine: aMachine(machine),
  tenantId: TENANT,
  settings: someSettings(),
  now: NOON + 1000,
  ...parts,
});

const READY = { extensions: [anExtension()] };

describe('since when a machine is wanted', () => {
  const EXCLUDED = { tags: { ArcEntraSignIn: 'exclude' } };
  const MONTH = NOON + 30 * 24 * 3_600_000;

  it('is first sight of a machine that is selected from the beginning', () => {
    const first = reflect(aRecord(), reading());
    const later = reflect(first, reading(READY, { now: MONTH }));

    expect(secondsToReady(later)).toBe((MONTH - NOON) / 1000);
  });

  it.each([
    ['was excluded', reflect(aRecord(), reading(EXCLUDED))],
    ['nobody had asked for', reflect(aRecord(), reading({}, { settings: someSettings({ onboard: [] }) }))],
    ['had left', offboarded({ ...reflect(aRecord(), reading({ ...EXCLUDED, ...READY })) }, NOON + 5)],
    ['was gone', summed(departed(reflect(aRecord(), reading()), NOON + 5), 'absent', 'enforce', NOON + 5)],
  ])('is when one is taken that %s', (_what, left) => {
    const taken = reflect(left, reading({}, { now: MONTH }));
    const ready = reflect(taken, reading(READY, { now: MONTH + 64_000 }));

    expect(wantedSince(taken)).toBe(MONTH);
    expect(secondsToReady(ready)).toBe(64);
  });

  it('does not change when a machine that was ready is left alone for a while', () => {
    const ready = reflect(aRecord(), reading(READY, { now: NOON + 64_000 }));
    const left = reflect(ready, reading({ ...READY, ...EXCLUDED }, { now: MONTH }));

    expect(secondsToReady(reflect(left, reading(READY, { now: MONTH + 1 })))).toBe(64);
  });

  it('is unknown of one that never was ready', () => {
    expect(secondsToReady(aRecord())).toBeUndefined();
  });
});
