import { describe, expect, it } from 'vitest';
import { tries } from '../simulation/hold.ts';
import { hold } from './hold.ts';

describe('whatever people do, and whatever is late, lost, doubled, forged, failing or killed half way', () => {
  it('nobody who is wanted loses access, nobody else gains any, guards and floors hold, and in the end all is as the policy says', {
    timeout: 3_600_000,
  }, async () => {
    const { failure } = await hold(tries(5000));

    expect(failure).toBeUndefined();
  });
});
