import { describe, expect, it } from 'vitest';
import { coded } from './coded.ts';

describe('a code and its text', () => {
  it.each([
    ['are told together', { code: 'Conflict', message: 'Busy.' }, 'Conflict: Busy.'],
    ['name the code once', { code: 'Conflict', message: 'HTTP 409 Conflict: Busy.' }, 'HTTP 409 Conflict: Busy.'],
  ])('%s', (_sentence, said, expected) => {
    expect(coded(said)).toBe(expected);
  });
});
