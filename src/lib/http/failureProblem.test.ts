import { describe, expect, it } from 'vitest';
import { Failure, Throttled } from '../errors.ts';
import { failureProblem } from './failureProblem.ts';

describe('failureProblem', () => {
  it.each([
    ['transient', 'upstream', 502],
    ['throttled', 'throttled', 429],
    ['notFound', 'not-found', 404],
    ['conflict', 'conflict', 409],
    ['rejected', 'upstream', 502],
    ['misconfigured', 'not-ready', 503],
  ] as const)('passes on the sentence of a failure that is %s, as %s', (kind, code, status) => {
    const made = failureProblem(new Failure(kind, 'X', 'What a person can read.'), 0);

    expect(made).toMatchObject({ code, status, detail: 'What a person can read.' });
  });

  it.each([
    new Failure('bug', 'x', 'secret'),
    new Error('secret'),
    'secret',
    undefined,
    { code: 'conflict', status: 409, detail: 'secret' },
  ])('tells nothing of %s', (error) => {
    const made = failureProblem(error, 0);

    expect(made).toMatchObject({ code: 'internal', status: 500 });
    expect(JSON.stringify(made)).not.toContain('secret');
  });

  it.each([
    ['notFound', 'unknown-machine', 'unknown-machine'],
    ['notFound', 'no-plan', 'no-plan'],
    ['conflict', 'ambiguous-machine', 'ambiguous-machine'],
    ['rejected', 'forbidden', 'upstream'],
    ['notFound', 'conflict', 'not-found'],
  ] as const)('of a failure %s with code %s makes %s', (kind, code, expected) => {
    expect(failureProblem(new Failure(kind, code, ''), 0).code).toBe(expected);
  });

  it.each([
    [10_000, 7_500, 3],
    [10_000, 9_000, 1],
    [10_000, 20_000, 1],
  ])('of a slot at %i, at %i, asks to wait %i s', (slot, now, seconds) => {
    expect(failureProblem(new Throttled('X', 'Later.', slot), now).retryAfterSeconds).toBe(seconds);
  });
});
