import { describe, expect, it } from 'vitest';
import { hold, tries } from './hold.ts';

describe('where events come and rows stay', () => {
  it('every machine is settled without a sweep, whatever else goes wrong', { timeout: 3_600_000 }, async () => {
    const { failure } = await hold('unswept', tries(5000));

    expect(failure).toBeUndefined();
  });
});
