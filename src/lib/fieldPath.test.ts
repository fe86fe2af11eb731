import { describe, expect, it } from 'vitest';
import { fieldPath } from './fieldPath.ts';

describe('fieldPath', () => {
  it.each([
    [[], 'body'],
    [['name'], 'name'],
    [['changes', 0, 'role'], 'changes[0].role'],
    [[0, 'role'], '[0].role'],
    [['tags', ''], 'tags.""'],
  ])('names %j', (path, expected) => {
    expect(fieldPath(path, 'body')).toBe(expected);
  });
});
