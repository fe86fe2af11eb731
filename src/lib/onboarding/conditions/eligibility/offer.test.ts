import { describe, expect, it } from 'vitest';
import { evidence } from '../../../../../test/builders/evidence.ts';
import { offeredHere } from './offer.ts';

describe('the region must have the extension', () => {
  it.each([
    ['it has', { offered: true }],
    ['it is not known whether it has', {}],
  ])('%s', (_what, given) => {
    expect(offeredHere(evidence(given))).toBeUndefined();
  });

  it('or else it is refused', () => {
    const given = evidence({ offered: false, machine: { location: 'brazilsoutheast' } });

    expect(offeredHere(given)).toEqual({
      status: 'False',
      reason: 'NotOffered',
      message: 'Azure does not offer the extension AADLoginForWindows in brazilsoutheast.',
    });
  });
});
