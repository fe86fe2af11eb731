import { describe, expect, it } from 'vitest';
import { bindingRow, DENIALS_ROW, floorRow, REMOVALS_ROW } from './budgetKeys.ts';

const NAMES = [null, 'null', 'staff', 'Staff', 'a/b', 'a\\b', '#?', '%2f', 'ünïcödé 😀', '\ud800', 'x'.repeat(100), ''];

describe('rows of budgets', () => {
  it('are one a binding and kind, and none of them is that of all bindings', () => {
    const keys = NAMES.flatMap((name) => [bindingRow(name, 'removals'), bindingRow(name, 'additions')]);

    expect(new Set([...keys, REMOVALS_ROW, DENIALS_ROW]).size).toBe(2 * NAMES.length + 2);
  });

  it('have the same name for ever', () => {
    expect(bindingRow('staff', 'removals')).toBe('access-budget-removals-7e303b53-a713-517d-85ce-55c262b63351');
    expect(floorRow('/subscriptions/s1')).toBe('access-floor-46460815-65ea-5216-a8b3-2d8310cc58bc');
  });

  // Source: Understanding the Table service data model (learn.microsoft.com), characters disallowed in key fields.
  it('have names that a table can have', () => {
    const keys = [
      ...NAMES.map((name) => bindingRow(name, 'removals')),
      floorRow(`/subscriptions/${'x'.repeat(2000)}/ü#?%`),
      REMOVALS_ROW,
      DENIALS_ROW,
    ];

    for (const key of keys) expect(key).toMatch(/^[a-z0-9-]{1,80}$/);
  });

  it('are one a scope, however that is written', () => {
    expect(floorRow('/Subscriptions/S1/')).toBe(floorRow('/subscriptions/s1'));
    expect(floorRow('/subscriptions/s1')).not.toBe(floorRow('/subscriptions/s2'));
  });
});
