import { describe, expect, it } from 'vitest';
import { type ToldMachine, whatWasBefore, whatWasDone } from './machineStory.ts';

const told = (parts: Partial<ToldMachine> = {}): ToldMachine => ({
  ready: true,
  attempts: [],
  timeline: [],
  extension: { name: 'AADLogin' },
  ...parts,
});
const did = (what: string, outcome: string, code?: string) => ({ what, outcome, ...(code !== undefined && { code }) });
const at = (second: number, event: string) => ({ at: new Date(second * 1000).toISOString(), event });

describe('what was done', () => {
  it.each<[string, Partial<ToldMachine>, string]>([
    [
      'both changes',
      { attempts: [did('enableIdentity', 'succeeded'), did('installExtension', 'succeeded')] },
      'enabled the identity, then installed the extension',
    ],
    [
      'an installation that failed',
      { ready: false, attempts: [did('installExtension', 'failed', '51')] },
      'tried to install the extension, which failed (51)',
    ],
    [
      'a refusal',
      { ready: false, attempts: [did('installExtension', 'refused', 'AuthorizationFailed')] },
      'tried to install the extension, which Azure refused (AuthorizationFailed)',
    ],
    [
      'waiting, once',
      {
        attempts: [
          did('installExtension', 'busy'),
          did('installExtension', 'busy'),
          did('installExtension', 'succeeded'),
        ],
      },
      'waited to install the extension, while somebody else worked on the machine, then installed the extension',
    ],
    [
      'leaving',
      { ready: false, attempts: [did('excludeByTag', 'succeeded'), did('removeExtension', 'accepted')] },
      'set the exclusion tag, then asked to remove the extension',
    ],
    ['what a later version does', { attempts: [did('repair', 'accepted')] }, 'asked to repair'],
    [
      'nothing, as it was ready',
      { extension: { name: 'policy-aadlogin' } },
      'nothing, since the extension was there already, as policy-aadlogin',
    ],
    ['nothing', { ready: false, extension: null }, 'nothing'],
  ])('tells %s', (_what, parts, words) => {
    expect(whatWasDone(told(parts))).toBe(words);
  });
});

describe('what was before', () => {
  it('tells each state with its time, however often its reason changed', () => {
    const timeline = [
      at(0, 'FirstSeen'),
      at(0, 'Discovered'),
      at(12, 'Onboarding'),
      at(13, 'Onboarding'),
      at(15, 'Ready'),
    ];

    expect(whatWasBefore(told({ timeline }))).toBe('Discovered for 12 s, Onboarding for 3 s');
  });

  it('tells that it registered anew', () => {
    const timeline = [at(0, 'Ready'), at(5, 'RegisteredAnew'), at(5, 'Onboarding'), at(5.2, 'Ready')];

    expect(whatWasBefore(told({ timeline }))).toBe('Ready for 5 s, registered anew, Onboarding for less than a second');
  });

  it('tells nothing of a machine that was never anything else', () => {
    expect(whatWasBefore(told({ timeline: [at(0, 'FirstSeen'), at(0, 'Excluded')] }))).toBeUndefined();
  });
});
