import { describe, expect, it } from 'vitest';
import { documentName } from './documentName.ts';

describe('documentName', () => {
  it.each(['plan', 'a', 'readings/group-1b2c', 'readings/Group.v2/9', 'x'.repeat(1024)])(
    'lets a name pass: %s',
    (name) => {
      expect(documentName(name)).toBe(name);
    },
  );

  it.each([
    '',
    '/',
    '/plan',
    'plan/',
    'a//b',
    '.',
    '..',
    'a/../b',
    'a/./b',
    '.a',
    'a.',
    'a..b',
    'a b',
    'a_b',
    'a%2Fb',
    'a?b',
    'a#b',
    'a\\b',
    'ä',
    'plan\n',
    'x'.repeat(1025),
  ])('calls every other name our mistake: %j', (name) => {
    expect(() => documentName(name)).toThrow(expect.objectContaining({ kind: 'bug', code: 'DocumentName' }));
  });
});
