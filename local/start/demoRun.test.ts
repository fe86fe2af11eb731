import { expect, it } from 'vitest';
import { verdict } from './demoRun.ts';

const SETTLED = 'Converged after 30 s. Every machine is settled';

it.each([
  ['', false, false, `${SETTLED}, and no access change is left.`],
  [' where access is only shown', false, true, `${SETTLED}. No access change was made: ACCESS_MODE is observe.`],
  [
    ' where onboarding is only shown',
    true,
    false,
    'Converged after 30 s. No machine was changed: ONBOARDING_MODE is observe. No access change is left.',
  ],
  [
    ' where all is only shown',
    true,
    true,
    'Ended after 30 s. Nothing was done: ONBOARDING_MODE and ACCESS_MODE are observe.',
  ],
])('the last sentence of a demo%s says what was done', (_where, onboarding, access, sentence) => {
  expect(verdict({ converged: true, seconds: 30, observes: { onboarding, access } })).toBe(sentence);
});

it('the last sentence of a demo that has not converged says so', () => {
  const observes = { onboarding: true, access: true };

  expect(verdict({ converged: false, seconds: 180, observes })).toBe('Not converged after 3 min.');
});
