import { describe, expect, it } from 'vitest';
import { atMost, type Limit, refillMs, tokensAt, using } from './gcra.ts';

const NOW = 1_000_000;
const TEN_A_SECOND: Limit = { ratePerSecond: 10, burst: 5 };

describe('tokensAt', () => {
  it.each([
    { title: 'an unused bucket is full', tat: 0, tokens: 5 },
    { title: 'one that is full now, too', tat: NOW, tokens: 5 },
    { title: 'one that is full in two spacings lacks two', tat: NOW + 200, tokens: 3 },
    { title: 'one that was emptied ahead of time has fewer than none', tat: NOW + 700, tokens: -2 },
  ])('$title', ({ tat, tokens }) => {
    expect(tokensAt(tat, TEN_A_SECOND, NOW)).toBe(tokens);
  });
});

describe('using', () => {
  it('takes tokens out, which come back with time, but never above the burst', () => {
    const emptied = using(0, TEN_A_SECOND, NOW, 5);

    expect(tokensAt(emptied, TEN_A_SECOND, NOW)).toBe(0);
    expect(tokensAt(emptied, TEN_A_SECOND, NOW + refillMs(2, TEN_A_SECOND))).toBe(2);
    expect(tokensAt(emptied, TEN_A_SECOND, NOW + 3_600_000)).toBe(5);
  });
});

describe('atMost', () => {
  it('leaves so many tokens', () => {
    expect(tokensAt(atMost(0, TEN_A_SECOND, NOW, 2), TEN_A_SECOND, NOW)).toBe(2);
  });

  it('never makes a bucket looser', () => {
    expect(atMost(NOW + 1000, TEN_A_SECOND, NOW, 5)).toBe(NOW + 1000);
  });
});
