import { describe, expect, it } from 'vitest';
import type { DemoMachine } from './demoFleet.ts';
import { type OutcomeMachine, outcomes } from './outcomes.ts';

const ONE: DemoMachine = {
  id: { subscriptionId: 's', resourceGroup: 'rg-web', name: 'web-01' },
  shows: 'the usual case',
  body: {},
};
const READY: OutcomeMachine = {
  name: 'web-01',
  resourceGroup: 'rg-web',
  state: 'Ready',
  ready: true,
  reason: 'Ready',
  message: 'People can sign in.',
  fix: null,
  warnings: [],
  attempts: [{ what: 'installExtension', outcome: 'succeeded' }],
  timeline: [
    { at: '2026-11-22T12:00:00Z', event: 'Onboarding' },
    { at: '2026-11-22T12:00:03Z', event: 'Ready' },
  ],
  extension: { name: 'AADLogin' },
};

const printed = (...machines: OutcomeMachine[]): string => outcomes([ONE], machines).join('\n');

describe('the outcomes', () => {
  it('say how each machine is, what was done, and what it was before', () => {
    expect(outcomes([ONE], [READY])).toEqual([
      'Machines',
      'web-01 the usual case',
      '  → Ready: People can sign in.',
      '  → done: installed the extension.',
      '  → before: Onboarding for 3 s.',
      '',
    ]);
  });

  it('say once what became of several in the same way', () => {
    const fleet = ['web-01', 'web-02', 'web-03', 'web-04'].map((name, n) => ({
      ...ONE,
      id: { ...ONE.id, name },
      shows: n === 3 ? 'another case' : ONE.shows,
    }));
    const machines = fleet.map(({ id }, n) => ({ ...READY, name: id.name, message: n === 1 ? 'Not yet.' : 'Fine.' }));

    expect(
      outcomes(fleet, machines).filter((line) => !line.startsWith('  → done') && !line.startsWith('  → before')),
    ).toEqual([
      'Machines',
      'web-01 and 1 more: the usual case',
      '  → Ready: Fine.',
      'web-02 the usual case',
      '  → Ready: Not yet.',
      'web-04 another case',
      '  → Ready: Fine.',
      '',
    ]);
  });

  it('say what to do, and what there is to warn of', () => {
    const text = printed({
      ...READY,
      fix: 'Fix it.',
      warnings: [{ message: 'The host name is long.', fix: 'Give it another.' }],
    });

    expect(text).toContain('  → to do: Fix it.');
    expect(text).toContain('  → warning: The host name is long. Give it another.');
  });

  it('say so when the app does not know the machine', () => {
    expect(printed()).toContain('  → unknown to the app: no event has told of it');
  });

  it('take the sting out of what others wrote', () => {
    const text = printed({
      ...READY,
      message: 'exit \u001b[2J1\nReady',
      fix: 'a\u009bb',
      warnings: [{ message: 'c\u0007', fix: 'd\u202e' }],
      attempts: [{ what: 'installExtension', outcome: 'failed', code: '\u001b[31m1' }],
    });

    expect(text.replaceAll('\n', '')).not.toMatch(/[\p{Cc}\p{Cf}]/u);
    expect(text).toContain('  → Ready: exit  [2J1 Ready');
  });
});
