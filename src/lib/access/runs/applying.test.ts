import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { NOON } from '../../../../test/builders/evidence.ts';
import { minutes, seconds } from '../../time.ts';
import { type Applying, beginApplying, isOver, looked, nextLookMs, roomFor, withSent } from './applying.ts';

const at = (parts: Partial<Applying> = {}): Applying => ({ ...beginApplying(1000, 0, NOON), ...parts });

describe('how many changes may be sent', () => {
  it.each<[string, Partial<Applying>, number]>([
    ['at the beginning, as many as may be under way', {}, 500],
    ['fewer, when there are fewer', { total: 3 }, 3],
    ['what is left', { sent: 990, ended: 900 }, 10],
    ['none while all that may be under way is', { sent: 600, ended: 100 }, 0],
    ['as many as have ended', { sent: 600, ended: 130 }, 30],
    ['none when all are sent', { sent: 1000, ended: 1000 }, 0],
  ])('%s', (_when, parts, room) => {
    expect(roomFor(at(parts))).toBe(room);
  });
});

describe('a run that applies', () => {
  it('is over when everything has ended', () => {
    expect(isOver(at({ total: 2, sent: 2, ended: 1 }), NOON)).toBe(false);
    expect(isOver(at({ total: 2, sent: 2, ended: 2 }), NOON)).toBe(true);
  });

  it('is over when a clock five hours ahead has told of the last that ended', () => {
    expect(isOver(at({ sent: 5, movedAt: NOON + minutes(300) }), NOON)).toBe(true);
  });

  it('is over when nothing has ended for ten minutes, for then messages are lost', () => {
    const applying = at({ sent: 5, movedAt: NOON });

    expect(isOver(applying, NOON + minutes(10) - 1)).toBe(false);
    expect(isOver(applying, NOON + minutes(10))).toBe(true);
  });

  it.each<[string, boolean, number]>([
    ['somebody asks for another run', true, NOON],
    ['it has sent for nine minutes', false, NOON + minutes(9)],
  ])('sends no more once %s, and waits for what it has sent', (_why, awaited, now) => {
    const before = at({ sent: 40, ended: 10 });

    const after = looked(before, 12, awaited, now);

    expect(after).toEqual({ ...before, total: 40, ended: 12, movedAt: now });
    expect(roomFor(after)).toBe(0);
    expect(isOver(after, now)).toBe(false);
    expect(isOver(looked(after, 40, awaited, now), now)).toBe(true);
  });

  it('sends the least that it owes to its plan before it stops for another run', () => {
    const before = at({ least: 60, sent: 40, ended: 40 });

    const after = looked(before, 40, true, NOON);

    expect(after.total).toBe(60);
    expect(isOver(after, NOON)).toBe(false);
    expect(roomFor(after)).toBe(20);
    expect(looked(withSent(after, 20, NOON), 60, true, NOON).total).toBe(60);
  });

  it('has not moved when nothing new has ended and nothing is sent', () => {
    const before = at({ sent: 40, ended: 10 });

    expect(withSent(looked(before, 10, false, NOON + 5), 0, NOON + 5)).toEqual(before);
    expect(withSent(before, 2, NOON + 5)).toEqual({ ...before, sent: 42, movedAt: NOON + 5 });
  });

  it('is looked at soon while it is young, and every 15 seconds later', () => {
    const after = (ms: number) => nextLookMs(at(), NOON + ms);

    expect([after(0), after(seconds(40)), after(minutes(30))]).toEqual([seconds(2), seconds(10), seconds(15)]);
    expect(after(seconds(13) + 1)).toBe(3250);
  });

  it('never has more than 500 under way, and sends each once', () => {
    fc.assert(
      fc.property(fc.nat(2000), fc.array(fc.nat(600), { maxLength: 40 }), (total, steps) => {
        let applying = beginApplying(total, 0, NOON);
        for (const ending of steps) {
          applying = looked(applying, Math.min(applying.sent, applying.ended + ending), false, NOON);
          applying = withSent(applying, roomFor(applying), NOON);
          expect(applying.sent - applying.ended).toBeLessThanOrEqual(500);
          expect(applying.sent).toBeLessThanOrEqual(total);
        }
      }),
    );
  });
});
