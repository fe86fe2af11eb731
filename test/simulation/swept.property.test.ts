import { describe, expect, it } from 'vitest';
import { hold, tries } from './hold.ts';

describe('whatever is lost, doubled, late, refused, failing or killed half way', () => {
  it('nothing is done that must not be done, and after a sweep every machine is settled', {
    timeout: 3_600_000,
  }, async () => {
    const { failure } = await hold('swept', tries(5000));

    expect(failure).toBeUndefined();
  });

  it('the same world makes the same run, line by line', { timeout: 3_600_000 }, async () => {
    const { failure } = await hold('replayed', tries(250));

    expect(failure).toBeUndefined();
  });
});
