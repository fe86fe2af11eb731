import { describe, expect, it } from 'vitest';
import { NOON } from '../../../test/builders/evidence.ts';
import { aMachineId } from '../../../test/builders/machine.ts';
import { aRecord } from '../../../test/builders/record.ts';
import { attempted, attempting, firstSight, type MachineRecord, note, withSummary } from './record.ts';
import { RECONCILE } from './requests.ts';

const times = (n: number, change: (record: MachineRecord, index: number) => MachineRecord) =>
  Array.from({ length: n }, (_, index) => index).reduce(change, aRecord());

describe('firstSight', () => {
  it('is a machine that nobody has looked at', () => {
    expect(firstSight(aMachineId(), NOON)).toMatchObject({
      state: 'Discovered',
      reason: 'NotLookedAt',
      firstSeenAt: NOON,
      attempts: [],
      looks: {},
      timeline: [{ at: NOON, event: 'FirstSeen' }],
    });
  });
});

describe('note', () => {
  it('adds a line and keeps the newest fifty', () => {
    const record = times(60, (before, index) => note(before, NOON + index, 'Event', `line ${index}`));

    expect(record.timeline).toHaveLength(50);
    expect(record.timeline[0]?.message).toBe('line 10');
    expect(record.timeline.at(-1)).toEqual({ at: NOON + 59, event: 'Event', message: 'line 59' });
  });

  it('keeps a line short', () => {
    const record = note(aRecord(), NOON, 'Event', 'x'.repeat(1000));

    expect(record.timeline.at(-1)?.message).toBe(`${'x'.repeat(299)}…`);
  });
});

describe('attempts', () => {
  it('are on record as requested before they are made', () => {
    const record = attempting(aRecord(), NOON, 'enableIdentity');

    expect(record.attempts).toEqual([{ at: NOON, what: 'enableIdentity', outcome: 'requested' }]);
  });

  it('keep the newest twenty', () => {
    const record = times(25, (before, index) => attempting(before, NOON + index, 'installExtension'));

    expect(record.attempts.map(({ at }) => at - NOON)).toEqual([
      5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16, 17, 18, 19, 20, 21, 22, 23, 24,
    ]);
  });

  it('tell how the newest went, with the code when there is one', () => {
    const two = attempting(attempting(aRecord(), NOON, 'enableIdentity'), NOON + 1, 'installExtension');

    const refused = attempted(two, 'refused', 'PolicyViolation');
    const accepted = attempted(two, 'accepted');

    expect(refused.attempts).toEqual([
      { at: NOON, what: 'enableIdentity', outcome: 'requested' },
      { at: NOON + 1, what: 'installExtension', outcome: 'refused', code: 'PolicyViolation' },
    ]);
    expect(accepted.attempts.at(-1)).toEqual({ at: NOON + 1, what: 'installExtension', outcome: 'accepted' });
  });
});

describe('withSummary', () => {
  const failed = { state: 'Failed', reason: 'InstallFailed', message: 'It failed.', fix: 'Mend it.' } as const;

  it('takes over state, reason, sentence and fix, and puts the change in the timeline', () => {
    const record = withSummary(aRecord(), failed, NOON + 5);

    expect(record).toMatchObject({ ...failed, updatedAt: NOON + 5 });
    expect(record.timeline.at(-1)).toEqual({ at: NOON + 5, event: 'Failed', message: 'InstallFailed: It failed.' });
  });

  it('names the machine in what people are told to ask for', () => {
    const record = withSummary(aRecord(), { ...failed, fix: RECONCILE }, NOON);

    expect(record.fix).toContain('/rg-web/srv-1/reconcile');
  });

  it('adds no line while state and reason stay', () => {
    const once = withSummary(aRecord(), failed, NOON + 5);

    const twice = withSummary(once, { ...failed, message: 'It failed again.' }, NOON + 9);

    expect(twice.timeline).toEqual(once.timeline);
    expect(twice).toMatchObject({ message: 'It failed again.', updatedAt: NOON + 9 });
  });

  it('adds a line when only the reason changes', () => {
    const once = withSummary(aRecord(), failed, NOON + 5);

    const twice = withSummary(once, { ...failed, reason: 'MdmIdMissing' }, NOON + 9);

    expect(twice.timeline).toHaveLength(once.timeline.length + 1);
  });

  it('drops a fix that no longer applies', () => {
    const once = withSummary(aRecord(), failed, NOON + 5);

    const ready = withSummary(once, { state: 'Ready', reason: 'Ready', message: 'Fine.' }, NOON + 9);

    expect(ready).not.toHaveProperty('fix');
  });
});
