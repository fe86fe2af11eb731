import { describe, expect, it } from 'vitest';
import { Failure, Throttled } from './errors.ts';

describe('Failure', () => {
  it('carries kind, code, sentence and cause', () => {
    const cause = new Error('socket');

    const failure = new Failure('transient', 'LedgerBusy', 'Try again.', { cause });

    expect(failure).toBeInstanceOf(Error);
    expect(failure).toMatchObject({ kind: 'transient', code: 'LedgerBusy', message: 'Try again.', cause });
    expect(String(failure)).toBe('Failure: Try again.');
  });
});

describe('Throttled', () => {
  it('is a failure that knows when its call may be made', () => {
    const cause = new Error('429');

    const throttled = new Throttled('RateExceeded', 'Later.', 5000, { cause });

    expect(throttled).toBeInstanceOf(Failure);
    expect(throttled).toMatchObject({ kind: 'throttled', code: 'RateExceeded', slot: 5000, cause });
    expect(String(throttled)).toBe('Throttled: Later.');
  });
});
