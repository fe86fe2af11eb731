import { describe, expect, it } from 'vitest';
import { NO_MEMORY } from '../../src/lib/access/runs/readings.ts';
import { Failure } from '../../src/lib/errors.ts';
import { eachOnce, rememberedPlaces, watchedPlaces } from './places.ts';

const [A, B] = ['11111111-1111-4111-8111-111111111111', '22222222-2222-4222-8222-222222222222'];
const inA = { kind: 'subscription', id: A } as const;
const corp = { kind: 'managementGroup', name: 'corp' } as const;

describe('places that are looked at', () => {
  it('are the watched subscriptions, and the management group above them', () => {
    expect(watchedPlaces([A], { managementGroupId: undefined })).toEqual([inA]);
    expect(watchedPlaces(new Set([A, B]), { managementGroupId: 'corp' })).toEqual([
      corp,
      inA,
      { kind: 'subscription', id: B },
    ]);
  });

  it('are looked at once, however they are written', () => {
    expect(eachOnce([corp, inA, { kind: 'managementGroup', name: 'CORP' }, inA])).toHaveLength(2);
  });

  it('are those that the app has read, too', async () => {
    const readings = { memory: async () => ({ ...NO_MEMORY, places: [corp, inA] }) };

    expect(await rememberedPlaces(readings)).toEqual({
      places: [corp, inA],
      said: 'Places that the app has ever read, as its storage says: 2.',
    });
  });

  it.each([
    ['no setting names its storage', undefined, /^No setting names/],
    ['its storage knows none', { memory: async () => NO_MEMORY }, /knows of no place/],
    [
      'its storage cannot be read',
      { memory: () => Promise.reject(new Failure('denied', 'AuthorizationFailure', 'HTTP 403')) },
      /cannot be read \(AuthorizationFailure\)/,
    ],
  ])('are the watched ones only, which is said, when %s', async (_, readings, why) => {
    const { places, said } = await rememberedPlaces(readings);

    expect(places).toEqual([]);
    expect(said).toMatch(why);
    expect(said).toContain('only the watched places are looked at');
  });

  it('are not guessed after a mistake of ours', async () => {
    await expect(rememberedPlaces({ memory: () => Promise.reject(new TypeError('ours')) })).rejects.toThrow('ours');
  });
});
