import { describe, expect, it } from 'vitest';
import { tries } from '../simulation/hold.ts';
import { hold } from './hold.ts';

/** As many worlds again, in a file of their own: files are what runs side by side. */
const OTHER_SEED = 1_000_003;

describe('whatever people do, and whatever is late, lost, doubled, forged, failing or killed half way', () => {
  it('holds as well in other worlds', { timeout: 3_600_000 }, async () => {
    const { seed, ...rest } = tries(5000);

    const { failure } = await hold(seed === undefined ? rest : { ...rest, seed: seed + OTHER_SEED });

    expect(failure).toBeUndefined();
  });
});
