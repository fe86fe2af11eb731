import { expect, it } from 'vitest';
import { parseJson } from './parseJson.ts';

it.each([
  ['{"a":[1]}', { a: [1] }],
  ['null', null],
  ['{', undefined],
  ['', undefined],
])('reads %j as %j', (text, value) => {
  expect(parseJson(text)).toEqual(value);
});
