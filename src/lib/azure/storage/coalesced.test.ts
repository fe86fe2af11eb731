import { describe, expect, it } from 'vitest';
import { coalesced } from './coalesced.ts';

/** Writes that end when the test says so. */
function byHand() {
  const ends: { readonly resolve: () => void; readonly reject: (error: Error) => void }[] = [];
  const ask = coalesced(() => new Promise<void>((resolve, reject) => ends.push({ resolve, reject })));
  return { ends, ask };
}

const settled = () => new Promise((resolve) => setImmediate(resolve));

describe('coalesced', () => {
  it('writes once for all who ask while a write is on its way', async () => {
    const { ends, ask } = byHand();
    const first = ask();
    await settled();

    const [second, third] = [ask(), ask()];
    await settled();
    const duringFirst = ends.length;
    ends[0]?.resolve();
    await first;
    await settled();
    ends[1]?.resolve();
    await Promise.all([second, third]);

    expect(duringFirst).toBe(1);
    expect(ends).toHaveLength(2);
  });

  it('tells those of a failed write, and writes on for the others', async () => {
    const { ends, ask } = byHand();
    const first = ask();
    await settled();
    const second = ask();

    ends[0]?.reject(new Error('The line is dead.'));
    await expect(first).rejects.toThrow('The line is dead.');
    await settled();
    ends[1]?.resolve();

    await expect(second).resolves.toBeUndefined();
  });
});
