import { describe, expect, it } from 'vitest';
import { NOON } from '../../../test/builders/evidence.ts';
import { aRecord } from '../../../test/builders/record.ts';
import { offboardingAsked, offboardingWith } from './offboardingOnRecord.ts';

const REQUEST = { requestedAt: NOON, by: 'ada@contoso.com', reason: 'Decommissioned.' };
const newest = (record: ReturnType<typeof aRecord>) => record.timeline.at(-1);

describe('offboardingAsked', () => {
  it('puts down who asked, when and why', () => {
    const record = offboardingAsked(aRecord(), REQUEST);

    expect(record.offboard).toEqual(REQUEST);
    expect(newest(record)).toEqual({
      at: NOON,
      event: 'OffboardRequested',
      message: 'ada@contoso.com asked for the machine to leave Microsoft Entra. Reason: Decommissioned.',
    });
  });

  it('needs neither a name nor a reason', () => {
    const record = offboardingAsked(aRecord(), { requestedAt: NOON });

    expect(record.offboard).toEqual({ requestedAt: NOON });
    expect(newest(record)?.message).toBe('A person asked for the machine to leave Microsoft Entra.');
  });

  it('keeps what fits of either', () => {
    const { offboard } = offboardingAsked(aRecord(), { ...REQUEST, by: 'a'.repeat(3000), reason: 'r'.repeat(3000) });

    expect([offboard?.by?.length, offboard?.reason?.length]).toEqual([200, 500]);
  });

  it('notes a second request with its reason, and keeps the first', () => {
    const before = offboardingAsked(aRecord(), REQUEST);

    const record = offboardingAsked(before, { requestedAt: NOON + 1, by: 'bob@contoso.com', reason: 'Sold.' });

    expect(record.offboard).toEqual(REQUEST);
    expect(newest(record)).toEqual({
      at: NOON + 1,
      event: 'OffboardRequested',
      message: 'bob@contoso.com asked for the machine to leave Microsoft Entra. Reason: Sold.',
    });
  });

  it('changes nothing for the same request once more', () => {
    const before = offboardingAsked(aRecord(), REQUEST);

    expect(offboardingAsked(before, { ...REQUEST, requestedAt: NOON + 1 })).toBe(before);
  });
});

describe('offboardingWith', () => {
  it('adds the news', () => {
    const record = offboardingAsked(aRecord(), REQUEST);

    expect(offboardingWith(record, { removals: 1 }).offboard).toEqual({ ...REQUEST, removals: 1 });
  });

  it('has none for a machine that is not to leave', () => {
    const record = aRecord();

    expect(offboardingWith(record, { removals: 1 })).toBe(record);
  });
});
