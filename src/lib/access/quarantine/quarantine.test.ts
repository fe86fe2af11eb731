import { describe, expect, it } from 'vitest';
import { NOON } from '../../../../test/builders/evidence.ts';
import { hours } from '../../time.ts';
import {
  type Decision,
  decided,
  decisionAt,
  isQuarantineId,
  obsoleted,
  pendingQuarantine,
  type Quarantine,
  quarantineId,
  readQuarantine,
  statusAt,
} from './quarantine.ts';

const HASH = '0123456789abcdef'.repeat(4);
const DAY = hours(24);

const pending = pendingQuarantine({ binding: 'staff', kind: 'additions', hash: HASH, why: 'Many.', count: 6 }, NOON);
const says = (what: Decision['what'], hash = HASH): Decision => ({ what, hash, by: 'ada', reason: 'As agreed.' });

function after(what: Decision['what'], at = NOON): Quarantine {
  const outcome = decided(pending, says(what), at);
  if (!outcome.ok) throw new Error(outcome.because);
  return outcome.quarantine;
}

const approved = after('approve', NOON + DAY);
const rejected = after('reject', NOON + DAY);
const obsolete = obsoleted(pending);

describe('a quarantine', () => {
  it('is pending for seven days when it is made', () => {
    expect(pending).toMatchObject({ status: 'pending', createdAt: NOON, expiresAt: NOON + 7 * DAY, count: 6 });
    expect(isQuarantineId(pending.id)).toBe(true);
  });

  it('keeps what it holds, whatever becomes of it', () => {
    for (const one of [approved, rejected, obsolete]) {
      const { status: _status, decision: _decision, ...held } = one;
      const { status: _before, ...before } = pending;
      expect(held).toEqual(before);
    }
  });

  it.each([
    ['pending', pending, NOON, 'pending', false],
    ['pending on its last day', pending, NOON + 7 * DAY - 1, 'pending', false],
    ['pending when seven days are over', pending, NOON + 7 * DAY, 'expired', false],
    ['approved', approved, NOON + DAY, 'approved', true],
    ['approved, for 24 hours', approved, NOON + 2 * DAY - 1, 'approved', true],
    ['approved, when 24 hours are over', approved, NOON + 2 * DAY, 'expired', false],
    ['rejected, for seven days', rejected, NOON + 8 * DAY - 1, 'rejected', true],
    ['rejected, when seven days are over', rejected, NOON + 8 * DAY, 'rejected', false],
    ['obsolete', obsolete, NOON, 'obsolete', false],
    ['obsolete, for good', obsolete, NOON + 9 * DAY, 'obsolete', false],
  ] as const)('that is %s', (_what, quarantine, now, status, inForce) => {
    expect(statusAt(quarantine, now)).toBe(status);
    expect(decisionAt(quarantine, now) !== undefined).toBe(inForce);
  });
});

describe('a decision', () => {
  it.each([
    ['approve', 'approved', DAY],
    ['reject', 'rejected', 7 * DAY],
  ] as const)('to %s is on record with who, why and until when', (what, status, holds) => {
    expect(after(what, NOON + 5)).toMatchObject({
      status,
      decision: { at: NOON + 5, by: 'ada', reason: 'As agreed.', until: NOON + 5 + holds },
    });
  });

  it('may write the hash in capitals', () => {
    expect(decided(pending, says('approve', HASH.toUpperCase()), NOON).ok).toBe(true);
  });

  it.each<readonly [what: string, Quarantine, now: number, hash: string, because: string]>([
    ['with the hash of another', pending, NOON, 'f'.repeat(64), 'otherHash'],
    ['made before, the other way', rejected, NOON + DAY, HASH, 'rejected'],
    ['too late', pending, NOON + 7 * DAY, HASH, 'expired'],
    ['on an approval that is over', approved, NOON + 3 * DAY, HASH, 'expired'],
    ['on what is not withheld any more', obsolete, NOON, HASH, 'obsolete'],
  ])('%s is refused', (_what, quarantine, now, hash, because) => {
    for (const what of ['approve', 'reject'] as const) {
      expect(decided(quarantine, says(what, hash), now)).toEqual({ ok: false, because });
    }
  });
});

describe('an approval', () => {
  it('is withdrawn by a rejection while it holds, and stays on record', () => {
    const outcome = decided(approved, { ...says('reject'), by: 'ben', reason: 'A mistake.' }, NOON + 2 * DAY - 1);

    expect(outcome).toEqual({
      ok: true,
      quarantine: {
        ...approved,
        status: 'rejected',
        decision: { at: NOON + 2 * DAY - 1, by: 'ben', reason: 'A mistake.', until: NOON + 9 * DAY - 1 },
        withdrawn: { at: NOON + DAY, by: 'ada', reason: 'As agreed.' },
      },
    });
  });

  it.each([
    ['a second one, whatever the hash', 'approve', 'f'.repeat(64), NOON + DAY, 'approved'],
    ['a rejection with another hash', 'reject', 'f'.repeat(64), NOON + DAY, 'otherHash'],
    ['a rejection when it is over', 'reject', HASH, NOON + 2 * DAY, 'expired'],
  ] as const)('refuses %s', (_what, what, hash, now, because) => {
    expect(decided(approved, says(what, hash), now)).toEqual({ ok: false, because });
  });

  it('that was withdrawn is refused, and so is a second withdrawal', () => {
    const withdrawn = decided(approved, says('reject'), NOON + DAY);
    if (!withdrawn.ok) throw new Error(withdrawn.because);

    for (const what of ['approve', 'reject'] as const)
      expect(decided(withdrawn.quarantine, says(what), NOON + DAY)).toEqual({ ok: false, because: 'rejected' });
  });
});

describe('the id of a quarantine', () => {
  it('sorts later ones first, and tells apart what is made at once', () => {
    expect(quarantineId(NOON + 1, HASH) < quarantineId(NOON, HASH)).toBe(true);
    expect(quarantineId(NOON, HASH)).toBe(pending.id);
    expect(quarantineId(NOON, 'f'.repeat(64))).not.toBe(pending.id);
  });
});

describe('what was stored', () => {
  const { id, ...stored } = approved;

  it('is read as it was', () => {
    expect(readQuarantine(id, stored)).toEqual(approved);
  });

  it.each([
    ['under another kind of id', 'x', stored],
    ['with a status that is none', id, { ...stored, status: 'maybe' }],
    ['as nothing', id, undefined],
  ])('%s is not', (_what, as, value) => {
    expect(readQuarantine(as, value)).toBeUndefined();
  });
});
