import { describe, expect, it } from 'vitest';
import type { TypedData } from '../core/rpc.ts';
import { outputMessages } from './outputMessages.ts';

describe('what a function leaves in a queue output', () => {
  it.each<[string, TypedData | null | undefined, (string | Uint8Array)[]]>([
    ['nothing', undefined, []],
    ['null', null, []],
    ['text', { string: 'hello' }, ['hello']],
    ['an empty text', { string: '' }, ['']],
    ['text that is an object', { string: '{"a":1}' }, ['{"a":1}']],
    ['text that is an array', { string: ' [1,"two",{"a":3}]' }, ['1', 'two', '{\n  "a": 3\n}']],
    ['text that only begins like an array', { string: '[not json' }, ['[not json']],
    ['an object', { json: '{"a":1}' }, ['{\n  "a": 1\n}']],
    ['an array', { json: '["one",{"a":2},null,[3]]' }, ['one', '{\n  "a": 2\n}', '[\n  3\n]']],
    ['an empty array', { json: '[]' }, []],
    ['true', { json: 'true' }, ['true']],
    ['a number', { int: 0 }, ['0']],
    ['a fraction', { double: 1.5 }, ['1.5']],
    ['bytes', { bytes: new Uint8Array([1, 2]) }, [new Uint8Array([1, 2])]],
  ])('becomes messages: %s', (_, data, messages) => {
    expect(outputMessages(data)).toEqual(messages);
  });
});
