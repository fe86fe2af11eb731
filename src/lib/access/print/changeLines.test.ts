import { describe, expect, it } from 'vitest';
import type { Change, Withheld } from '../plan/change.ts';
import { changeLine, withheldLines } from './changeLines.ts';

const change = (principalId: string, rest: Partial<Change> = {}): Change => ({
  action: 'add',
  scope: '/subscriptions/s1',
  role: 'user',
  principalId,
  principalType: 'User',
  binding: 'web',
  reason: 'member',
  ...rest,
});
const withheld = (principalId: string, message: string, rest: Partial<Change> = {}): Withheld => ({
  ...change(principalId, rest),
  why: { code: 'GuardNewUsers', message },
});
const many = (count: number, message: string, rest: Partial<Change> = {}): Withheld[] =>
  Array.from({ length: count }, (_, i) => withheld(`p${i}`, message, rest));

describe('the line of a change', () => {
  it.each([
    ['User', '+ user role for Ops (p1) at /subscriptions/s1: member, web'],
    ['Group', '+ user role for group Ops (p1) at /subscriptions/s1: member, web'],
    ['ServicePrincipal', '+ user role for service principal Ops (p1) at /subscriptions/s1: member, web'],
    ['ForeignGroup', '+ user role for ForeignGroup Ops (p1) at /subscriptions/s1: member, web'],
  ])('says of a %s what it is', (principalType, line) => {
    expect(changeLine('+', change('p1', { principalType, principal: 'Ops' }))).toBe(line);
  });
});

describe('what is withheld', () => {
  it('comes under its reason, which each binding tells once', () => {
    const lines = withheldLines(
      [
        withheld('p1', 'Too many.'),
        withheld('p2', 'Too few.', { action: 'remove', reason: 'dropped', binding: null }),
        withheld('p3', 'Too many.', { path: ['Staff', 'Night shift'] }),
        withheld('p4', 'Too many.', { binding: 'sql' }),
      ],
      200,
    );

    expect(lines).toEqual([
      'web: Too many.',
      '  (+) user role for p1 at /subscriptions/s1: member',
      '  (+) user role for p3 at /subscriptions/s1: member through Staff > Night shift',
      'no binding: Too few.',
      '  (-) user role for p2 at /subscriptions/s1: dropped',
      'sql: Too many.',
      '  (+) user role for p4 at /subscriptions/s1: member',
    ]);
  });

  it('never hides a reason behind another one that has many changes', () => {
    const lines = withheldLines([...many(405, 'Too many.'), ...many(5, 'Too many.', { binding: 'sql' })], 200);

    expect(lines).toHaveLength(1 + 200 + 1 + 1 + 3 + 1);
    expect(lines[201]).toBe('  … and 205 more; --json shows all');
    expect(lines[202]).toBe('sql: Too many.');
    expect(lines.at(-1)).toBe('  … and 2 more; --json shows all');
  });

  it('shows so many reasons and no more', () => {
    const lines = withheldLines(
      Array.from({ length: 12 }, (_, i) => withheld(`p${i}`, `Exempt until ${i}.`)),
      10,
    );

    expect(lines).toHaveLength(10 * 2 + 1);
    expect(lines.at(-1)).toBe('… and 2 more reasons; --json shows all');
  });
});
