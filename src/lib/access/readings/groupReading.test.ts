import { describe, expect, it } from 'vitest';
import { aGroup } from '../../../../test/builders/accessWorld.ts';
import { NOON } from '../../../../test/builders/evidence.ts';
import { GROUP_GAP_TEXTS, GROUP_GAPS, LEFT_OUT_REASONS, LEFT_OUT_SENTENCES, unread } from './groupReading.ts';

describe('a group that could not be read', () => {
  const gap = { reason: 'PageFailed', detail: 'page 3' } as const;

  it('keeps what was known of it, with the doubt and since when', () => {
    const previous = aGroup('staff', ['ann'], { readAt: NOON - 9000 });

    expect(unread('staff', previous, gap, NOON)).toEqual({ ...previous, readAt: NOON, gap: { ...gap, since: NOON } });
  });

  it('keeps since when, however the reason changes', () => {
    const before = unread('staff', undefined, gap, NOON - 9000);

    expect(unread('staff', before, { reason: 'ReadDenied', detail: '403' }, NOON).gap).toEqual({
      reason: 'ReadDenied',
      detail: '403',
      since: NOON - 9000,
    });
  });

  it('has nobody in it when it was never read', () => {
    expect(unread('staff', undefined, gap, NOON)).toMatchObject({
      groupId: 'staff',
      eligible: [],
      roleAssignable: null,
    });
  });
});

describe('what people are told', () => {
  it.each(LEFT_OUT_REASONS)('%s is a sentence', (reason) => {
    expect(LEFT_OUT_SENTENCES[reason]).toMatch(/^[A-Z].*\.$/);
  });

  it.each(GROUP_GAPS)('%s is a sentence, with a way out', (gap) => {
    const { sentence, fix } = GROUP_GAP_TEXTS[gap];

    expect([sentence, fix]).toEqual([expect.stringMatching(/^[A-Z].*\.$/), expect.stringMatching(/^[A-Z].*\.$/)]);
  });
});
