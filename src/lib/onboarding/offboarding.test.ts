import { describe, expect, it } from 'vitest';
import { NOON } from '../../../test/builders/evidence.ts';
import { asRequested, triedAgain } from './offboarding.ts';

const REQUEST = { requestedAt: NOON, by: 'ada@contoso.com', reason: 'Decommissioned.' };

describe('what is forgotten', () => {
  const failure = { code: 'C', message: 'm' };
  const far = { ...REQUEST, tagRequestedAt: NOON + 1, removalRequestedAt: NOON + 2, removals: 3 };

  it('is everything but the request, for another machine of that name', () => {
    expect(asRequested({ ...far, failure })).toEqual(REQUEST);
  });

  it('is a failed removal, when a person calls', () => {
    expect(triedAgain({ ...far, failure })).toEqual({ ...REQUEST, tagRequestedAt: NOON + 1 });
  });

  it('is not a removal that may be under way', () => {
    expect(triedAgain(far)).toEqual({ ...REQUEST, tagRequestedAt: NOON + 1, removalRequestedAt: NOON + 2 });
  });
});
