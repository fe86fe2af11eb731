import { describe, expect, it } from 'vitest';
import { foreign, own, SUB } from '../../../../test/builders/accessWorld.ts';
import { NOON } from '../../../../test/builders/evidence.ts';
import { Failure, Throttled } from '../../errors.ts';
import type { Activation, Assignment, AssignmentReader, Denial } from '../assignment.ts';
import { placeReading } from './placeReading.ts';
import { readPlace, unreadPlace } from './readPlace.ts';

const PLACE = { kind: 'subscription', id: 's1' } as const;
const blocked: Denial = {
  id: 'd1',
  name: 'blueprint',
  scope: '/subscriptions/11111111-1111-4111-8111-111111111111',
  principalIds: ['ann'],
  excludedPrincipalIds: [],
  everyone: false,
  notBelow: false,
  roles: ['user'],
};

interface Shown {
  readonly assignments?: readonly Assignment[];
  readonly activations?: () => Promise<readonly Activation[]>;
}

function reading({ assignments = [foreign('ann')], activations = async () => [] }: Shown = {}) {
  const reader: AssignmentReader = {
    list: async () => ({ assignments, used: 40 }),
    denials: async () => [blocked],
    activations,
  };
  return readPlace(PLACE, { reader, now: NOON });
}

const failing = (error: unknown) => ({ activations: () => Promise.reject(error) });

describe('reading a place', () => {
  it('holds what stands there, what is denied, what ends, and what counts towards the limit', async () => {
    const assignments = [own('bob', 'user', SUB, { createdAt: NOON - 1, createdBy: 'us' }), foreign('ann')];
    const found = await reading({
      assignments,
      activations: async () => [{ assignmentName: 'foreign-user-ann', endsAt: NOON + 1 }],
    });

    expect(found).toEqual({
      version: 1,
      place: PLACE,
      readAt: NOON,
      grantedSince: { [assignments[0]?.scope ?? '']: NOON },
      changedAt: NOON,
      assignments,
      used: 40,
      denials: [blocked],
      activations: { 'foreign-user-ann': NOON + 1 },
    });
    expect(placeReading.parse(JSON.parse(JSON.stringify(found)))).toEqual(found);
  });

  it('asks PIM where only a description says that an assignment is of ours, for anybody can write one', async () => {
    const claimed = foreign('ann', 'user', SUB, {
      name: '0b5f5c6e-5ec0-4d7c-9d5c-2f0c3f6d1a11',
      description: own('ann').description ?? '',
    });
    const ends = { assignmentName: claimed.name, endsAt: NOON + 1 };

    expect((await reading({ assignments: [claimed], activations: async () => [ends] })).activations).toEqual({
      [claimed.name]: NOON + 1,
    });
  });

  it('does not ask PIM where nobody else assigns', async () => {
    const found = await reading({ assignments: [own('ann')], ...failing(new Error('asked')) });

    expect(found.activations).toEqual({});
  });

  it.each(['denied', 'rejected', 'notFound'] as const)(
    'knows nothing of activations when PIM answers %s',
    async (kind) => {
      expect((await reading(failing(new Failure(kind, 'NoPim', 'No.')))).activations).toBeNull();
    },
  );

  it.each([
    ['PIM fails for now', new Failure('transient', 'ServerError', 'Ill.')],
    ['PIM is over the rate', new Throttled('RateExceeded', 'Later.', NOON)],
    ['there is a bug', new Error('bug')],
  ])('is tried again when %s', async (_what, error) => {
    await expect(reading(failing(error))).rejects.toBe(error);
  });
});

describe('a place that could not be read', () => {
  const gap = { code: 'AuthorizationFailed', message: 'No.' };

  it('keeps what was known of it', async () => {
    const previous = await reading();

    expect(unreadPlace(PLACE, previous, gap, NOON + 1)).toEqual({
      ...previous,
      readAt: NOON + 1,
      gap: { ...gap, since: NOON + 1 },
    });
  });

  it('says since when it could not be read', async () => {
    const first = unreadPlace(PLACE, await reading(), gap, NOON + 1);

    expect(unreadPlace(PLACE, first, gap, NOON + 2)).toMatchObject({ readAt: NOON + 2, gap: { since: NOON + 1 } });
  });

  it('shows nothing when it was never read', () => {
    expect(unreadPlace(PLACE, undefined, gap, NOON)).toEqual({
      version: 1,
      place: PLACE,
      readAt: NOON,
      gap: { ...gap, since: NOON },
      assignments: [],
      used: 0,
      denials: [],
      activations: null,
    });
  });
});
