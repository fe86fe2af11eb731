/** One row with a date that no calendar has must not spoil what shows it: such a row is damaged, in every table. */
import { describe, expect, it } from 'vitest';
import { readChangeRecord } from '../../src/lib/access/apply/changeRecord.ts';
import { readReservations } from '../../src/lib/access/budgets/reservations.ts';
import { readGrant } from '../../src/lib/access/grants.ts';
import { readQuarantine } from '../../src/lib/access/quarantine/quarantine.ts';
import { readRun } from '../../src/lib/access/runRecord.ts';
import { readPauses } from '../../src/lib/onboarding/pause.ts';
import { readRollout } from '../../src/lib/onboarding/rollout.ts';
import { aChange } from './changes.contract.ts';
import { aGrant } from './grants.contract.ts';
import { aQuarantine } from './quarantines.contract.ts';
import { NOW } from './records.ts';
import { aRun } from './runs.contract.ts';

const change = aChange();

const readings: readonly (readonly [what: string, read: (at: number) => unknown])[] = [
  ['a run', (at) => readRun(aRun().id, { ...aRun(), startedAt: at })],
  ['the end of a run', (at) => readRun(aRun().id, { ...aRun(), finishedAt: at })],
  ['a quarantine', (at) => readQuarantine(aQuarantine().id, { ...aQuarantine(), expiresAt: at })],
  ['a grant', (at) => readGrant(aGrant().name, { ...aGrant(), at })],
  ['a change', (at) => readChangeRecord(change.runId, change.id, { ...change, at })],
  ['a budget', (at) => readReservations({ version: 1, entries: [{ principal: 'x', at }] })],
  [
    'a pause',
    (at) => readPauses({ version: 1, pauses: { all: { until: at, reason: 'r', by: 'b', at: NOW } }, history: [] }),
  ],
  ['the rollout', (at) => readRollout({ version: 1, inFlight: [{ machine: 'm', since: at }], outcomes: [] })],
];

describe('a date that no calendar has', () => {
  it.each(readings)('makes %s unreadable', (_what, read) => {
    expect(read(NOW)).toBeDefined();
    expect(read(9e15)).toBeUndefined();
  });
});
