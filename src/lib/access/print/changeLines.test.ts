import { describe, expect, it } from 'vitest';
import type { Change, Withheld } from '../plan/change.ts';
import { changeLines, placeText, withheldLines } from './changeLines.ts';
import type { Line } from './line.ts';

const LEFT = { action: 'remove', reason: 'leftGroup' } as const;

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

const texts = (lines: readonly Line[]) => lines.map(({ text }) => text);
const SUBSCRIPTION = '/subscriptions/11111111-1111-4111-8111-111111111111';
const machine = (name: string) =>
  `${SUBSCRIPTION}/resourceGroups/rg-web/providers/Microsoft.HybridCompute/machines/${name}`;

describe('the line of a change', () => {
  it.each([
    ['User', '+ Ops (p1) at /subscriptions/s1: member'],
    ['Group', '+ group Ops (p1) at /subscriptions/s1: member'],
    ['ServicePrincipal', '+ service principal Ops (p1) at /subscriptions/s1: member'],
    ['ForeignGroup', '+ ForeignGroup Ops (p1) at /subscriptions/s1: member'],
  ])('says of a %s what it is', (principalType, line) => {
    expect(texts(changeLines([change('p1', { principalType, principal: 'Ops' })], []))).toEqual([line]);
  });

  it('names somebody once a reason, with all places', () => {
    const adds = [machine('web-01'), machine('web-02')].map((scope) => change('p1', { scope }));

    expect(changeLines([...adds, change('p1', { path: ['A', 'B'] })], [change('p2', LEFT)])).toEqual([
      { text: '- p2 at /subscriptions/s1: leftGroup', kind: 'remove' },
      { text: '+ p1 at machine web-01 (rg-web), machine web-02 (rg-web): member', kind: 'add' },
      { text: '+ p1 at /subscriptions/s1: member through A > B', kind: 'add' },
    ]);
  });

  it('shows two hundred, and says how many more there are', () => {
    const adds = Array.from({ length: 203 }, (_, i) => change(`p${i}`));

    expect(texts(changeLines(adds, [])).slice(199)).toEqual([
      '+ p199 at /subscriptions/s1: member',
      '… and 3 more; --json shows all',
    ]);
  });

  it.each([
    ['/providers/Microsoft.Management/managementGroups/prod', 'management group prod'],
    [SUBSCRIPTION, 'subscription 11111111-1111-4111-8111-111111111111'],
    [`${SUBSCRIPTION}/resourceGroups/rg-web`, 'resource group rg-web'],
    [machine('web-01'), 'machine web-01 (rg-web)'],
    ['/providers/x', '/providers/x'],
  ])('calls %s by its name', (scope, text) => {
    expect(placeText(scope)).toBe(text);
  });
});

describe('what is withheld', () => {
  it('comes under its reason, which is told once', () => {
    const lines = withheldLines([
      withheld('p1', 'Too many.'),
      withheld('p2', 'Too few.', { action: 'remove', reason: 'dropped', binding: null }),
      withheld('p3', 'Too many.', { path: ['Staff', 'Night shift'] }),
    ]);

    expect(texts(lines)).toEqual([
      'Withheld: Too many.',
      '  (+) p1 at /subscriptions/s1: member',
      '  (+) p3 at /subscriptions/s1: member through Staff > Night shift',
      'Withheld: Too few.',
      '  (-) p2 at /subscriptions/s1: dropped',
    ]);
    expect(lines.map(({ kind }) => kind === 'withheld')).toEqual([true, false, false, true, false]);
  });

  it('never hides a reason behind another one that has many changes', () => {
    const lines = texts(withheldLines([...many(405, 'Too many.'), ...many(5, 'Too few.')]));

    expect(lines).toHaveLength(1 + 200 + 1 + 1 + 3 + 1);
    expect(lines[201]).toBe('  … and 205 more; --json shows all');
    expect(lines[202]).toBe('Withheld: Too few.');
    expect(lines.at(-1)).toBe('  … and 2 more; --json shows all');
  });

  it('shows so many reasons and no more', () => {
    const lines = texts(withheldLines(Array.from({ length: 202 }, (_, i) => withheld(`p${i}`, `Exempt until ${i}.`))));

    expect(lines).toHaveLength(200 * 2 + 1);
    expect(lines.at(-1)).toBe('… and 2 more reasons; --json shows all');
  });
});
